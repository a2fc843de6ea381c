"""Where one student stands with one paper: what the list and the paper's page say, and what can be done now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.course import course
from chainrule.campus.site.papers import marks, sitting
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.syllabus import Assessment

UPCOMING, OPEN, SITTING, MARKING, RELEASED, MISSED = "upcoming", "open", "sitting", "marking", "released", "missed"
UNPREPARED = "unprepared"  # its hour has come, and the course has no questions for it


@dataclass(frozen=True)
class Status:
    """One paper for one student at one moment. `points` and `out_of` are there only after release."""

    assessment: Assessment
    state: str
    chance: sitting.Chance
    attempt: Attempt | None
    points: float | None = None
    out_of: float | None = None

    @property
    def id(self) -> str:
        return self.assessment.id

    @property
    def can_begin(self) -> bool:
        return self.state == OPEN


def papers() -> list[Assessment]:
    """The quizzes and exams of the course, by date."""
    return sorted((a for a in course().assessments if a.kind in ("quiz", "exam")), key=lambda a: (a.date, a.id))


def status(student: User, assessment: Assessment, now: dt.datetime) -> Status:
    """Where this student stands; an attempt whose time is over is closed on the way."""
    may = sitting.chance(student, assessment.id)
    attempt = sitting.current(student, assessment.id)
    if attempt is not None:
        sitting.close_if_over(attempt, now)
        if attempt.is_open:
            return Status(assessment, SITTING, may, attempt)
    if sitting.next_round(attempt, may.sitting) is not None and now < may.window.closes:
        if now < may.window.opens:
            return Status(assessment, UPCOMING, may, attempt)
        return Status(assessment, OPEN if sitting.is_prepared(assessment.id) else UNPREPARED, may, attempt)
    if attempt is None:
        return Status(assessment, MISSED, may, None)
    if not marks.is_released(assessment.id):
        return Status(assessment, MARKING, may, attempt)
    result = marks.result(attempt)
    return Status(assessment, RELEASED, may, attempt, result.points, result.out_of)
