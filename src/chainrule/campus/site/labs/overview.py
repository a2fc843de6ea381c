"""What staff see of a class: who passed what over all labs, and where a lab makes people stumble."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.labs import Lab

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d[\d,]*(?:\.\d*)?(?:e[-+]?\d+)?|inf|nan)\b(?!\.\w)")
SEVERAL = re.compile(r"#(?:, #)+|#,(?=\))")
STUCK_AFTER = 3  # files that did not pass
FORGOTTEN = timedelta(days=14)  # after the last of them: who has let a lab be is not stuck in it
HOW_MANY = " (# of # elements differ)"


@dataclass(frozen=True)
class Cell:
    """One student in one lab: how often handed in, when last, and the best so far."""

    lab: Lab
    tries: int = 0
    points: float | None = None
    out_of: float = 0.0
    last: datetime | None = None

    @property
    def number(self) -> int:
        return int(self.lab.number)

    @property
    def passed(self) -> bool:
        return self.points is not None and self.points >= self.out_of > 0

    def is_stuck(self, now: datetime) -> bool:
        """Whether somebody tries and does not get through."""
        return self.tries >= STUCK_AFTER and not self.passed and self.last is not None and now - self.last < FORGOTTEN


@dataclass(frozen=True)
class Line:
    student: User
    cells: tuple[Cell, ...]

    @property
    def passed(self) -> int:
        return sum(cell.passed for cell in self.cells)


@dataclass(frozen=True)
class Stumbling:
    """Where a lab makes people stumble, by the latest graded file of each student: (words, students).

    Messages that differ in their numbers alone are one; the words are those of one student.
    """

    tried: int
    failed: list[tuple[str, int]]
    said: list[tuple[str, int]]


def students() -> list[User]:
    """Everybody who is to work on the labs."""
    return list(User.objects.filter(role=User.Role.STUDENT, is_active=True))


def matrix(people: Sequence[User], labs: Sequence[Lab]) -> list[Line]:
    """A line for each student, a cell for each lab; one query, without files and without messages."""
    tries: Counter[tuple[int, str]] = Counter()
    most: dict[tuple[int, str], tuple[float, float]] = {}
    last: dict[tuple[int, str], datetime] = {}
    tried = Submission.objects.exclude(state=Submission.State.CANCELLED)
    rows = tried.filter(student__in=people).order_by("received_at", "id")
    said = rows.values_list("student", "lab", "received_at", "verdict__points", "verdict__out_of")
    for student, lab, at, points, out_of in said:
        tries[student, lab] += 1
        last[student, lab] = at
        if points is not None and points > most.get((student, lab), (-1.0, 0.0))[0]:
            most[student, lab] = points, out_of

    def cell(key: tuple[int, str], lab: Lab) -> Cell:
        points, out_of = most.get(key, (None, 0.0))
        return Cell(lab, tries[key], points, out_of, last.get(key))

    return [Line(one, tuple(cell((one.pk, lab.number), lab) for lab in labs)) for one in people]


def passed(people: Sequence[User], labs: Sequence[Lab]) -> dict[str, int]:
    """How many of these people passed each lab, by its number."""
    lines = matrix(people, labs)
    return {lab.number: sum(line.cells[place].passed for line in lines) for place, lab in enumerate(labs)}


def taken_out(labs: Sequence[Lab]) -> list[str]:
    """For staff: what was handed in for labs that the course has no more, in a sentence each."""
    files = Counter(Submission.objects.exclude(lab__in=[lab.number for lab in labs]).values_list("lab", flat=True))
    return [
        f"The course has no lab {int(number)} any more: {count} file{'s' * (count > 1)} that "
        f"{'were' if count > 1 else 'was'} handed in for it {'are' if count > 1 else 'is'} kept, with what the checks "
        "said. Put the lab back to see them."
        for number, count in sorted(files.items())
    ]


def without_numbers(message: str) -> str:
    """A message as all get it who made the same mistake, whatever the inputs of their checks were.

    >>> without_numbers("`a.grad` should be 0.75, and it is -1e-05.")
    '`a.grad` should be #, and it is #.'
    >>> without_numbers("`lab3.f(a)` should be [1.0, 2.0], and it is [].")
    '`lab3.f(a)` should be [#], and it is [].'
    """
    return SEVERAL.sub("#", NUMBER.sub("#", message)).replace(HOW_MANY, "")


def stumbling(lab: Lab, people: Iterable[User], most: int = 8) -> Stumbling:
    """The checks that fail most and the messages that come most often."""
    rows = Submission.objects.filter(lab=lab.number, student__in=list(people), verdict__isnull=False)
    latest: dict[int, int] = {}
    for student, verdict in rows.values_list("student", "verdict"):  # the newest first
        latest.setdefault(student, verdict)
    failed: Counter[str] = Counter()
    said: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for verdict in Verdict.objects.filter(pk__in=latest.values()):
        wrong = [check for check in verdict.details["checks"] if not check["passed"]]
        failed.update(check["sentence"] for check in wrong)
        told = {without_numbers(line): line for line in map(first_line, wrong) if line}
        said.update(told.keys())
        examples = told | examples
    return Stumbling(
        len(latest), failed.most_common(most), [(examples[words], count) for words, count in said.most_common(most)]
    )


def first_line(check: Mapping[str, Any]) -> str:
    """What a check says first: the misconception, where it is known."""
    return next(iter(check["message"].splitlines()), "")
