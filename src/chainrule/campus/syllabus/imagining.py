"""What if: records that a student imagines in place of one that stands, or of one that is still to come."""

import datetime as dt
from collections.abc import Mapping

from chainrule.campus.syllabus.assessments import View
from chainrule.campus.syllabus.deadlines import due, instant
from chainrule.campus.syllabus.grades import course_view
from chainrule.campus.syllabus.late import FULL, lateness
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course
from chainrule.campus.syllabus.scores import Awaiting, Excused, Proposal, Score, Scores, Verdict

VERDICTS: Mapping[str, tuple[Verdict, ...]] = {
    "pass": ("pass",),
    "pass-later": ("reject", "pass"),
    "revise": ("revise",),
    "reject": ("reject",),
}
"""How a proposal can end in a what-if."""


def imagined_score(course: Course, scores: Scores, id: str, percent: float, now: dt.datetime) -> Score:
    """A mark of `percent` for a quiz, an exam or a milestone. When it came, and its bonus, stay as they are on record.

    What did not come yet comes at its deadline; or now, where that is over and lateness is still accepted.
    """
    record = scores.get(id)
    if isinstance(record, Score):
        return Score(percent, FULL, FULL * record.bonus / record.out_of, record.received)
    if course.assessment(id).kind in SITTINGS:
        return Score(percent, FULL)
    return Score(percent, FULL, received=_received(course, scores, id, now))


def imagined_proposal(course: Course, scores: Scores, id: str, how: str, now: dt.datetime) -> Proposal:
    """The proposal with the verdicts that `how` names in `VERDICTS`; when it came stays as it is on record."""
    return Proposal(_received(course, scores, id, now), VERDICTS[how])


def _received(course: Course, scores: Scores, id: str, now: dt.datetime) -> dt.datetime:
    record, deadline = scores.get(id), due(course, id)
    if isinstance(record, Awaiting | Proposal):
        return record.received or deadline
    overdue = instant(now) > instant(deadline) and lateness(course.late_rules, deadline, now).accepted
    return now if overdue else deadline


def open_items(course: Course, scores: Scores, now: dt.datetime) -> tuple[Assessment, ...]:
    """What is not decided yet, by date: still to come, waiting for its mark, or with a provisional zero.

    An exam that another one stands in for is not open: its mark is that of the other.
    """
    marks = course_view(course, scores, now, View.SO_FAR)
    graded = (assessment for assessment in course.assessments if assessment.kind != "teams")
    found = [
        assessment
        for assessment in graded
        if _is_to_be_sat(course, assessment, scores)
        and (marks.mark_of(assessment.id).value is None or marks.mark_of(assessment.id).status == "provisional")
    ]
    return tuple(sorted(found, key=lambda assessment: (assessment.date, assessment.id)))


def _is_to_be_sat(course: Course, assessment: Assessment, scores: Scores) -> bool:
    """Whether no excuse has settled it."""
    excused = isinstance(scores.get(assessment.id), Excused)
    return not excused or course.paper_rules(assessment.id).excused == "make-up"
