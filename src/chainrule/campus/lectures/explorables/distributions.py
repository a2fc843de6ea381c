"""A distribution with its parameters, the probability of a range, and averages of more and more draws."""

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, Still, Values
from chainrule.figures.chances import family

LAST = 32


def still(values: Values) -> Still:
    """The distribution with its parameters."""
    normal = values["mean"], values["std"], values["low"], values["high"]
    picture = family(values["family"], values["theta"], values["probs"], normal)
    return Still(picture, "A distribution with its parameters, and what follows from them.")


DISTRIBUTIONS = Explorable(
    settings={
        "family": settings.choice("normal", ("bernoulli", "multinoulli", "normal")),
        "theta": settings.number(0.7, 0, 1),
        "probs": settings.numbers((0.3, 0.5, 0.2), 3, 3),
        "mean": settings.number(300, 100, 500),
        "std": settings.number(40, 5, 120),
        "low": settings.number(260, 0, 600),
        "high": settings.number(340, 0, 600),
        "step": settings.count(0, LAST),
        "seed": settings.count(1, 9999),
    },
    still=still,
    parts=("shape", "parameters", "sampling"),
    links=lambda values: ("mean", "std", "low", "high", "theta", "area", "average", "band", "again"),
)
