"""Next year's course: the same files with every date moved to another term."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Array, Table

from chainrule.campus.syllabus.load import load_course
from chainrule.campus.syllabus.model import Assessment, Course, Holidays, Term
from chainrule.campus.syllabus.term import WEEKDAYS, TermError, class_dates
from chainrule.course import CourseError

NO_REVISIONS = "# Revisions\n\n## v0\n\n- No revisions yet\n"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc", ".git", ".DS_Store")


@dataclass(frozen=True, slots=True)
class NewCourse:
    """The course that was made, what its author should look at, and where an older folder was put, if there was one."""

    course: Course
    notes: tuple[str, ...]
    kept: Path | None


def new_course(source: Path, target: Path, term: Term, *, replace: bool = False) -> NewCourse:
    """Copy the course in `source` to the folder `target`, with its dates moved to `term`.

    Everything is made beside `target` and put in place in one step, so that a failure leaves nothing half done. With
    `replace` a folder that is already there is kept under another name. The revisions start again at v0.
    Raises `CourseError` where the new calendar is impossible, and for a target that is taken.
    """
    old = load_course(source)
    target = target.expanduser().resolve()
    _check_target(source.resolve(), target, replace)
    dates = moved_dates(old, term)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as workshop:
        made = Path(workshop) / target.name
        shutil.copytree(source, made, symlinks=True, ignore=LEFT_BEHIND)
        file = made / "course.toml"
        text = file.read_bytes().decode("utf-8-sig")
        file.write_bytes(moved_text(text, term, dates).encode())
        (made / "revisions.md").write_text(NO_REVISIONS, encoding="utf-8")
        try:
            load_course(made)
        except CourseError as error:
            problem = f"the new calendar does not work: {error.problem}"
            raise CourseError(source / "course.toml", problem, error.fix) from None
        kept = _put_in_place(made, target)
    return NewCourse(load_course(target), _notes(old, term, dates), kept)


def moved_dates(old: Course, term: Term) -> dict[str, dt.date]:
    """The new date of each assessment: that of the class it stands beside; without one (the final), as many days after
    the class before it as it was.

    Raises `CourseError` when the term cannot hold the classes.
    """
    try:
        dates = class_dates(term, len(old.classes))
    except TermError as error:
        remedy = "change --start, --meets or --holidays"
        raise CourseError(old.folder / "course.toml", f"the new calendar does not work: {error}", remedy) from None
    return {assessment.id: _moved(old, assessment, dates) for assessment in old.assessments}


def _moved(old: Course, assessment: Assessment, dates: Sequence[dt.date]) -> dt.date:
    if assessment.beside is not None:
        return dates[assessment.beside - 1]
    before = [meeting for meeting in old.classes if meeting.date <= assessment.date][-1]
    return dates[before.number - 1] + (assessment.date - before.date)


def moved_text(text: str, term: Term, dates: dict[str, dt.date]) -> str:
    """`course.toml` with the term and the dates of its assessments changed; comments and all else stay as they are."""
    document = tomlkit.parse(text)
    table = document["term"]
    assert isinstance(table, Table)
    meets = [WEEKDAYS[day] for day in term.meets]
    if sorted(table["meets"].unwrap()) != sorted(meets):
        table["meets"] = meets
    _set(table, "first_class", term.first_class)
    _set_holidays(table, term.holidays)
    assessments = document["assessments"]
    assert isinstance(assessments, AoT)
    for entry in assessments:
        _set(entry, "date", dates[str(entry["id"])])
    return tomlkit.dumps(document)


def _set(table: Table, key: str, date: dt.date) -> None:
    if table[key] != date:
        table[key] = date


def _set_holidays(table: Table, holidays: Sequence[Holidays]) -> None:
    """Change the entries that are there, so that they keep their names and comments; add or take away the others."""
    if "holidays" not in table:
        table["holidays"] = tomlkit.array()
    entries = table["holidays"]
    assert isinstance(entries, Array | AoT)
    for entry, dates in zip(entries, holidays, strict=False):
        _set(entry, "from", dates.first)
        _set(entry, "until", dates.last)
    for dates in holidays[len(entries) :]:
        entry = tomlkit.inline_table() if isinstance(entries, Array) else tomlkit.table()
        entry.update({"name": dates.name, "from": dates.first, "until": dates.last})
        entries.append(entry)
    while len(entries) > len(holidays):
        entries.pop()


def _check_target(source: Path, target: Path, replace: bool) -> None:
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise CourseError(target, f"the new course would lie inside {source}, or around it", "name another folder")
    if target.exists() and not target.is_dir():
        raise CourseError(target, "there is a file of this name", "name another folder")
    if target.exists() and any(target.iterdir()) and not replace:
        raise CourseError(target, "this folder is not empty", "name another, or pass --force to put it aside")


def _put_in_place(made: Path, target: Path) -> Path | None:
    """Move the finished folder to `target`; what was there is put aside under the first free name."""
    kept = None
    if target.exists() and any(target.iterdir()):
        names = (target.with_name(f"{target.name}.old-{number}") for number in count(1))
        kept = target.rename(next(name for name in names if not name.exists()))
    elif target.exists():
        target.rmdir()
    made.rename(target)
    return kept


def _notes(old: Course, term: Term, dates: dict[str, dt.date]) -> tuple[str, ...]:
    """What is possible but deserves a look: an assessment that falls on another weekday than classes."""
    notes = []
    for assessment in old.assessments:
        date = dates[assessment.id]
        if assessment.date.weekday() in old.term.meets and date.weekday() not in term.meets:
            notes.append(
                f"{assessment.id} falls on {date:%A} {date}, which is not a weekday of this course: check its date"
            )
    if not term.holidays:
        notes.append("this term has no holidays: pass --holidays A..B if it should")
    return tuple(notes)
