"""What is on record for a student, as the pure functions of `campus.syllabus` read it. Nothing unreleased is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.course import course
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.papers import marks, sitting
from chainrule.campus.syllabus import Awaiting, CourseGrade, Excused, Proposal, Record, Score, Scores, course_grade

RECEIVED = RecordedScore.Verdict.RECEIVED


def scores_of(student: User, now: datetime) -> dict[str, Record]:
    """Records by assessment: what was written down, else the released paper, else a verified excuse."""
    found: dict[str, Record] = {}
    for id, excused in excuses_of(student).items():
        if excused:
            found[id] = Excused()
    for id, points in marks.released_scores(student).items():
        found[id] = Score(*points) if points else Awaiting()
    for assessment in course().assessments:
        if assessment.kind in ("quiz", "exam") and assessment.id not in found:
            may = sitting.chance(student, assessment.id)
            if may.sitting is not None and now < may.window.closes:
                found[assessment.id] = Awaiting()  # a sitting of their own is still to come: not missed yet
    for assessment in course().assessments:
        record = recorded(assessment.kind, history(student, assessment.id))
        if record is not None:
            found[assessment.id] = record
    return found


def history(student: User, item: str) -> list[RecordedScore]:
    """Every record of one item, in order."""
    return list(RecordedScore.objects.filter(student=student, item=item).select_related("recorded_by"))


def recorded(kind: str, rows: Sequence[RecordedScore]) -> Record | None:
    """What the rows of one item say together; None where nothing stands."""
    for place, row in reversed(list(enumerate(rows))):
        if row.withdrawn:
            rows = rows[place + 1 :]
            break
    if not rows:
        return None
    if kind == "proposal":
        received = next((row.received_at for row in rows if row.received_at), None)
        verdicts = tuple(row.verdict for row in rows if row.verdict != RECEIVED)
        return Proposal(received, verdicts, awaiting=rows[-1].verdict == RECEIVED)  # type: ignore[arg-type]
    latest = rows[-1]
    assert latest.points is not None
    assert latest.out_of is not None
    return Score(latest.points, latest.out_of, latest.bonus, latest.received_at)


def excuses_of(student: User) -> dict[str, bool]:
    """Which assessments were excused: the latest word on each."""
    return {excuse.assessment: not excuse.withdrawn for excuse in Excuse.objects.filter(student=student)}


def grade_of(student: User, now: datetime, what_if: Scores | None = None) -> CourseGrade:
    """The student's course grade in its three views; `what_if` stands in for what is not decided yet."""
    return course_grade(course(), {**(what_if or {}), **scores_of(student, now)}, now)
