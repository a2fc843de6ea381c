"""Data sets: their cards, fetched once and checked at every use; batches of them; augmentation.

Who calls it: `training`, recipes, lectures, `chainrule data`. It must not know a model or the course.

`load("mnist")` gives a `Dataset`: `.card`, and `.train` and `.test`, each a `Split` of images (N, C, H, W) uint8 and
labels (N,) int64, or `Points`; or `.text` and `.lines`. What else is trained on is `Records` of named tensors, `Names`
in rows, or a `Text` of tokens, as `Characters` and `BytePairs` make one. Files lie in the folder that `CHAINRULE_DATA`
names, else in the user's cache; `CHAINRULE_MIRROR` names an address that is asked before the official ones. What is
fetched is whole and of the known SHA-256, or is not kept; `digits` and `moons` need no file. Everything that goes wrong
is a `DataProblem` (`MissingData`, `BrokenData`, `CannotFetch`). A new data set is a `Card` in `cards.py`.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.data.augment import cutout, random_crop, random_crop_flip, random_flip
    from chainrule.data.batching import batches, channel_statistics, hold_out, normalize, to_float
    from chainrule.data.byte_pairs import BytePairs
    from chainrule.data.cards import CARDS, Card, names
    from chainrule.data.circles import two_circles
    from chainrule.data.dataset import Dataset
    from chainrule.data.fetching import fetch
    from chainrule.data.moons import two_moons
    from chainrule.data.problems import BrokenData, CannotFetch, DataProblem, MissingData
    from chainrule.data.sets import load
    from chainrule.data.spirals import two_spirals
    from chainrule.data.splits import Examples, Points, Records, Split
    from chainrule.data.text import Characters, Names, Text, split_names

_HOMES = {
    "augment": ("cutout", "random_crop", "random_crop_flip", "random_flip"),
    "batching": ("batches", "channel_statistics", "hold_out", "normalize", "to_float"),
    "byte_pairs": ("BytePairs",),
    "cards": ("CARDS", "Card", "names"),
    "circles": ("two_circles",),
    "dataset": ("Dataset",),
    "fetching": ("fetch",),
    "moons": ("two_moons",),
    "problems": ("BrokenData", "CannotFetch", "DataProblem", "MissingData"),
    "sets": ("load",),
    "spirals": ("two_spirals",),
    "splits": ("Examples", "Points", "Records", "Split"),
    "text": ("Characters", "Names", "Text", "split_names"),
}
_HOME_OF = {name: home for home, held in _HOMES.items() for name in held}

__all__ = [
    "CARDS",
    "BrokenData",
    "BytePairs",
    "CannotFetch",
    "Card",
    "Characters",
    "DataProblem",
    "Dataset",
    "Examples",
    "MissingData",
    "Names",
    "Points",
    "Records",
    "Split",
    "Text",
    "batches",
    "channel_statistics",
    "cutout",
    "fetch",
    "hold_out",
    "load",
    "names",
    "normalize",
    "random_crop",
    "random_crop_flip",
    "random_flip",
    "split_names",
    "to_float",
    "two_circles",
    "two_moons",
    "two_spirals",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the scalar lectures use `two_moons` and need no PyTorch."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found
