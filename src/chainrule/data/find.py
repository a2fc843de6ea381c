"""Where the files of a data set are looked for, and how their bytes are checked before anything reads them."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from chainrule.data.cards import Card, Download, Member
from chainrule.data.problems import BrokenData

FOLDER = "CHAINRULE_DATA"  # the environment variable
CHUNK = 2**20


@dataclass(frozen=True)
class Found:
    """A member's file on this machine: plain, or as it is served (`packed`, gzip)."""

    member: Member
    path: Path
    packed: bool


def data_folder(folder: str | Path | None = None) -> Path:
    """The folder of all data sets: `folder`, else `CHAINRULE_DATA`, else one in the user's cache folder."""
    return Path(folder or os.environ.get(FOLDER) or cache_folder() / "data")


def cache_folder() -> Path:
    """What can be made again is kept here, also where `CHAINRULE_DATA` names another folder for what was fetched."""
    return user_cache_path("chainrule", appauthor=False)


def home_of(card: Card, folder: Path) -> Path:
    """The folder that this data set's files are fetched into, and are to be put into by hand."""
    return folder / card.name


def find(card: Card, folder: Path) -> dict[str, Found]:
    """The members that are there, by name; nothing is read or checked yet."""
    pairs = [(download, member) for download in card.downloads for member in download.members]
    seen = ((member, next(_places(card, download, member, folder), None)) for download, member in pairs)
    return {member.name: Found(member, *place) for member, place in seen if place}


def _places(card: Card, download: Download, member: Member, folder: Path) -> Iterator[tuple[Path, bool]]:
    """The files that could be this member, the best first, and whether each is packed."""
    homes = [home_of(card, folder), *map(Path, card.also_in)]
    if download.inside:  # an archive that was unpacked by hand
        homes[1:1] = [homes[0] / download.inside, folder / download.inside]
    if len(card.downloads) == len(card.members) == 1:  # a name that no other data set has
        homes.append(folder)
    for home in homes:
        if (home / member.name).is_file():
            yield home / member.name, False
        if download.packing == "gzip" and (home / download.name).is_file():
            yield home / download.name, True


def find_archive(card: Card, download: Download, folder: Path) -> Path | None:
    """An archive that was put there by hand, as it is served."""
    places = (home_of(card, folder) / download.name, folder / download.name)
    return next((place for place in places if download.packing == "tar.gz" and place.is_file()), None)


def read(card: Card, found: Found) -> bytearray:
    """The member's bytes, unpacked, of which size and SHA-256 are those of the card.

    Raises `BrokenData` where they are not; no more than one byte over the member's size is ever unpacked.
    """
    member = found.member
    content = bytearray()
    try:
        with gzip.open(found.path) if found.packed else found.path.open("rb") as file:
            while len(content) <= member.size and (chunk := file.read(min(CHUNK, member.size + 1 - len(content)))):
                content += chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise broken(card, found.path, f"it cannot be unpacked ({error})") from error
    except OSError as error:
        raise broken(card, found.path, f"it cannot be read ({error.strerror or error})") from error
    if len(content) != member.size:
        size = f"more than {member.size:,}" if len(content) > member.size else f"only {len(content):,}"
        raise broken(card, found.path, f"it holds {size} bytes where {member.name} has {member.size:,}")
    if hashlib.sha256(content).hexdigest() != member.sha256:
        raise broken(card, found.path, f"its bytes are not those of {member.name} (SHA-256 differs)")
    return content


def broken(card: Card, path: Path, what: str) -> BrokenData:
    """The refusal of a file, with what to do."""
    return BrokenData(f"{path} is refused: {what}\n  fix: remove it, then `chainrule data get {card.name}`")
