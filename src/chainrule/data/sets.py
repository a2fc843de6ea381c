"""`load`: a data set by its name, as tensors or as text, from files whose every byte was checked."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from chainrule.data import formats
from chainrule.data.cards import CIFAR10_JPEG, Card, card
from chainrule.data.emoji import emoji
from chainrule.data.fetching import fetch, unpack_by_hand
from chainrule.data.find import Found, cache_folder, data_folder, find, home_of, read
from chainrule.data.moons import two_moons
from chainrule.data.problems import MissingData
from chainrule.data.progress import Tell
from chainrule.data.splits import Examples, Points, Split

DIGITS_TRAIN = 1500
MOONS = 1000


class Dataset:
    """What `load` gives: pictures (a `Split`) and `Points` have `.train` and `.test`, texts `.text` and `.lines`.

    Pictures that have names, as "emoji", have all of it: a picture's label is the line of its name.
    """

    def __init__(
        self, card: Card, *, train: Examples | None = None, test: Examples | None = None, text: str | None = None
    ) -> None:
        self.card = card
        self._train, self._test, self._text = train, test, text

    @property
    def train(self) -> Any:
        if self._train is None:
            raise AttributeError(f"{self.card.name} is a text: it has .text and .lines, and no .train")
        return self._train

    @property
    def test(self) -> Any:
        if self._test is None:
            raise AttributeError(f"{self.card.name} is a text: it has .text and .lines, and no .test")
        return self._test

    @property
    def text(self) -> str:
        if self._text is None:
            raise AttributeError(f"{self.card.name} is no text: it has .train and .test, and no .text")
        return self._text

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def __repr__(self) -> str:
        parts = f"{len(self.text):,} characters" if self._train is None else f"{len(self.train):,} + {len(self.test):,}"
        return f"<{self.card.title}: {parts}>"


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
    root = data_folder(folder)
    if name == "cifar10" and (copy := _jpeg_copy(known, root)):
        return copy
    files = _files(known, root, download, tell)
    contents = {member: read(known, found) for member, found in files.items()}
    if known.kind == "text":
        return Dataset(known, text=next(iter(contents.values())).decode("utf-8"))
    if name == "emoji":
        named, held_out, lines = emoji(*contents.values())
        return Dataset(known, train=named, test=held_out, text="\n".join(lines))
    if name == "cifar10":
        *train, test = (Split(*formats.cifar_records(content)) for content in contents.values())
        return Dataset(known, train=_joined(train), test=test)
    pixels, labels, test_pixels, test_labels = (formats.idx(content) for content in contents.values())
    train_split = Split(pixels.unsqueeze(1), labels.long())  # (N, 1, 28, 28)
    return Dataset(known, train=train_split, test=Split(test_pixels.unsqueeze(1), test_labels.long()))


def _files(known: Card, root: Path, download: bool, tell: Tell | None) -> dict[str, Found]:
    """All members, in the order of the card; what is missing is fetched, or refused in words."""
    files = find(known, root)
    if len(files) < len(known.members):
        if download:
            fetch(known.name, folder=root, tell=tell)
        elif not unpack_by_hand(known, root):
            raise _missing(known, root, files)
        files = find(known, root)
    return {member.name: files[member.name] for member in known.members}


def _missing(known: Card, root: Path, files: dict[str, Found]) -> MissingData:
    lines = []
    for each in known.downloads:
        if any(member.name not in files for member in each.members):
            lines.append(f"  {each.name} from {' or '.join(each.addresses)}")
    return MissingData(
        f"{known.title} is not in {root}\n  fix: `chainrule data get {known.name}` with a connection, or put by hand "
        f"into {home_of(known, root)}\n" + "\n".join(lines)
    )


def _digits(known: Card) -> Dataset:
    counts, labels = formats.digits()
    images = (counts.float() * (255 / 16)).round().to(torch.uint8)
    split = Split(images, labels)
    return Dataset(known, train=split.take(slice(DIGITS_TRAIN)), test=split.take(slice(DIGITS_TRAIN, None)))


def _moons(seed: int) -> Points:
    points, moons = two_moons(MOONS, 0.1, random.Random(seed))
    return Points(torch.tensor(points), torch.tensor(moons))


def _joined(splits: list[Split]) -> Split:
    return Split(torch.cat([split.images for split in splits]), torch.cat([split.labels for split in splits]))


def _jpeg_copy(known: Card, root: Path) -> Dataset | None:
    """CIFAR-10 from the JPEG copy, where that is there and the official files are not."""
    places = (root / CIFAR10_JPEG.name, home_of(known, root) / CIFAR10_JPEG.name)
    file = next((place for place in places if place.is_file()), None)
    if file is None or len(find(known, root)) == len(known.members):
        return None
    parts = formats.jpeg_arrays(read(known, Found(CIFAR10_JPEG, file, False)), cache_folder() / "decoded")
    copy = replace(known, title="CIFAR-10 (JPEG copy)", about=f"{known.about}; each kept as JPEG, which loses a little")
    return Dataset(copy, train=Split(*parts["train"]), test=Split(*parts["test"]))
