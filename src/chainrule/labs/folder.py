"""A student's folder: the files that they write, and a small file that remembers progress and the hints shown."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from chainrule import install
from chainrule.labs.broken import still_broken
from chainrule.labs.lab import Lab, starter
from chainrule.labs.lab import next_lab as next_of
from chainrule.labs.run import Verdict
from chainrule.labs.source import still_empty

STATE_FILE = ".chainrule.json"
VERSION = 1
LARGEST_FILE = 64 * 2**20
README = """\
# Your labs

Each file here is a part of a deep-learning library with the bodies of some functions left out. Each of those says
`raise NotImplementedError`: that is what you write.

    chainrule learn          the whole course in your browser: lectures, practice, these labs, progress
    chainrule watch          check again at every save; leave it open beside your editor
    chainrule check {first}       check once and say what is wrong
    chainrule hint {first}        the next hint, in three levels for each function
    chainrule solution {first}    the verified solution, after passing or giving up
    chainrule train moons --mine     train a network with the labs that passed; alone, it lists what can be trained
    chainrule progress       what is done
    chainrule reset {first}       put the starter back; what you wrote is kept beside it

{labs}

`{state}` holds your progress. A check on your own machine is a self-check, not a grade.
"""


class FolderProblem(Exception):
    """Something about the student's folder cannot be done; the message says what and what to do."""


@dataclass
class LabProgress:
    """What is known of one lab: the best points, when all checks passed, how many hints were shown for each name.

    `passed_sha256` is that of the file that passed last.
    """

    best: int = 0
    out_of: int = 0
    passed: str = ""
    gave_up: bool = False
    hints: dict[str, int] = field(default_factory=dict)
    passed_sha256: str = ""

    def update(self, verdict: Verdict, now: datetime) -> None:
        """Take a verdict into account."""
        self.best, self.out_of = max(self.best, verdict.points), verdict.out_of
        if verdict.passed and not self.passed:
            self.passed = now.isoformat(timespec="seconds")
        if verdict.passed:
            self.passed_sha256 = verdict.sha256


@dataclass
class Folder:
    """A folder with labs in it. `note` says what was wrong with the file of progress, if anything was."""

    path: Path
    labs: dict[str, LabProgress] = field(default_factory=dict)
    note: str = ""
    current: str = ""  # the lab that was watched last

    def progress(self, number: str) -> LabProgress:
        return self.labs.setdefault(number, LabProgress())

    def file_of(self, lab: Lab) -> Path:
        return self.path / lab.file_name

    def save(self) -> None:
        """Write the progress so that a reader sees the old file or the new one, never half of one."""
        content = {"version": VERSION, "labs": {number: asdict(lab) for number, lab in sorted(self.labs.items())}}
        content |= {"current": self.current} if self.current else {}
        write_whole(self.path / STATE_FILE, json.dumps(content, indent=1) + "\n")


def find_folder(start: Path) -> Folder | None:
    """The folder with labs that `start` is in, if it is in one."""
    for path in (start, *start.parents):
        if (path / STATE_FILE).is_file():
            return open_folder(path)
    return None


def open_folder(path: Path) -> Folder:
    """The folder with what its file of progress says; a damaged one is put aside and named in `note`.

    Raises `FolderProblem` where the file is of a newer version: it would be lost by writing.
    """
    file = path / STATE_FILE
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        version = data["version"]
        if type(version) is int and version > VERSION:
            raise FolderProblem(
                f"{file} was written by a newer chainrule; upgrade this one\n  fix: {install.upgrade()}"
            )
        known = {str(number): read_progress(lab) for number, lab in data["labs"].items()}
        return Folder(path, known, current=str(data.get("current", "")))
    except FileNotFoundError:
        return Folder(path)
    except OSError as error:
        raise FolderProblem(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        aside = free_name(file.with_name(f"{STATE_FILE}.damaged"))
        with contextlib.suppress(OSError):
            file.replace(aside)
        return Folder(path, note=f"{STATE_FILE} was damaged and is now {aside.name}; progress begins anew")


def read_progress(data: Any) -> LabProgress:
    """One lab's progress from JSON. TypeError or ValueError where it is none."""
    progress = LabProgress(**data)
    hints = progress.hints
    right = (
        type(progress.best) is int
        and type(progress.out_of) is int
        and type(progress.passed) is str
        and type(progress.gave_up) is bool
        and type(progress.passed_sha256) is str
        and type(hints) is dict
        and all(type(level) is int for level in hints.values())
    )
    if not right:
        raise ValueError("no progress of a lab")
    return progress


def start_folder(path: Path, labs: Iterable[Lab]) -> tuple[Folder, list[str], list[str]]:
    """Make a folder with the starters; what is there already stays as it is. The names of files made, and kept."""
    labs = list(labs)
    made: list[str] = []
    kept: list[str] = []
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FolderProblem(f"{path} is a file; name a folder") from error
    except OSError as error:
        raise FolderProblem(f"the folder {path} cannot be made: {error.strerror}") from error
    listed = "\n".join(f"- `{lab.file_name}`: {lab.title}, about {lab.minutes} minutes" for lab in labs)
    first = labs[0].number if labs else "03"
    files = {lab.file_name: starter(lab) for lab in labs}
    files["README.md"] = README.format(first=first, labs=listed, state=STATE_FILE)
    for name, text in files.items():
        try:
            with (path / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            made.append(name)
        except FileExistsError:
            kept.append(name)
        except OSError as error:
            raise FolderProblem(f"{path / name} cannot be written: {error.strerror}") from error
    folder = open_folder(path)
    folder.save()
    return folder, made, kept


def read_file(path: Path, fix: str) -> bytes:
    """The bytes of a student's file. Raises `FolderProblem` where it is none; `fix` says how to get the file."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FolderProblem(f"{path} is a folder\n  fix: name the Python file in it")
        if not stat.S_ISREG(status.st_mode):
            raise FolderProblem(f"{path} is not a regular file\n  fix: name a Python file")
        if status.st_size > LARGEST_FILE:
            raise FolderProblem(f"{path} has {status.st_size:,} bytes\n  fix: name a Python file")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FolderProblem(f"there is no file {path}\n  fix: {fix}") from error
    except OSError as error:
        raise FolderProblem(f"{path} cannot be read: {error.strerror}") from error


def next_lab(folder: Folder, labs: Mapping[str, Lab], number: str) -> Lab | None:
    """The first lab after this one that has not passed, else the first of all that has not; None where all have."""
    return next_of(labs, number, [each for each in labs if folder.progress(each).passed])


def reset_file(path: Path, text: str) -> Path | None:
    """Put `text` into the file; what was there is kept beside it, under the name that is returned.

    None where there was nothing to keep: no file, or the same text.
    """
    try:
        before = path.read_bytes()
    except FileNotFoundError:
        write_whole(path, text)
        return None
    except OSError as error:
        raise FolderProblem(f"{path} cannot be read: {error.strerror}; nothing was changed") from error
    if before == text.encode():
        return None
    kept = free_name(path.with_name(f"{path.stem}-before-reset{path.suffix}"))
    try:
        with kept.open("xb") as file:
            file.write(before)
    except OSError as error:
        raise FolderProblem(f"{kept} cannot be written: {error.strerror}; nothing was changed") from error
    write_whole(path, text)
    return kept


def write_whole(path: Path, text: str) -> None:
    """Write a file at once: another program sees the old one or the new one."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            mode = path.stat().st_mode if path.exists() else 0o666 & ~current_umask()
            Path(temporary).chmod(mode & 0o7777)
            Path(temporary).replace(path.resolve())
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FolderProblem(f"{path} cannot be written: {error.strerror}") from error


def current_umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def free_name(path: Path) -> Path:
    """`path`, or the first of path-2, path-3, ... that is not taken."""
    number, candidate = 1, path
    while candidate.exists() or candidate.is_symlink():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def still_to_write(lab: Lab, text: str) -> list[str]:
    """The names of the lab whose bodies are still the starter's, in order: empty, or broken as they were handed out."""
    empty = {lab.part(name) for _, name in still_empty(text)}
    broken = still_broken(text, lab.faulty, lab.broken) if lab.broken else []
    return [name for name in lab.names if name in empty or name in broken]


def next_hint(progress: LabProgress, lab: Lab, name: str) -> tuple[int, tuple[str, ...]]:
    """Go one level further for a name: the level (from 1), and the hints up to it."""
    levels = lab.hints[name]
    level = min(max(progress.hints.get(name, 0), 0) + 1, len(levels))
    progress.hints[name] = level
    return level, levels[:level]
