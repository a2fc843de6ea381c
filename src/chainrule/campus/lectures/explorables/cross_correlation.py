"""A kernel that slides over an input whose cells can be edited (lecture 8)."""

from dataclasses import replace

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.campus.lectures.explorables.settings import Setting
from chainrule.figures import cells

EDGE = tuple(tuple(1.0 if column >= min(3, 5 - row) else 0.0 for column in range(6)) for row in range(6))
KERNEL = ((1.0, 0.0, -1.0),) * 3
MOST, MOST_STEPS = 3, 400


def from_one(plain: int) -> Setting:
    """A whole number from 1 to 3."""
    as_count = settings.count(plain, MOST)

    def read(text: str) -> int:
        if not (found := as_count.read(text)):
            raise ValueError(f"is no whole number from 1 to {MOST}")
        return int(found)

    return replace(as_count, read=read)


def still(values: Values) -> Still:
    """Input, kernel and output, by the engine of the course."""
    how = {key: values[key] for key in ("padding", "stride", "dilation")}
    try:
        picture = cells.sliding(values["input"], values["kernel"], **how)
    except ValueError as error:
        raise ExplorableError(f"the kernel does not fit: {error}") from None
    named = ", ".join(f"{key} {value}" for key, value in how.items())
    return Still(picture, f"A kernel slides over an input ({named}). Framed: its first place, and the sum there.")


CROSS_CORRELATION = Explorable(
    settings={
        "input": settings.matrix(EDGE, 8, 8),
        "kernel": settings.matrix(KERNEL, 5, 5),
        "padding": settings.count(0, MOST),
        "stride": from_one(1),
        "dilation": from_one(1),
        "pool": settings.choice("none", ("none", "max", "mean")),
        "step": settings.count(0, MOST_STEPS),
    },
    still=still,
    parts=("player", "settings"),
    links=lambda values: ("input", "kernel", "output", "pooled", "sum", "size", "padding", "stride", "dilation"),
    wide=True,
)
