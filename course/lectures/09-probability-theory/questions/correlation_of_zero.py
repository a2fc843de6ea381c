from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=2,
    idea="covariance",
    section="covariance",
    level="diagnose",
)
def correlation_of_zero(draw):
    """Covariance sees straight lines only."""
    what, low, high = draw.choice(
        [("temperature", "cold", "hot"), ("the hour of the day", "early", "late"), ("tyre pressure", "low", "high")]
    )
    return Choices(
        f"""
        A report says: "The correlation between {what} and the error of the sensor is 0.00, measured on 50,000
        readings. So
        {what} tells nothing about the error, and we drop it as an input." In the plot the error is large when it
        is {low}
        *and* when it is {high}, and small in between. What is wrong?
        """,
        right(
            "A covariance of 0 does not make two variables independent.",
            because="Both ends pull the products in opposite directions, and they cancel. Who knows the one still "
            "knows "
            "much about the other.",
        ),
        wrong(
            "50,000 readings are too few for a correlation.",
            because="The standard error is tiny. The number is right; the conclusion is not.",
        ),
        wrong(
            "The covariance should have been used: the correlation loses the units.",
            because="The covariance is 0 as well; dividing it by two standard deviations changes nothing.",
        ),
        wrong(
            "Nothing: without correlation there is no dependence.",
            because="The plot shows dependence. Only for a straight-line trend does the covariance see it.",
        ),
        key="""
        x = torch.linspace(-1, 1, 2001, dtype=torch.float64)
        error = x**2
        covariance = ((x - x.mean()) * (error - error.mean())).mean()
        if abs(covariance) < 1e-12 and error[0] > 0.9 and error[1000] < 0.1:
            print("A covariance of 0 does not make two variables independent.")
        """,
    )
