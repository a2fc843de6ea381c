from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=3,
    idea="variance",
    section="expectation",
    level="apply",
)
def variance_of_a_bet(draw):
    """A variance from its definition."""
    win, lose, p = draw.choice([(6, 2, 0.5), (10, 0, 0.2), (8, 3, 0.4), (5, 0, 0.6)])
    mean = win * p + lose * (1 - p)
    variance = p * (win - mean) ** 2 + (1 - p) * (lose - mean) ** 2
    square = p * win**2 + (1 - p) * lose**2
    return Program(
        f"""
        values = np.array([{win}.0, {lose}.0])
        probs = np.array([{p}, {round(1 - p, 1)}])
        mean = (values * probs).sum()
        print(round(((values - mean) ** 2 * probs).sum(), 4))
        """,
        wrong(
            f"{round(variance**0.5 + 1e-9, 4):g}",
            because="This is the standard deviation, the root: the program does not take it.",
        ),
        wrong(f"{round(square, 4):g}", because="This is E[x²]: the mean is subtracted before the square."),
        wrong("0.0", because="The distances themselves would sum to 0. Their squares do not."),
        because=f"The mean is {mean:g}; the squared distances are weighted: {variance:g}.",
    )
