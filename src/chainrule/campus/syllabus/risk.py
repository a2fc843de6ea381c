"""Who may not pass, and why: rules over what is on record, each reason a sentence.

    for reason in risks(course, scores, grade.so_far, grade.at_best, now):
        print(reason)

The rules only point somebody out to people; no grade depends on them.
"""

import datetime as dt

from chainrule.campus.syllabus.deadlines import due, instant
from chainrule.campus.syllabus.derivation import Derivation
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course
from chainrule.campus.syllabus.scores import Proposal, Scores
from chainrule.campus.syllabus.wording import listing, rounded

ENOUGH = 10.0  # points of the course that must be decided before "so far" says anything


def rules_in_words(course: Course) -> tuple[str, ...]:
    """The rules, for the page that uses them."""
    rules = course.risk_rules
    return (
        f"At best below {rules.below:g}: whatever still comes, the grade stays below that.",
        f"So far below {rules.below:g}%, once {ENOUGH:g} points of the course are decided.",
        f"{rules.missed} or more quizzes and exams missed without an excuse.",
        "Nothing on record of the project proposal or a milestone after its deadline.",
        "A proposal that has to be revised or replaced.",
    )


def missing(course: Course, scores: Scores, now: dt.datetime) -> tuple[Assessment, ...]:
    """What is over and of which nothing is on record: papers missed, project parts not handed in; by date."""
    over = (a for a in course.assessments if a.kind != "teams" and a.id not in scores)
    return tuple(sorted((a for a in over if instant(due(course, a.id)) <= instant(now)), key=lambda a: (a.date, a.id)))


def risks(course: Course, scores: Scores, so_far: Derivation, at_best: Derivation, now: dt.datetime) -> tuple[str, ...]:
    """Why this student is at risk, most serious first; empty for who is not.

    Args:
        so_far: the course grade in this view, as `course_view` gives it; `at_best` likewise.
    """
    rules, decimals = course.risk_rules, course.grade_rules.decimals
    gone = missing(course, scores, now)
    papers = [a.title for a in gone if a.kind in SITTINGS]
    parts = [a.title for a in gone if a.kind not in SITTINGS]
    found = []
    if at_best.value is not None and at_best.value < rules.below:
        found.append(f"At best {rounded(at_best.value, decimals)} of 100, which is below {rules.below:g}.")
    if so_far.percent is not None and so_far.out_of >= ENOUGH and so_far.percent < rules.below:
        found.append(f"So far {rounded(so_far.percent, decimals)}%, which is below {rules.below:g}%.")
    if len(papers) >= rules.missed:
        found.append(f"Missed without an excuse: {listing(papers)}.")
    if parts:
        found.append(f"The deadline is over, and nothing is on record: {listing(parts)}.")
    proposals = (record for record in scores.values() if isinstance(record, Proposal) and not record.awaiting)
    verdicts = {record.verdicts[-1] for record in proposals if record.verdicts}
    if "revise" in verdicts:
        found.append("The project proposal has to be revised.")
    if "reject" in verdicts:
        found.append("The project proposal was rejected, and no other has passed.")
    return tuple(found)
