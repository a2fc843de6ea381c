"""A joint table of two yes-or-no variables as areas, cut by a prior and two rates that the reader drags."""

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, Still, Values
from chainrule.figures.chances import square

CELLS = ("rotten-thrown", "rotten-kept", "good-thrown", "good-kept")


def still(values: Values) -> Still:
    """The square, and the posterior that the library computes."""
    return Still(
        square(values["prior"], values["hits"], values["alarms"]), "The joint table of fruit and answer, as areas."
    )


BAYES_SQUARE = Explorable(
    settings={
        "prior": settings.number(0.02, 0, 1),
        "hits": settings.number(0.9, 0, 1),
        "alarms": settings.number(0.05, 0, 1),
        "given": settings.choice("thrown", ("nothing", "thrown", "kept", "rotten", "good")),
    },
    still=still,
    parts=("picture", "numbers", "table"),
    links=lambda values: ("prior", "hits", "alarms", "posterior", "thrown", "kept", "rotten", "good", *CELLS),
)
