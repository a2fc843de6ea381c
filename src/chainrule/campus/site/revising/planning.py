"""What a revision would do: every grade as it is, and as it would be. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import folder, looked_at
from chainrule.campus.site.grades import class_book, records
from chainrule.campus.site.revising import keeping
from chainrule.campus.site.revising.models import Edition
from chainrule.campus.site.safekeeping.problems import Refused
from chainrule.campus.syllabus import Course, CourseGrade, load_course
from chainrule.campus.syllabus.revised_grades import NONE, Effect, Totals, effect, totals
from chainrule.campus.syllabus.revising import Change, changes, under


@dataclass(frozen=True)
class Line:
    """One student, and what the revision does to their grade."""

    student: User
    effect: Effect

    @property
    def difference(self) -> str:
        """That of the grade so far, with its sign."""
        by = self.effect.difference
        if by is None:
            return NONE
        return f"{'+' if by > 0 else '−' if by < 0 else ''}{abs(by)}"


@dataclass(frozen=True)
class Plan:
    """An edited course file against the rules in force.

    `written` is the section of `revisions.md` that is newer than the edition in force; empty where there is none.
    """

    edition: Edition
    files: Course
    changes: tuple[Change, ...]
    lines: tuple[Line, ...]
    totals: Totals
    written: str

    @property
    def changed(self) -> list[Line]:
        """Those whose grade changes."""
        return [line for line in self.lines if line.effect.changed]

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to apply."""
        return not self.changes and not self.written

    @property
    def version(self) -> str:
        """What the revision is called."""
        if self.written:
            return self.files.revision
        return f"v{keeping.number(self.edition.version) + 1}"


def plan(now: datetime) -> Plan:
    """What the files would do, as they lie on the disk at this moment.

    Raises `CourseError` for a file with a mistake, `Refused` where no rules are in force or the files are not later
    ones of the same course.
    """
    files = load_course(folder())
    edition = keeping.latest(files)
    if settings.ALONE or edition is None:
        raise Refused(
            "the site keeps no rules of this course: it does so from its first start with students in it",
            "start the server once with the course as it is, then edit course.toml",
        )
    rules = keeping.read(edition)
    newer = keeping.number(files.revision) - keeping.number(edition.version)
    if newer < 0:
        raise Refused(
            f"revisions.md ends with {files.revision}, and {edition.version} is in force: these files are older",
            "edit the files that were applied last",
        )
    found = changes(rules, files)
    lines, counted = _compared(under(files, rules), files, now) if found else ((), totals([], [], []))
    return Plan(edition, files, found, lines, counted, files.revisions[-1].text if newer else "")


def _compared(before: Course, after: Course, now: datetime) -> tuple[tuple[Line, ...], Totals]:
    """Every student's grade under both rules, each computed as the site itself does under them."""
    people = class_book.students()
    was, becomes = _grades(before, people, now), _grades(after, people, now)
    effects = [effect(before, after, was[one.pk], becomes[one.pk]) for one in people]
    percents = [[grades[one.pk].so_far.percent for one in people] for grades in (was, becomes)]
    lines = tuple(Line(one, of) for one, of in zip(people, effects, strict=True))
    return lines, totals(effects, *percents)


def _grades(course: Course, people: Sequence[User], now: datetime) -> dict[int, CourseGrade]:
    with looked_at(course):
        return records.grades_of_class(people, now)
