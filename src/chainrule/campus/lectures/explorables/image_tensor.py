"""Pictures as a tensor: where an element lies, and what view, permute and normalization do to memory (lecture 7)."""

from html import escape

from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, Still, Values
from chainrule.figures import memory


def still(values: Values) -> Still:
    """The memory of the result; the framed number is the one that the index names."""
    index = [int(i) for i in values["index"]]
    sizes = (max(1, values["images"]), max(2, values["height"]), max(2, values["width"]))
    picture = memory.laid_out(values["op"], *sizes, index)
    caption = f"The numbers of <code>{escape(values['op'])}</code> in the order of memory. Framed: the element {index}."
    return Still(picture, caption)


IMAGE_TENSOR = Explorable(
    settings={
        "images": settings.count(2, 2),
        "height": settings.count(3, 4),
        "width": settings.count(4, 5),
        "op": settings.choice("x", list(memory.OPERATIONS)),
        "index": settings.numbers((0, 0, 0, 1), 0, 4),
    },
    still=still,
    parts=("operation", "index", "memory", "pictures"),
    links=lambda values: ("shape", "place", "memory", "pictures", "index0", "index1", "index2", "index3"),
    wide=True,
)
