"""Bars that the reader draws, until they have the wanted mean and variance."""

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, Still, Values
from chainrule.figures.chances import masses
from chainrule.svg import number

VALUES = tuple(float(x) for x in range(7))


def still(values: Values) -> Still:
    """The bars as they begin, with the mean and the variance that the library computes."""
    wanted = f"To be drawn: a distribution on 0 to 6 with mean {number(values['mean'])}"
    return Still(masses(values["bars"], VALUES), f"{wanted} and variance {number(values['variance'])}.")


DRAW_A_PMF = Explorable(
    settings={
        "bars": settings.numbers((1,) * 7, 7, 7),
        "mean": settings.number(3, 0, 6),
        "variance": settings.number(1, 0, 9),
    },
    still=still,
    parts=("picture", "task"),
    links=lambda values: ("wanted", "verdict", *(f"bar{x}" for x in range(7))),
)
