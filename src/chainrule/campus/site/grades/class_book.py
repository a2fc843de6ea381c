"""The grade book as data: a row for each student, a cell for each mark; found, filtered and sorted.

A few queries whatever the size of the class. A row holds numbers only: how each came about is computed when it is asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.syllabus import Assessment, Derivation, Scores
from chainrule.campus.syllabus.assessments import View
from chainrule.campus.syllabus.derivation import marks_of
from chainrule.campus.syllabus.grades import course_view
from chainrule.campus.syllabus.risk import missing, risks

LATE = "Late penalty"  # the part of a mark that lateness took off, as `assessments.marked` names it


@dataclass(frozen=True, slots=True)
class Cell:
    """One mark: its percent (None where there is none yet), and how it stands."""

    percent: float | None
    status: str
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line. `cells` has a cell for each of `items()`, in their order."""

    student: User
    so_far: Derivation
    at_best: Derivation
    cells: tuple[Cell, ...]
    missing: frozenset[str]
    risks: tuple[str, ...]


Test = Callable[[Row], bool]
FILTERS: dict[str, tuple[str, Test]] = {
    "all": ("everybody", lambda row: True),
    "missing": ("something is missing", lambda row: bool(row.missing)),
    "late": ("something came late", lambda row: any(cell.late for cell in row.cells)),
    "risk": ("at risk", lambda row: bool(row.risks)),
    "provisional": ("something is provisional", lambda row: any(cell.status == "provisional" for cell in row.cells)),
}


def items() -> list[Assessment]:
    """What carries a mark, by date."""
    return sorted((a for a in course().assessments if a.kind != "teams"), key=lambda a: (a.date, a.id))


def item(id: str) -> Assessment | None:
    """The assessment with this id that carries a mark."""
    return next((a for a in items() if a.id == id), None)


def students() -> list[User]:
    """The class, by name."""
    return list(User.objects.filter(role=User.Role.STUDENT, is_active=True))


def rows_of(people: Sequence[User], now: datetime) -> list[Row]:
    """The rows of these students, in their order."""
    ids = [a.id for a in items()]
    scores = records.scores_of_class(people, now)
    return [_row(one, scores[one.pk], ids, now) for one in people]


def _row(student: User, scores: Scores, ids: Sequence[str], now: datetime) -> Row:
    so_far = course_view(course(), scores, now, View.SO_FAR)
    at_best = course_view(course(), scores, now, View.AT_BEST)
    marks = marks_of(so_far)
    cells = tuple(cell_of(marks[id]) for id in ids)
    gone = frozenset(a.id for a in missing(course(), scores, now))
    return Row(student, so_far, at_best, cells, gone, risks(course(), scores, so_far, at_best, now))


def cell_of(mark: Derivation) -> Cell:
    """The cell that shows a mark."""
    return Cell(mark.percent, mark.status, _is_late(mark))


def _is_late(mark: Derivation) -> bool:
    """Whether lateness took something off it; an exam may stand on other exams, whose marks are not its own."""
    return any(part.label == LATE or (part.parts and _is_late(part)) for part in mark.parts)


def called(people: Sequence[User], name: str) -> list[User]:
    """Those in whose name this stands, whatever its case and marks."""
    wanted = folded(name)
    return [one for one in people if wanted in one.folded_name]


def of_whom(rows: Sequence[Row], which: str) -> list[Row]:
    """The rows of which this can be said: a key of FILTERS."""
    says = FILTERS[which][1]
    return [row for row in rows if says(row)]


def sorted_by(rows: Sequence[Row], by: str, *, upward: bool) -> list[Row]:
    """The rows by name, grade or a column. Numbers go from high to low unless `upward`; unknown ones come last."""
    if by == "name":
        return list(reversed(rows)) if upward else list(rows)
    number = number_of(by)
    known = [(value, row) for row in rows if (value := number(row)) is not None]
    unknown = [row for row in rows if number(row) is None]
    known.sort(key=lambda pair: pair[0] if upward else -pair[0])
    return [row for _, row in known] + unknown


def number_of(by: str) -> Callable[[Row], float | None]:
    """What a row has in a column: "grade", "best", or an assessment's id."""
    if by == "grade":
        return lambda row: row.so_far.percent
    if by == "best":
        return lambda row: row.at_best.value
    place = [a.id for a in items()].index(by)
    return lambda row: row.cells[place].percent
