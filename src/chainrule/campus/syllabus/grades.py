"""Grades: pure functions of the course, what is on record for a student, and the hour.

"What if" is a call with other scores. Every number comes as a `Derivation`, so that a page can show how it came about.
"""

import datetime as dt
from dataclasses import dataclass, replace

from chainrule.campus.syllabus.assessments import View, milestone_mark, proposal_mark, sitting_mark, unknown
from chainrule.campus.syllabus.deadlines import instant
from chainrule.campus.syllabus.derivation import Derivation, mean, scaled, total
from chainrule.campus.syllabus.late import FULL
from chainrule.campus.syllabus.model import Assessment, Course, Weight
from chainrule.campus.syllabus.policies import assessment_label
from chainrule.campus.syllabus.scores import Excused, Scores, check_scores


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """One student's course grade at `now`, under the rules of `revision`.

    `so_far` is what was earned out of what is decided (its `percent` is the mean so far).
    `if_nothing_more` counts zero for all that is open: no less can come of it. `at_best` counts the full mark for it.
    """

    so_far: Derivation
    if_nothing_more: Derivation
    at_best: Derivation
    revision: str
    now: dt.datetime


def course_grade(course: Course, scores: Scores, now: dt.datetime) -> CourseGrade:
    """The grade in its three views. Raises `ValueError` or `LookupError` for a record that does not fit the course."""
    check_scores(course, scores)
    instant(now)
    return CourseGrade(
        so_far=course_view(course, scores, now, View.SO_FAR),
        if_nothing_more=course_view(course, scores, now, View.NOTHING_MORE),
        at_best=course_view(course, scores, now, View.AT_BEST),
        revision=course.revision,
        now=now,
    )


def course_view(course: Course, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The course grade in one view: the sum of its weighted parts, no higher than the full mark."""
    label = f"Course {view.value}"
    rule = "The parts added."
    if view is View.SO_FAR:
        rule = "What was earned, out of what is decided so far."
    whole = total(label, rule, *(part_grade(course, weight, scores, now, view) for weight in course.weights))
    if whole.value is None or whole.value <= whole.out_of:
        return whole
    above = Derivation("Above the full mark", whole.out_of - whole.value, 0, f"The course ends at {whole.out_of:g}.")
    return total(label, rule, *whole.parts, above)


def part_grade(course: Course, weight: Weight, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """One weighted part of the course, in points of the course grade."""
    if weight.id == "quizzes":
        return quizzes_grade(course, weight, scores, now, view)
    if weight.id == "project":
        return project_grade(course, weight, scores, now, view)
    return exam_grade(course, weight, scores, now, view)


def quizzes_grade(course: Course, weight: Weight, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The mean of the best quizzes, in course points.

    So far, each quiz that counts weighs what it will weigh in the end: `weight / best`.
    """
    label = assessment_label(course, weight.id)
    left_out = [_is_left_out(course, quiz.id, scores) for quiz in course.quizzes]
    counting = [quiz.id for quiz, out in zip(course.quizzes, left_out, strict=True) if not out]
    marks = [replace(sitting_mark(course, id, scores, now, view), of=id) for id in counting]
    keep_in_all = quizzes_kept(course, len(marks))
    kept = iter(_best(marks, _kept_so_far(course, marks, keep_in_all) if view is View.SO_FAR else keep_in_all))
    parts = [_left_out(quiz) if out else next(kept) for quiz, out in zip(course.quizzes, left_out, strict=True)]
    known = sum(part.value is not None for part in parts)
    count = sum(part.counts and part.value is not None for part in parts)
    if not count:
        nothing = mean("Quiz mean", FULL, "No quiz counts yet.", *parts, status="not-yet")
        return scaled(label, weight.weight, _points(weight.weight), nothing, "not-yet")
    decided = weight.weight * count / keep_in_all
    rule = f"{_points(weight.weight)} {_decided(decided, weight.weight, f'{count} of {keep_in_all} quizzes')}".strip()
    return scaled(label, decided, rule, mean("Quiz mean", FULL, f"The mean of the best {count} of {known}.", *parts))


def _points(weight: float) -> str:
    return f"{weight:g} points of the course."


def _decided(decided: float, weight: float, by: str) -> str:
    return f"So far {by} decide {decided:g} of them." if decided < weight else ""


def _is_left_out(course: Course, id: str, scores: Scores) -> bool:
    return course.quiz_rules.excused == "left-out" and isinstance(scores.get(id), Excused)


def quizzes_kept(course: Course, counting: int) -> int:
    """How many quizzes make up the mean when `counting` of them count (those left out by an excuse do not)."""
    rules, dropped = course.quiz_rules, len(course.quizzes) - course.quiz_rules.best
    if rules.excused_uses_drop:
        return min(rules.best, counting)
    return max(min(1, counting), counting - dropped)


def _kept_so_far(course: Course, marks: list[Derivation], keep_in_all: int) -> int:
    """How many of the quizzes decided so far count: the lowest are already set aside, unless that leaves none."""
    known = [mark for mark in marks if mark.value is not None]
    if not course.grade_rules.drop_early:
        return min(keep_in_all, len(known))
    dropped = len(marks) - keep_in_all
    sat = sum(mark.status != "missed" for mark in known)
    return len(known) - dropped if len(known) > dropped else min(sat, keep_in_all)


def _best(marks: list[Derivation], keep: int) -> list[Derivation]:
    """The marks in their order, all but the best `keep` of those that are known set aside; a missed one goes first."""

    def worth(index: int) -> tuple[float, bool]:
        return marks[index].percent or 0.0, marks[index].status != "missed"

    known = sorted((index for index, mark in enumerate(marks) if mark.value is not None), key=worth)
    dropped = set(known[: len(known) - keep])
    return [_dropped(mark) if index in dropped else mark for index, mark in enumerate(marks)]


def _dropped(mark: Derivation) -> Derivation:
    return replace(mark, rule=f"{mark.rule} Discarded as the lowest.", status="dropped", counts=False)


def _left_out(quiz: Assessment) -> Derivation:
    return Derivation(quiz.title, None, FULL, "Excused: left out.", status="excused", counts=False, of=quiz.id)


def exam_grade(course: Course, weight: Weight, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """One exam, in course points; where the rules say so, the other exam stands in for one that was excused."""
    label = assessment_label(course, weight.id)
    mark = sitting_mark(course, weight.id, scores, now, view)
    if isinstance(scores.get(weight.id), Excused) and course.exam_rules.excused == "other-exam":
        others = [exam.id for exam in course.exams if not isinstance(scores.get(exam.id), Excused)]
        if others:
            marks = (sitting_mark(course, id, scores, now, view) for id in others)
            mark = mean(mark.label, FULL, "Excused: the other exam counts for both.", *marks, status="excused")
        else:
            mark = unknown(mark.label, FULL, "excused", "Excused, and so is every other exam.", view)
    return scaled(label, weight.weight, _points(weight.weight), replace(mark, of=weight.id), mark.status)


def project_grade(course: Course, weight: Weight, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The project, in course points: proposal and milestones by their shares of the project grade."""
    label = assessment_label(course, weight.id)
    parts = []
    for id, share in course.project_rules.shares:
        if course.assessment(id).kind == "proposal":
            parts.append(replace(proposal_mark(course, id, scores, now, view), of=id))
        else:
            mark = replace(milestone_mark(course, id, scores, now, view), of=id)
            parts.append(scaled(mark.label, share, f"{share:g} points of the project.", mark, mark.status))
    whole = total("Project grade", "Proposal and milestones added.", *parts)
    if whole.value is None:
        return scaled(label, weight.weight, _points(weight.weight), replace(whole, status="not-yet"), "not-yet")
    decided = weight.weight * whole.out_of / FULL
    rule = f"{_points(weight.weight)} {_decided(decided, weight.weight, f'{whole.out_of:g}% of the project')}".strip()
    return scaled(label, decided, rule, whole)
