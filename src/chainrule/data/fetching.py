"""`fetch`: a data set's files, from their official addresses into the folder, once, whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from chainrule.data.cards import Card, Download, card
from chainrule.data.find import FOLDER, Found, broken, data_folder, find, find_archive, home_of, read
from chainrule.data.http_file import Patience, Refused, discard, download
from chainrule.data.lock import alone
from chainrule.data.problems import BrokenData, CannotFetch
from chainrule.data.progress import Tell, bar
from chainrule.data.unpack import sweep, unpack

MIRROR = "CHAINRULE_MIRROR"  # the environment variable: an address that is asked first, for MIRROR/mnist/FILE
SLACK = 2**16  # bytes that packing can add to a file


def fetch(
    name: str, *, folder: str | Path | None = None, tell: Tell | None = None, patience: Patience | None = None
) -> tuple[Path, ...]:
    """Fetch what is not there, or not whole, of the data set called `name`; the files written, none if all was there.

    Addresses are tried in order, a broken connection is resumed, and only bytes with the size and SHA-256 of the card
    become files. Two processes that fetch the same take turns. `tell(file, done, total)` hears the bytes; without it
    a progress bar is shown on stderr.

    Raises LookupError for an unknown name and `CannotFetch`, which says what each address did and how to put the file
    there by hand.
    """
    return fetch_card(card(name), data_folder(folder), tell, patience or Patience())


def fetch_card(known: Card, root: Path, tell: Tell | None, patience: Patience) -> tuple[Path, ...]:
    """`fetch` for a card."""
    missing = _missing(known, root)
    if not missing:
        return ()
    home = home_of(known, root)
    with _words_for(home), nullcontext(tell) if tell else bar() as hears:
        home.mkdir(parents=True, exist_ok=True)
        with alone(home / ".lock", lambda: hears("waiting for another process that fetches the same", 0, 0)):
            sweep(home)
            written: list[Path] = []
            for each in _missing(known, root):  # again: another process may have fetched it meanwhile
                written += _one(known, each, root, hears, patience)
            return tuple(written)


def unpack_by_hand(known: Card, root: Path) -> bool:
    """Unpack an archive that was put into the folder by hand; True if there was one.

    Raises `BrokenData` where it is not the archive of the card.
    """
    found = False
    for each in known.downloads:
        if archive := find_archive(known, each, root):
            home = home_of(known, root)
            with _words_for(home):
                home.mkdir(parents=True, exist_ok=True)
                with alone(home / ".lock"):
                    _unpack_archive(known, each, archive, home)
            found = True
    return found


def _missing(known: Card, root: Path) -> list[Download]:
    """The downloads of which a member is not there, or is there but not whole."""
    files = find(known, root)
    return [each for each in known.downloads if not all(is_whole(known, files.get(m.name)) for m in each.members)]


def is_whole(known: Card, found: Found | None) -> bool:
    """Whether a file is there and holds what the card says, byte for byte."""
    try:
        return found is not None and bool(read(known, found))
    except BrokenData:
        return False


def _one(known: Card, each: Download, root: Path, tell: Tell, patience: Patience) -> tuple[Path, ...]:
    """One download: from an archive beside it, else from the first address that gives it."""
    home = home_of(known, root)
    if archive := find_archive(known, each, root):
        return _unpack_archive(known, each, archive, home)
    _check_room(each, home)
    part = home / f".{each.name}.part"
    tried = []
    for address in _addresses(known, each):
        try:
            return _from(address, each, part, tell, patience)
        except Refused as refused:
            tried.append(f"  {address}: {refused}")
    raise CannotFetch(
        f"{each.name} of {known.title} could not be fetched\n" + "\n".join(tried) + "\n  fix: run "
        f"`chainrule data get {known.name}` again, which goes on where it ended, or put the file by hand into {home}"
    )


def _addresses(known: Card, each: Download) -> tuple[str, ...]:
    mirror = os.environ.get(MIRROR)
    return ((f"{mirror.rstrip('/')}/{known.name}/{each.name}",) if mirror else ()) + each.addresses


def _from(address: str, each: Download, part: Path, tell: Tell, patience: Patience) -> tuple[Path, ...]:
    """Fetch and unpack from one address. A part of an earlier run that turns out wrong is fetched once more, whole."""
    most = max(each.size, sum(member.size for member in each.members)) + SLACK
    for _ in range(2):
        resumed = download(
            address,
            part,
            most=most,
            tell=lambda done, total: tell(each.name, done, total or each.size),
            patience=patience,
        )
        try:
            written = unpack(each, part, part.parent)
        except Refused:
            discard(part)
            if not resumed:
                raise
        else:
            discard(part)
            return written
    raise AssertionError("the second try begins with no part, so it returns or raises")


def _unpack_archive(known: Card, each: Download, archive: Path, home: Path) -> tuple[Path, ...]:
    try:
        return unpack(each, archive, home)
    except Refused as refused:
        raise broken(known, archive, str(refused)) from refused


def _check_room(each: Download, home: Path) -> None:
    needed = sum(member.size for member in each.members) + each.size  # both are there while it is unpacked
    free = shutil.disk_usage(home).free
    if free < needed:
        raise CannotFetch(
            f"no room for {each.name}: it needs {needed / 1e6:.1f} MB in {home}, where {free / 1e6:.1f} MB are free\n"
            f"  fix: make room, or set {FOLDER} to a folder on another disk"
        )


@contextmanager
def _words_for(home: Path) -> Iterator[None]:
    """Say in words what the disk refused."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what, fix = "the disk is full", f"make room and run it again, or set {FOLDER} to a folder on another disk"
        else:
            what, fix = (error.strerror or str(error)).lower(), f"set {FOLDER} to a folder of yours"
        raise CannotFetch(f"nothing can be kept in {home}: {what}\n  fix: {fix}") from error
