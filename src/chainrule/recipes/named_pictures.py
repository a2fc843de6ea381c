"""Pictures with names, to learn which belong together: emoji, or made shapes where those are not here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product

import torch
from torch import Tensor

from chainrule.data import BytePairs, CannotFetch, Dataset, Examples, MissingData, Split

SIDE = 32  # pixels
END = 0  # the token that ends a name: the byte 0, which no name has
CONTEXT = 14  # tokens of a name, with its end
VOCABULARY = 700
COLOURS = {
    "red": (220, 40, 40),
    "green": (40, 160, 60),
    "blue": (50, 80, 220),
    "yellow": (240, 200, 40),
    "purple": (150, 60, 180),
    "black": (30, 30, 30),
}
PLACES = {"left": (16, 9), "right": (16, 23), "top": (9, 16), "bottom": (23, 16), "middle": (16, 16)}  # row, column
SIZES = {"small": 4.0, "large": 8.0}  # half a side, in pixels
FORMS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    # whether a pixel is in the form: by how far down and to the right of its middle it is, in half sides
    "circle": lambda y, x: y**2 + x**2 <= 1,
    "square": lambda y, x: torch.maximum(y.abs(), x.abs()) <= 0.9,
    "triangle": lambda y, x: (y.abs() <= 0.9) & (x.abs() <= (y + 0.9) / 1.8),
    "cross": lambda y, x: (torch.minimum(y.abs(), x.abs()) <= 0.3) & (torch.maximum(y.abs(), x.abs()) <= 1),
    "ring": lambda y, x: (y**2 + x**2 <= 1) & (y**2 + x**2 >= 0.35),
}


@dataclass(frozen=True, eq=False)
class Named(Examples):
    """`images` (N, C, H, W) uint8 and `texts` (N, T), the tokens of their names. Batches are pairs of both."""

    images: Tensor
    texts: Tensor


@dataclass(frozen=True, eq=False)
class Collection:
    """Named pictures to train on, others whose names were held out, with these names; and the tokens of names."""

    title: str
    train: Named
    test: Named
    held_out: Sequence[str]
    pairs: BytePairs

    @classmethod
    def of(cls, title: str, train: Split, test: Split, names: Sequence[str]) -> "Collection":
        """Of pictures whose labels are the numbers of their names. Tokens are byte pairs of the names to train on."""
        known, held_out = ([names[label] for label in part.labels.tolist()] for part in (train, test))
        pairs = BytePairs.train("\n".join(known), size=VOCABULARY)
        parts = (Named(train.images, tokens(pairs, known)), Named(test.images, tokens(pairs, held_out)))
        return cls(title, *parts, held_out, pairs)


def tokens(pairs: BytePairs, names: Sequence[str]) -> Tensor:
    """Names as tokens (N, CONTEXT), each with its end; what is too long is cut off."""
    rows = torch.full((len(names), CONTEXT), END)
    for row, name in zip(rows, names, strict=True):
        found = pairs.encode(name).tokens[: CONTEXT - 1]
        row[: len(found)] = found
    return rows


def collected(load: Callable[[str], Dataset], *, quick: bool) -> Collection:
    """The emoji; made shapes where they can neither be found nor fetched, or where it is to be quick."""
    if quick:
        return made_shapes()
    try:
        data = load("emoji")
    except (MissingData, CannotFetch):
        return made_shapes()
    return Collection.of("emoji", data.train, data.test, data.lines)


def made_shapes() -> Collection:
    """All forms in all colours, sizes and places, as "small red circle left"; every fifth name is held out.

    >>> made = made_shapes()
    >>> made.title, len(made.train), len(made.test)
    ('made shapes', 242, 58)
    """
    names, images = [], []
    row, column = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    for size, colour, form, place in product(SIZES, COLOURS, FORMS, PLACES):
        (middle, across), half = PLACES[place], SIZES[size]
        inside = FORMS[form]((row - middle) / half, (column - across) / half)  # (H, W)
        paint = torch.tensor(COLOURS[colour], dtype=torch.uint8)[:, None, None]
        images.append(torch.where(inside, paint, torch.tensor(255, dtype=torch.uint8)))  # (3, H, W)
        names.append(f"{size} {colour} {form} {place}")
    held_out = torch.tensor([sha256(name.encode()).digest()[0] % 5 == 0 for name in names])
    whole = Split(torch.stack(images), torch.arange(len(names)))
    return Collection.of("made shapes", whole.take(~held_out), whole.take(held_out), names)
