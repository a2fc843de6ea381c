"""Gradient descent on a line through receipts, seen from above (lecture 3)."""

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.figures import descent
from chainrule.svg import number

MOST_STEPS = 300


def still(values: Values) -> Still:
    """The loss over the two knobs, and the way of gradient descent, both by the library."""
    data, (w, b) = values["data"], values["start"]
    if any(len(row) != 2 for row in data):
        raise ExplorableError("data needs two numbers per receipt: data=1,3;3,9")
    rate, steps = values["rate"], values["steps"]
    way = {f"η = {number(rate)}, {steps} steps": descent.walk(data, (w, b), rate, steps)}
    picture = descent.valley(data, way, values["ws"], values["bs"], "w to the right, b upwards")
    caption = (
        f"The loss of {len(data)} receipts from above, w to the right and b upwards: {steps} steps from "
        f"w = {number(w)}, b = {number(b)} with the rate {number(rate)}. The cross is the best place."
    )
    return Still(picture, caption)


DESCENT_MAP = Explorable(
    settings={
        "start": settings.numbers((0, 0), 2, 2),
        "rate": settings.number(0.05, 0, 1),
        "steps": settings.count(100, MOST_STEPS),
        "step": settings.count(0, MOST_STEPS),
        "data": settings.matrix(descent.RECEIPTS, 20, 2),
        "ws": settings.numbers((-0.6, 5.4), 2, 2),
        "bs": settings.numbers((-0.9, 3.1), 2, 2),
    },
    still=still,
    parts=("player", "values", "chart"),
    links=lambda values: ("start", "path", "now", "best", "line", "loss", "w", "b", "rate"),
    wide=True,
)
