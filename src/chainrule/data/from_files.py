"""The data sets that come in files: found or fetched, checked to the last byte, then read."""

from dataclasses import replace
from pathlib import Path

import torch

from chainrule.data import formats
from chainrule.data.cards import CIFAR10_JPEG, Card
from chainrule.data.dataset import Dataset
from chainrule.data.emoji import emoji
from chainrule.data.fetching import fetch, unpack_by_hand
from chainrule.data.find import Found, cache_folder, data_folder, find, home_of, read
from chainrule.data.problems import MissingData
from chainrule.data.progress import Tell
from chainrule.data.splits import Split


def from_files(known: Card, folder: str | Path | None, download: bool, tell: Tell | None) -> Dataset:
    """What `load` gives for a card with files; the arguments are those of `load`."""
    root = data_folder(folder)
    if known.name == "cifar10" and (copy := _jpeg_copy(known, root)):
        return copy
    files = _files(known, root, download, tell)
    contents = {member: read(known, found) for member, found in files.items()}
    if known.kind == "text":
        return Dataset(known, text=next(iter(contents.values())).decode("utf-8"))
    if known.name == "emoji":
        named, held_out, lines = emoji(*contents.values())
        return Dataset(known, train=named, test=held_out, text="\n".join(lines))
    if known.name == "cifar10":
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
