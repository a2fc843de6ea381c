"""A digit that is drawn, and every feature map of the trained LeNet (lecture 8)."""

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.figures import lenet_maps


def still(values: Values) -> Still:
    """A digit of the test set; the page itself lets one draw."""
    if values["sample"] == "own":
        raise ExplorableError("sample=own is what the reader draws; begin with a digit, sample=7")
    digit = int(values["sample"])
    picture = lenet_maps.seen(digit, modern=values["kind"] == "modern")
    return Still(picture, f"A {digit} of the test set, what LeNet's first layer makes of it, and its answer.")


LENET_FEATURES = Explorable(
    settings={
        "sample": settings.choice("7", [*map(str, range(10)), "own"]),
        "kind": settings.choice("modern", ["modern", "classic"]),
    },
    still=still,
    parts=("drawing", "maps", "weights"),
    links=lambda values: ("picture", "answer", "probabilities", "kernels", "first", "small", "second", "smallest"),
    wide=True,
)
