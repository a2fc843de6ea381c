from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=2,
    idea="standard error",
    section="expectation",
    level="apply",
)
def quieter_gradient(draw):
    """The standard deviation of an average of n draws falls like one over the root of n."""
    less = draw.choice([2, 3, 4, 5])
    batch = draw.choice([32, 64, 100])
    return Choices(
        f"""
        The gradient of a weight, estimated from a batch of {batch} examples, has a standard deviation of
        {0.6 * less:g}. It
        is to be only 0.6. The examples are drawn independently. How large must the batch be?
        """,
        right(
            f"{batch * less**2:,}",
            because=f"The standard deviation of an average falls with the root of n: {less} times less noise "
            f"needs {less}² times the "
            "examples.",
        ),
        wrong(f"{batch * less:,}", because="The variance falls like 1/n; the standard deviation falls like its root."),
        wrong(
            f"{batch * less**3:,}",
            because="That is more than is needed: the standard deviation falls with the root of n.",
        ),
        wrong(
            f"{batch:,}, trained {less} times longer",
            because="More steps do not make the gradient of one batch less noisy.",
        ),
        key=f"""
        n = 1
        while (0.6 * {less}) * ({batch} / n) ** 0.5 > 0.6 + 1e-9:
            n += 1
        print(f"{{n:,}}")
        """,
    )
