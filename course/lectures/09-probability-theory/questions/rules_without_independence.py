from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=1.5,
    idea="rules for sums",
    section="covariance",
    level="recall",
)
def rules_without_independence(draw):
    """Which rules need independence."""
    first, second = draw.choice(
        [
            ("the rent", "the heating bill"),
            ("the rainfall", "the level of a river"),
            ("the number of visitors", "the number of sales"),
        ]
    )
    return Choices(
        f"""
        $X$ is {first} and $Y$ is {second} in a month drawn by chance. Large values of the one often come with large
        values of the other. Which rule holds all the same?
        """,
        right("E[X + Y] = E[X] + E[Y]", because="Expectations add, whatever the variables have to do with each other."),
        wrong(
            "Var[X + Y] = Var[X] + Var[Y]",
            because="The covariance is positive here, and 2 Cov[X, Y] is missing: the sum varies more than that.",
        ),
        wrong("E[X Y] = E[X] E[Y]", because="The two sides differ by the covariance, which is positive here."),
        wrong("p(x, y) = p(x) p(y)", because="That is what independence means, and these two are not independent."),
        key="""
        x, y = np.array([[0.0], [1.0], [3.0]]), np.array([0.0, 2.0, 5.0])
        joint = np.array([[0.4, 0.1, 0.0], [0.1, 0.1, 0.1], [0.0, 0.0, 0.2]])

        def mean(numbers):
            return (numbers * joint).sum()

        def var(numbers):
            return mean((numbers - mean(numbers)) ** 2)

        holds = {
            "E[X + Y] = E[X] + E[Y]": np.isclose(mean(x + y), mean(x) + mean(y)),
            "Var[X + Y] = Var[X] + Var[Y]": np.isclose(var(x + y), var(x) + var(y)),
            "E[X Y] = E[X] E[Y]": np.isclose(mean(x * y), mean(x) * mean(y)),
            "p(x, y) = p(x) p(y)": np.allclose(joint, joint.sum(1, keepdims=True) * joint.sum(0)),
        }
        print(*[rule for rule, is_so in holds.items() if is_so])
        """,
    )
