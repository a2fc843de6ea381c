"""`load`: a data set by its name, as tensors or as text, from files whose every byte was checked."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from chainrule.data.cards import Card, card
from chainrule.data.dataset import Dataset
from chainrule.data.digits import digits
from chainrule.data.from_files import from_files
from chainrule.data.moons import two_moons
from chainrule.data.splits import Points, Split

if TYPE_CHECKING:  # it draws a bar too, with a package that `load("digits")` does without
    from chainrule.data.progress import Tell

DIGITS_TRAIN = 1500
MOONS = 1000


def load(name: str, *, folder: str | Path | None = None, download: bool = True, tell: Tell | None = None) -> Dataset:
    """The data set called `name`, from `folder`, else `CHAINRULE_DATA`, else the user's cache folder.

    What is not there is fetched from its official address, once, unless `download` is False; `tell` hears how far it
    is. Size and SHA-256 of every file are checked at each use. "cifar10" is the official binary version; where only
    `cifar10-jpeg.npz` is there, that lossy copy is taken and its card says "CIFAR-10 (JPEG copy)".

    "digits" and "moons" need no files. A digit's pixel counts the dark cells of a block of 4 x 4, 0 to 16, and is given
    here as round(255 count / 16), so that all pictures go from 0 to 255; the first 1,500 are for training. "moons" has
    1,000 points for training and 1,000 to test, with noise of 0.1, always the same.

    Raises LookupError for an unknown name, `MissingData`, `BrokenData` (partial, damaged or another file) and
    `CannotFetch`, all three `DataProblem`s that say which file and what to do.

    >>> load("digits")
    <Optical recognition of handwritten digits (test part): 1,500 + 297>
    >>> load("digits").train.images.shape
    torch.Size([1500, 1, 8, 8])
    """
    known = card(name)
    if name == "digits":
        return _digits(known)
    if name == "moons":
        return Dataset(known, train=_moons(0), test=_moons(1))
    return from_files(known, folder, download, tell)


def _digits(known: Card) -> Dataset:
    counts, labels = digits()
    images = (counts.float() * (255 / 16)).round().to(torch.uint8)
    split = Split(images, labels)
    return Dataset(known, train=split.take(slice(DIGITS_TRAIN)), test=split.take(slice(DIGITS_TRAIN, None)))


def _moons(seed: int) -> Points:
    points, moons = two_moons(MOONS, 0.1, random.Random(seed))
    return Points(torch.tensor(points), torch.tensor(moons))
