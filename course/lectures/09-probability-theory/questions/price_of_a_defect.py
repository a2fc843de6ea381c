from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=2,
    idea="expectation",
    section="expectation",
    level="apply",
)
def price_of_a_defect(draw):
    """An expectation weights each value."""
    rare, often = draw.choice([(0.01, 0.09), (0.02, 0.18), (0.05, 0.15)])
    large, small = draw.choice([(100, 10), (200, 20), (400, 40)])
    mean = round(rare * large + often * small, 2)
    return Choices(
        f"""
        A delivered device costs its maker {large} manat with probability {rare} (it is replaced), {small} manat with
        probability {often} (it is repaired), and otherwise nothing. Which sum per device should the maker put
        aside, to come out even in
        the long run?
        """,
        right(
            f"{mean:.2f} manat",
            because=f"The expectation: {large} · {rare} + {small} · {often} + 0 · {1 - rare - often:.2f}.",
        ),
        wrong(
            f"{(large + small) / 3:.2f} manat",
            because="This is the plain average of the three costs, which are not equally likely.",
        ),
        wrong(
            f"{mean / (rare + often):.2f} manat",
            because="This is the expected cost of a device that fails: most do not fail, and cost nothing.",
        ),
        wrong("0.00 manat", because="The likeliest cost is 0, but the rare ones have to be paid, too."),
        key=f"""
        costs, p = np.array([{large}, {small}, 0.0]), np.array([{rare}, {often}, {round(1 - rare - often, 2)}])
        print(f"{{(costs * p).sum():.2f}} manat")
        """,
    )
