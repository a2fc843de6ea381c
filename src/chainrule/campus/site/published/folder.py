"""The folder that is written: only into what we wrote before, and all of it at once.

A file in it, `MARKER`, names what we wrote. All is written into a folder beside it first, which then takes its place,
so that a run that fails leaves the old one as it was.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

MARKER = ".chainrule-publish"
NAMED = 3  # of the files that are not ours


class NotOurs(Exception):
    """The folder holds what we did not write, or cannot be written; the message says what, and what to do."""


def check(folder: Path) -> None:
    """Raise `NotOurs` unless the folder can be written: it is not there, it is empty, or all in it is ours."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise NotOurs(f"{folder} is a file\n  fix: name a folder")
    strangers = sorted(set(_files(folder)) - ours(folder))
    if strangers:
        shown = ", ".join(strangers[:NAMED]) + (f" and {len(strangers) - NAMED} more" if len(strangers) > NAMED else "")
        fix = "name an empty folder, or move away what is yours: all in the folder is replaced"
        raise NotOurs(f"{folder} holds what `chainrule publish` did not write: {shown}\n  fix: {fix}")


def ours(folder: Path) -> set[str]:
    """The files that we wrote into a folder, by its marker; without one, none."""
    marker = folder / MARKER
    if marker.is_symlink():
        return set()
    try:
        named = json.loads(marker.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {MARKER, *(name for name in named if isinstance(name, str))} if isinstance(named, list) else set()


def _files(folder: Path) -> Iterator[str]:
    """All in a folder that is no folder itself, and folders with nothing in them."""
    for path, folders, files in os.walk(folder):
        here = Path(path)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in (*files, *links):
            yield (here / name).relative_to(folder).as_posix()
        if not folders and not files and here != folder:
            yield here.relative_to(folder).as_posix() + "/"


def replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files in the place of what was in the folder. Raises `NotOurs`, and then nothing has changed."""
    check(folder)
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise NotOurs(f"{folder} cannot be made: {error.strerror}\n  fix: name a folder that is yours") from error
    try:
        new = beside / "new"
        for name, content in {**files, MARKER: _marker(files)}.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        check(folder)  # somebody may have put something there meanwhile
        _swap(folder, new, beside / "old")
    except OSError as error:
        fix = "make room on the disk, or name a folder that is yours"
        raise NotOurs(f"{folder} cannot be written: {error.strerror}; it is as it was\n  fix: {fix}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _swap(folder: Path, new: Path, old: Path) -> None:
    was_there = folder.exists()
    if was_there:
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if was_there:
            with contextlib.suppress(OSError):
                old.rename(folder)
        raise


def _marker(files: Mapping[str, bytes]) -> bytes:
    about = "Written by `chainrule publish`, which replaces all of this folder when it is called again."
    return json.dumps({"about": about, "files": sorted(files)}, indent=0).encode()
