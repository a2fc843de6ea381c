from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=3,
    idea="normal density",
    section="common-distributions",
    level="apply",
)
def bell_with_wrong_area(draw):
    """The area below a density tests its factor."""
    std = draw.choice([0.5, 1.5, 2.0, 2.5, 3.0])
    return Faulty(
        f"""
        The function is to be the density of a normal distribution. A test adds up the area below it: with
        `std={std}` it is {std} instead of 1.
        """,
        """
        def normal_pdf(x, mean, std):
            z = (x - mean) / std
            height = 1 / np.sqrt(2 * np.pi)
            return height * np.exp(-0.5 * z**2)
        """,
        f"""
        x = np.linspace(-40, 40, 80001)
        for std in ({std}, 1.0, 1.7):
            values = normal_pdf(x, 1.0, std)
            assert abs(values.sum() * 0.001 - 1) < 1e-6
            assert abs((values * (x - 1.0) ** 2).sum() * 0.001 - std**2) < 1e-4
        """,
        right_edit(
            "height = 1 / np.sqrt(2 * np.pi)",
            "height = 1 / (std * np.sqrt(2 * np.pi))",
            because="A bell that is wider by σ must be lower by σ, for the area stays 1.",
        ),
        wrong_edit(
            "height = 1 / np.sqrt(2 * np.pi)",
            "height = std / np.sqrt(2 * np.pi)",
            because="A wide bell would be a high one: the area grows with the square of σ.",
        ),
        wrong_edit(
            "z = (x - mean) / std",
            "z = (x - mean) / std**2",
            because="The width would be σ²: then the variance is wrong, and the area is, too.",
        ),
        wrong_edit(
            "z = (x - mean) / std",
            "z = x - mean",
            because="The area becomes 1, but every bell has the width 1.",
        ),
        wrong_edit(
            "return height * np.exp(-0.5 * z**2)",
            "return height * np.exp(-z**2)",
            because="Without the half the bell is narrower, and its variance half of what it should be.",
        ),
    )
