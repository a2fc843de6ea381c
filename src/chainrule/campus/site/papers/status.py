"""Where one student stands with one paper: what the list and the paper's page say, and what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, drawing, sitting
from chainrule.campus.site.papers.models import Attempt, Exemption, Sitting
from chainrule.campus.syllabus import Assessment

UPCOMING, OPEN, SITTING, MARKING, RELEASED, MISSED = "upcoming", "open", "sitting", "marking", "released", "missed"
UNPREPARED = "unprepared"  # its hour has come, and the course has no questions for it
EXEMPT = "exempt"


@dataclass(frozen=True)
class Status:
    """One paper for one student at one moment. `points` and `out_of` are there only after release."""

    assessment: Assessment
    state: str
    chance: sitting.Chance
    attempt: Attempt | None
    points: float | None = None
    out_of: float | None = None
    exemption: Exemption | None = None

    @property
    def id(self) -> str:
        return self.assessment.id

    @property
    def can_begin(self) -> bool:
        return self.state == OPEN


def papers() -> list[Assessment]:
    """The quizzes and exams of the course, by date."""
    return sorted((a for a in course().assessments if a.kind in ("quiz", "exam")), key=lambda a: (a.date, a.id))


@dataclass(frozen=True)
class Records:
    """What is stored about sitting papers, fetched at once: latest sittings and attempts by (student, paper)."""

    sittings: dict[tuple[int, str], Sitting]
    attempts: dict[tuple[int, str], Attempt]
    released: frozenset[str]
    exemptions: dict[tuple[int, str], Exemption]


def gather(student: User | None = None, paper: str | None = None) -> Records:
    """The records of one student, of one paper, or of one student and one paper: four queries."""
    wanted: dict[str, Any] = {}
    if student is not None:
        wanted["student"] = student
    if paper is not None:
        wanted["paper"] = paper
    sittings = Sitting.objects.filter(**wanted).order_by("id")
    attempts = attempt_marks.stamped(Attempt.objects.filter(**wanted)).order_by("round")
    return Records(
        {(s.student_id, s.paper): s for s in sittings},
        {(a.student_id, a.paper): a for a in attempts},
        frozenset(attempt_marks.released_papers()),
        standing_exemptions(Exemption.objects.filter(**wanted)),
    )


def standing_exemptions(rows: Iterable[Exemption]) -> dict[tuple[int, str], Exemption]:
    """By student and paper the exemptions that stand, of rows in their order."""
    latest = {(row.student_id, row.paper): row for row in rows}
    return {key: row for key, row in latest.items() if not row.withdrawn}


def status(student: User, assessment: Assessment, now: dt.datetime, records: Records | None = None) -> Status:
    """Where this student stands; an attempt whose time is over is closed on the way."""
    records = records or gather(student, assessment.id)
    key = (student.pk, assessment.id)
    attempt = records.attempts.get(key)
    may = sitting.chance_of(assessment.id, records.sittings.get(key))
    if attempt is not None:
        sitting.close_if_over(attempt, now)
        if attempt.is_open:
            return Status(assessment, SITTING, may, attempt)
    if attempt is None and (exempt := records.exemptions.get(key)):
        return Status(assessment, EXEMPT, may, None, exemption=exempt)
    if sitting.next_round(attempt, may.sitting) is not None and now < may.window.closes:
        if now < may.window.opens:
            return Status(assessment, UPCOMING, may, attempt)
        return Status(assessment, OPEN if drawing.is_prepared(assessment.id) else UNPREPARED, may, attempt)
    if attempt is None:
        return Status(assessment, MISSED, may, None)
    result = attempt_marks.result(attempt) if assessment.id in records.released else None
    if result is None or not result.final:
        return Status(assessment, MARKING, may, attempt)
    return Status(assessment, RELEASED, may, attempt, result.points, result.out_of)
