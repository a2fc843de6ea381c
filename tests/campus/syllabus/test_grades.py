"""Grades: the arithmetic of the syllabus, case by case."""

import datetime as dt
from dataclasses import replace

import pytest

from chainrule.campus.syllabus import Awaiting, Excused, Proposal, Score, course_grade, due
from chainrule.campus.syllabus.assessments import marked
from chainrule.campus.syllabus.grades import quizzes_kept

MINUTE = dt.timedelta(minutes=1)
BEFORE = dt.datetime(2026, 1, 22, 8, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def quizzes(*tenths):
    """Scores of quiz 1, 2, ... out of ten; None for a quiz that was missed."""
    return {f"quiz-{n}": Score(points, 10) for n, points in enumerate(tenths, start=1) if points is not None}


def everything(percent):
    return {
        **quizzes(*[percent / 10] * 9),
        "midterm": Score(percent, 100),
        "final": Score(percent, 100),
        "milestone-1": Score(percent, 100),
        "milestone-2": Score(percent, 100),
        "proposal": Proposal(None, ("pass",)),
    }


def test_full_marks_are_a_hundred_in_every_view(course):
    grade = course_grade(course, everything(100), AFTER)
    assert [view.value for view in (grade.so_far, grade.if_nothing_more, grade.at_best)] == pytest.approx([100] * 3)


def test_each_part_weighs_a_quarter(course):
    grade = course_grade(course, everything(100), AFTER)
    assert {part.label: part.value for part in grade.so_far.parts} == pytest.approx(
        {"Team Project": 25, "Quizzes (8x)": 25, "Exam [Midterm]": 25, "Exam [Final]": 25}
    )


def test_nothing_done_is_nothing_known_at_the_start_and_zero_at_the_end(course):
    start, end = course_grade(course, {}, BEFORE), course_grade(course, {}, AFTER)
    assert (start.so_far.value, start.if_nothing_more.value, start.at_best.value) == (None, 0, 100)
    assert (end.so_far.value, end.if_nothing_more.value, end.at_best.value) == (0, 0, 0)


def test_a_grade_names_the_revision_it_was_computed_under(course):
    assert course_grade(course, {}, BEFORE).revision == "v0"


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        (quizzes(10, 10, 10, 10, 10, 10, 10, 10, 0), 100),  # the lowest is discarded
        (quizzes(10, 10, 10, 10, 10, 10, 10, 10, None), 100),  # missing one does not affect the grade
        (quizzes(10, 10, 10, 10, 10, 10, 10, None, None), 87.5),  # missing two does
        (quizzes(1, 2, 3, 4, 5, 6, 7, 8, 9), 55),
        (quizzes(8, 8, 8, 8, 8, 8, 8, 8, 8), 80),
        ({}, 0),
    ],
)
def test_the_best_eight_of_nine_quizzes_count(course, scores, mean):
    grade = course_grade(course, scores, AFTER)
    assert grade.if_nothing_more.find("Quiz mean").value == pytest.approx(mean)
    assert grade.if_nothing_more.find("Quizzes (8x)").value == pytest.approx(mean / 4)


def test_a_missed_quiz_is_discarded_before_one_that_was_sat_for_zero(course):
    mean = course_grade(course, quizzes(0, None, 5, 5, 5, 5, 5, 5, 5), AFTER).so_far.find("Quiz mean")
    assert [(part.label, part.counts) for part in mean.parts[:2]] == [("Quiz 1", True), ("Quiz 2", False)]


def test_a_quiz_is_missed_when_it_closes_and_not_before(course):
    closes = due(course, "quiz-1")
    early = course_grade(course, {}, closes - dt.timedelta(microseconds=1)).so_far.find("Quiz 1")
    assert (early.value, early.status) == (None, "not-yet")
    late = course_grade(course, {}, closes).if_nothing_more.find("Quiz 1")
    assert late.value == 0
    assert "Missed" in late.rule


def test_quizzes_with_other_full_marks_weigh_the_same(course):
    scores = quizzes(10, 10, 10, 10, 10, 10, 10) | {"quiz-8": Score(20, 40), "quiz-9": Score(0, 10)}
    assert course_grade(course, scores, AFTER).so_far.find("Quiz mean").value == pytest.approx(93.75)


@pytest.mark.parametrize(
    ("sat", "now_after", "mean", "weight"),
    [
        (quizzes(8), "quiz-1", 80, 3.125),  # the only one sat is not set aside
        (quizzes(8, 4), "quiz-2", 80, 3.125),
        (quizzes(8, None), "quiz-2", 80, 3.125),  # the missed one is
        (quizzes(None), "quiz-1", None, 25),  # and then there is nothing yet
        (quizzes(None, None), "quiz-2", 0, 3.125),
        (quizzes(8, 4, 6), "quiz-3", 70, 6.25),
    ],
)
def test_so_far_sets_the_lowest_aside_from_the_start(course, sat, now_after, mean, weight):
    now = due(course, now_after) + MINUTE
    part = course_grade(course, sat, now).so_far.find("Quizzes (8x)")
    assert part.parts[0].value == (None if mean is None else pytest.approx(mean))
    assert part.out_of == pytest.approx(weight)


def test_dropping_early_is_a_setting(course):
    late_drop = replace(course, grade_rules=replace(course.grade_rules, drop_early=False))
    now = due(course, "quiz-2") + MINUTE
    assert course_grade(late_drop, quizzes(8, 4), now).so_far.find("Quiz mean").value == pytest.approx(60)
    assert course_grade(late_drop, quizzes(*[8] * 8, 0), AFTER).so_far.find("Quiz mean").value == pytest.approx(80)


def test_so_far_weighs_by_what_will_count_in_the_end(course):
    """A proposal that passed is 2.5 points of the course, a quiz 3.125: together so far 2.5 + 3.125 * 0.4 of 5.625."""
    scores = {"proposal": Proposal(None, ("pass",)), **quizzes(4)}
    grade = course_grade(course, scores, due(course, "proposal") + MINUTE)
    assert (grade.so_far.value, grade.so_far.out_of) == pytest.approx((3.75, 5.625))
    assert grade.if_nothing_more.value == pytest.approx(3.75)
    assert grade.at_best.value == pytest.approx(100)  # the four of ten can still be discarded


EARLY, LATE = dt.timedelta(days=1), dt.timedelta(days=60)
PROPOSALS = [
    # verdicts, minutes late, now after the proposal's deadline, part of the project, status, at best
    (("pass",), 0, EARLY, 10, "counted", 10),
    (("revise",), 0, EARLY, 0, "provisional", 10),
    (("revise", "pass"), 0, EARLY, 10, "counted", 10),
    (("revise", "revise", "pass"), 0, EARLY, 10, "counted", 10),
    (("reject",), 0, EARLY, 0, "provisional", 5),
    (("reject", "pass"), 0, EARLY, 5, "counted", 5),
    (("reject", "revise"), 0, EARLY, 0, "provisional", 5),
    (("reject", "revise", "pass"), 0, EARLY, 5, "counted", 5),
    (("revise", "reject", "pass"), 0, EARLY, 5, "counted", 5),
    (("reject", "reject", "pass"), 0, EARLY, 5, "counted", 5),
    (("revise",), 0, LATE, 0, "missed", 0),
    (("reject",), 0, LATE, 0, "missed", 0),
    (("pass",), 5, EARLY, 9, "counted", 9),
    (("pass",), 60, EARLY, 7.5, "counted", 7.5),
    (("pass",), 25 * 60, EARLY, 0, "counted", 0),
    (("revise", "pass"), 5, EARLY, 9, "counted", 9),
    (("reject", "pass"), 5, EARLY, 4.5, "counted", 4.5),
    (("revise",), 5, EARLY, 0, "provisional", 9),
]


@pytest.mark.parametrize(("verdicts", "minutes", "later", "value", "status", "at_best"), PROPOSALS)
def test_the_arithmetic_of_the_proposal(course, verdicts, minutes, later, value, status, at_best):
    deadline = due(course, "proposal")
    scores = {"proposal": Proposal(deadline + minutes * MINUTE, verdicts)}
    grade = course_grade(course, scores, deadline + later)
    part = grade.so_far.find("Project proposal")
    assert (part.value, part.out_of, part.status) == (pytest.approx(value), 10, status)
    assert grade.if_nothing_more.find("Project proposal").value == pytest.approx(value)
    assert grade.at_best.find("Project proposal").value == pytest.approx(at_best)


def test_a_proposal_that_waits_past_the_last_day_can_still_pass(course):
    scores = {"proposal": Proposal(None, ("revise",), awaiting=True)}
    now = due(course, "milestone-1") + dt.timedelta(days=1)
    assert course_grade(course, scores, now).at_best.find("Project proposal").value == 10


@pytest.mark.parametrize("record", [Awaiting(), Proposal(None, (), awaiting=True)])
def test_a_proposal_without_a_verdict_waits(course, record):
    part = course_grade(course, {"proposal": record}, AFTER).so_far.find("Project proposal")
    assert (part.value, part.status) == (None, "awaiting")


def test_no_proposal_is_overdue_then_zero(course):
    deadline = due(course, "proposal")
    overdue = course_grade(course, {}, deadline + 40 * MINUTE)
    assert overdue.so_far.find("Project proposal").value is None
    assert overdue.at_best.find("Project proposal").value == pytest.approx(7.5)
    gone = course_grade(course, {}, deadline + dt.timedelta(days=2)).so_far.find("Project proposal")
    assert (gone.value, gone.status) == (0, "missed")


def test_the_project_is_ten_and_twice_fortyfive(course):
    scores = {
        "proposal": Proposal(None, ("pass",)),
        "milestone-1": Score(80, 100),
        "milestone-2": Score(30, 50),
    }
    grade = course_grade(course, scores, AFTER)
    assert grade.so_far.find("Project grade").value == pytest.approx(10 + 36 + 27)
    assert grade.so_far.find("Team Project").value == pytest.approx(73 / 4)


ITEMS = [
    # points, bonus, minutes late, penalty of, penalty on the bonus, cap of a bonus, mark out of 100
    (80, 0, 0, "earned", False, "course", 80),
    (80, 0, 10, "earned", False, "course", 72),
    (80, 0, 10, "full", False, "course", 70),
    (5, 0, 10, "full", False, "course", 0),
    (80, 0, 60, "earned", False, "course", 60),
    (80, 0, 60, "full", False, "course", 55),
    (80, 0, 2000, "earned", False, "course", 0),
    (80, 0, 2000, "full", False, "course", 0),
    (80, 10, 0, "earned", False, "course", 90),
    (80, 10, 10, "earned", False, "course", 82),
    (80, 10, 10, "earned", True, "course", 81),
    (80, 10, 60, "earned", False, "course", 60),
    (80, 10, 2000, "earned", False, "course", 0),
    (95, 10, 0, "earned", False, "course", 105),
    (95, 10, 0, "earned", False, "item", 100),
    (95, 10, 10, "earned", False, "item", 95.5),
]


@pytest.mark.parametrize(("points", "bonus", "minutes", "base", "on_bonus", "cap", "value"), ITEMS)
def test_penalty_then_bonus(course, points, bonus, minutes, base, on_bonus, cap, value):
    rules = replace(course.late_rules, penalty_of=base, penalty_on_bonus=on_bonus, bonus_cap=cap)
    strict = replace(course, late_rules=rules)
    score = Score(points, 100, bonus, due(course, "milestone-1") + minutes * MINUTE)
    grade = course_grade(strict, {"milestone-1": score}, AFTER)
    part = grade.so_far.find("Project milestone 1")
    assert part.value == pytest.approx(value * 0.45)
    if minutes >= 1:
        assert part.find("Late penalty").value <= 0
        assert part.find("Late penalty").rule


def test_on_time_without_a_bonus_there_is_nothing_to_unfold(course):
    assert marked(course.late_rules, "Essay", Score(7, 10)).parts == ()


def test_the_course_ends_at_a_hundred(course):
    scores = everything(100) | {"milestone-1": Score(100, 100, bonus=40)}
    grade = course_grade(course, scores, AFTER)
    assert grade.so_far.value == pytest.approx(100)
    assert grade.so_far.find("Above the full mark").value == pytest.approx(-40 * 0.45 / 4)


@pytest.mark.parametrize("verdicts", [("pass",), ("revise",), ("reject", "pass")])
def test_a_proposal_without_a_share_carries_no_mark(course, verdicts):
    shares = (("proposal", 0.0), ("milestone-1", 50.0), ("milestone-2", 50.0))
    without = replace(course, project_rules=replace(course.project_rules, shares=shares))
    grade = course_grade(without, {"proposal": Proposal(None, verdicts), "milestone-1": Score(80, 100)}, BEFORE)
    assert grade.so_far.find("Project grade").percent == pytest.approx(80)
    assert course_grade(without, {"proposal": Proposal(None, verdicts)}, BEFORE).so_far.percent is None


def test_a_part_without_weight_changes_nothing(course):
    weights = tuple(replace(w, weight={"final": 50.0, "project": 0.0}.get(w.id, w.weight)) for w in course.weights)
    unweighted = replace(course, weights=weights)
    done = everything(80) | {"milestone-1": Score(0, 100), "milestone-2": Score(0, 100)}
    assert course_grade(unweighted, done, AFTER).so_far.value == pytest.approx(80)


def test_a_verified_excuse_leaves_a_quiz_out(course):
    nine = quizzes(*[8] * 9)
    one = {**quizzes(None, 8, 8, 8, 8, 8, 8, 8, 0), "quiz-1": Excused()}
    two = {**one, "quiz-9": Excused()}
    assert course_grade(course, nine, AFTER).so_far.find("Quiz mean").value == pytest.approx(80)
    mean = course_grade(course, one, AFTER).so_far.find("Quiz mean")
    assert mean.value == pytest.approx(70)  # it took the place of the one that is discarded
    assert (mean.parts[0].status, mean.parts[0].value) == ("excused", None)
    assert course_grade(course, two, AFTER).so_far.find("Quiz mean").value == pytest.approx(80)


def test_how_an_excuse_and_the_discarded_quiz_meet_is_a_setting(course):
    kinder = replace(course, quiz_rules=replace(course.quiz_rules, excused_uses_drop=False))
    one = {**quizzes(None, 8, 8, 8, 8, 8, 8, 8, 0), "quiz-1": Excused()}
    assert course_grade(kinder, one, AFTER).so_far.find("Quiz mean").value == pytest.approx(80)
    assert [quizzes_kept(course, n) for n in (9, 8, 7, 1, 0)] == [8, 8, 7, 1, 0]
    assert [quizzes_kept(kinder, n) for n in (9, 8, 7, 1, 0)] == [8, 7, 6, 1, 0]


def test_a_make_up_keeps_an_excused_quiz_open(course):
    make_up = replace(course, quiz_rules=replace(course.quiz_rules, excused="make-up"))
    scores = {**quizzes(None, *[8] * 8), "quiz-1": Excused()}
    grade = course_grade(make_up, scores, AFTER)
    assert grade.so_far.find("Quiz 1").value is None
    assert grade.if_nothing_more.find("Quiz mean").value == pytest.approx(80)
    assert grade.at_best.find("Quiz mean").value == pytest.approx(82.5)


def test_all_quizzes_excused_leave_the_rest_of_the_course(course):
    scores = everything(60) | {f"quiz-{n}": Excused() for n in range(1, 10)}
    grade = course_grade(course, scores, AFTER)
    assert grade.if_nothing_more.out_of == pytest.approx(75)
    assert grade.if_nothing_more.find("Quizzes (8x)").value is None


def test_an_excused_exam_waits_for_its_make_up(course):
    grade = course_grade(course, {"midterm": Excused()}, AFTER)
    part = grade.so_far.find("Exam [Midterm]")
    assert (part.value, part.status) == (None, "excused")
    assert grade.at_best.find("Exam [Midterm]").value == 25


def test_the_other_exam_may_count_for_both(course):
    other = replace(course, exam_rules=replace(course.exam_rules, excused="other-exam"))
    grade = course_grade(other, {"midterm": Excused(), "final": Score(16, 20)}, AFTER)
    assert grade.so_far.find("Exam [Midterm]").value == pytest.approx(20)
    both = course_grade(other, {"midterm": Excused(), "final": Excused()}, AFTER)
    assert both.so_far.find("Exam [Midterm]").value is None


def test_what_waits_to_be_marked_is_neither_missed_nor_known(course):
    grade = course_grade(course, {"quiz-1": Awaiting(), "milestone-1": Awaiting()}, AFTER)
    for label in ("Quiz 1", "Project milestone 1"):
        assert grade.so_far.find(label).value is None
        assert grade.so_far.find(label).status == "awaiting"
        assert grade.at_best.find(label).percent == 100


def test_what_waits_and_came_late_keeps_its_penalty(course):
    deadline = due(course, "milestone-1")
    grade = course_grade(course, {"milestone-1": Awaiting(deadline + 40 * MINUTE)}, deadline + dt.timedelta(days=9))
    assert grade.at_best.find("Project milestone 1").percent == pytest.approx(75)
    too_late = course_grade(course, {"milestone-1": Awaiting(deadline + dt.timedelta(days=2))}, AFTER)
    assert too_late.so_far.find("Project milestone 1").value == 0


REFUSED = [
    ({"quiz-10": Score(1, 10)}, LookupError, "quiz-9"),
    ({"team-details": Score(1, 10)}, ValueError, "carries no mark"),
    ({"quiz-1": Proposal(None, ("pass",))}, ValueError, "record a Score"),
    ({"proposal": Score(10, 10)}, ValueError, "record a Proposal"),
    ({"milestone-1": Excused()}, ValueError, "is a deadline"),
]


@pytest.mark.parametrize(("scores", "error", "message"), REFUSED)
def test_a_record_that_does_not_fit_is_refused(course, scores, error, message):
    with pytest.raises(error, match=message):
        course_grade(course, scores, AFTER)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Score(11, 10), "between 0 and 10"),
        (lambda: Score(-1, 10), "between 0 and 10"),
        (lambda: Score(float("nan"), 10), "between 0 and 10"),
        (lambda: Score(0, 0), "positive"),
        (lambda: Score(0, float("inf")), "positive"),
        (lambda: Score(1, 10, bonus=-1), "bonus"),
        (lambda: Score(1, 10, bonus=float("inf")), "bonus"),
        (lambda: Proposal(None, ("pass", "revise")), "nothing follows"),
        (lambda: Proposal(None, ("pass",), awaiting=True), "waits for no verdict"),
    ],
)
def test_a_record_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_clock_without_a_zone_is_refused(course):
    with pytest.raises(ValueError, match="no time zone"):
        course_grade(course, {}, dt.datetime(2026, 2, 1))


def test_each_mark_is_found_by_its_assessment_whatever_the_titles_are(course):
    """Two with one title, and one titled as a part of the course is: a cell of the grade book is not another's."""
    titles = {"quiz-2": "Quiz 1", "quiz-3": "Quiz mean", "midterm": "Quiz 1", "milestone-1": "Project grade"}
    assert titles.keys() <= {one.id for one in course.assessments}
    renamed = tuple(replace(one, title=titles.get(one.id, one.title)) for one in course.assessments)
    records = quizzes(*range(1, 10))
    records |= {"midterm": Score(40, 100), "final": Score(50, 100), "milestone-1": Score(60, 100)}
    grade = course_grade(replace(course, assessments=renamed), records, AFTER).so_far
    for id, score in records.items():
        assert grade.mark_of(id).percent == pytest.approx(100 * score.points / score.out_of), id
    assert all(grade.mark_of(one.id).of == one.id for one in course.assessments if one.kind != "teams")
    with pytest.raises(LookupError, match="no mark of 'quiz-77'"):
        grade.mark_of("quiz-77")
