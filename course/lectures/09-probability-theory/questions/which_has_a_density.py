from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Describe random variables",
    minutes=1.5,
    idea="discrete and continuous",
    section="density",
    level="recall",
)
def which_has_a_density(draw):
    """Which quantity is described by a PDF."""
    best, *others = draw.choice(
        [
            (
                "the time until the next request arrives",
                "the number of requests in a minute",
                "the status code of the answer",
                "whether the request failed",
            ),
            (
                "the voltage at a sensor",
                "the class that the network names",
                "the number of alarms in an hour",
                "whether the picture is blurred",
            ),
            (
                "the height of a player",
                "the number on the shirt",
                "the number of goals in a season",
                "the country of birth",
            ),
        ]
    )
    return Choices(
        """
        Four quantities are recorded. Which one is described by a probability density, and not by a probability mass
        function?
        """,
        right(best, because="It can take any value of a range, and no single one has a probability of its own."),
        *(wrong(other, because="Its values can be listed, and each of them has a probability.") for other in others),
        no_key="a matter of what the values are",
    )
