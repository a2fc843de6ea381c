"""What is needed: exact under every rule, against the grade's own function and against fractions done by hand."""

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.campus.syllabus.drawn import EXAMS, MILESTONES, QUIZZES, moments, records, rules, under

from chainrule.campus.syllabus import Excused, Proposal, Score, course_grade, due, imagined_score, needed, rounded
from chainrule.campus.syllabus.needed import OTHERS, as_so_far, scorable

BEFORE_FINAL = dt.datetime(2026, 5, 11, tzinfo=dt.UTC)
hundredths = st.integers(0, 10_000).map(lambda value: value / 100)


def percents(quiz, milestone=70, midterm=70):
    """A record in which only the final is open."""
    return {
        **{id: Score(quiz, 100) for id in QUIZZES},
        **{id: Score(milestone, 100) for id in MILESTONES},
        "midterm": Score(midterm, 100),
        "proposal": Proposal(None, ("pass",)),
    }


def final(course, scores, target, others="nothing"):
    return needed(course, scores, "final", [target], others, BEFORE_FINAL)[0]


def test_the_final_of_a_student_with_seventy_everywhere(course):
    """Quizzes 17.5, midterm 17.5, project (10 + 63) / 4 = 18.25: 53.25 without the final, 78.25 with all of it."""
    scores = percents(70)
    answer = final(course, scores, 70)
    assert (answer.least, answer.gives) == (Decimal("66.98"), Decimal("70.00"))  # 69.995 is shown as 70.00
    assert (answer.at_zero, answer.at_full) == (Decimal("53.25"), Decimal("78.25"))


def test_what_cannot_be_reached_says_how_far_it_goes(course):
    answer = final(course, percents(70), 78.26)
    assert (answer.least, answer.gives, answer.at_full) == (None, None, Decimal("78.25"))
    assert final(course, percents(70), 78.25).least == Decimal("99.98")


def test_what_is_reached_needs_nothing(course):
    answer = final(course, percents(70), 53.25)
    assert (answer.least, answer.gives, answer.is_reached) == (0, Decimal("53.25"), True)
    assert not final(course, percents(70), 53.26).is_reached


def test_whole_numbers_are_answered_in_whole_numbers(course):
    whole = replace(course, grade_rules=replace(course.grade_rules, decimals=0))
    answer = final(whole, percents(70), 70)
    assert (str(answer.least), str(answer.gives)) == ("65", "70")  # 69.5 is shown as 70


def test_a_quiz_that_would_be_discarded_helps_from_where_it_counts(course):
    scores = percents(60) | {"final": Score(70, 100)}
    del scores["quiz-9"]
    base = needed(course, scores, "quiz-9", [0], "nothing", BEFORE_FINAL - dt.timedelta(days=30))[0]
    answer = needed(
        course, scores, "quiz-9", [float(base.at_zero) + 0.5], "nothing", due(course, "quiz-9") - dt.timedelta(1)
    )
    assert answer[0].least == Decimal("75.84")  # 60 + 0.495 * 8 * 4: below 60 it is discarded, and half a cent is given


@pytest.mark.parametrize(("others", "midterm"), [("nothing", 0), ("as-so-far", 71.5), ("full", 100)])
def test_all_else_that_is_open_is_what_the_student_assumes(course, others, midterm):
    """Without both exams 35.75 of 50 points are decided: 71.5 percent."""
    scores = {id: record for id, record in percents(70).items() if id != "midterm"}
    answer = needed(course, scores, "final", [50], others, due(course, "midterm") - dt.timedelta(days=1))[0]
    assert str(answer.at_zero) == rounded(35.75 + midterm / 4, 2)
    assert str(answer.at_full) == rounded(35.75 + midterm / 4 + 25, 2)


def test_where_nothing_is_decided_there_is_no_mean_to_assume(course):
    start = dt.datetime(2026, 1, 22, tzinfo=dt.UTC)
    assert as_so_far(course, {}, "final", start) == {}
    assert needed(course, {}, "final", [25], "as-so-far", start)[0].least == Decimal("99.98")


def test_a_rejected_proposal_is_assumed_to_pass_later_and_not_in_full(course):
    scores = {"proposal": Proposal(None, ("reject",)), "quiz-1": Score(5, 10)}
    now = due(course, "proposal") + dt.timedelta(days=1)
    assert as_so_far(course, scores, "final", now)["proposal"].verdicts == ("reject", "pass")


def test_the_exam_that_stands_in_for_another_counts_twice(course):
    other = replace(course, exam_rules=replace(course.exam_rules, excused="other-exam"))
    scores = percents(70) | {"midterm": Excused()}
    answer = final(other, scores, 80)
    assert answer.at_full - answer.at_zero == 50


def test_a_proposal_gets_verdicts_and_no_score(course):
    assert "proposal" not in [a.id for a in scorable(course, {}, dt.datetime(2026, 1, 22, tzinfo=dt.UTC))]


def grade_with(course, scores, id, percent, others, now):
    """The course grade as a page shows it, by the public functions alone."""
    assumed = as_so_far(course, scores, id, now) if others == "as-so-far" else scores
    whole = course_grade(course, {**assumed, id: imagined_score(course, scores, id, percent, now)}, now)
    view = whole.at_best if others == "full" else whole.if_nothing_more
    return Decimal(rounded(view.percent or 0, course.grade_rules.decimals))


@settings(deadline=None)
@given(records(), moments, rules(), st.integers(0, 3), hundredths, st.sampled_from(OTHERS), st.data())
def test_the_answer_is_enough_and_the_smallest_step_less_is_not(
    course, scores, now, settings, decimals, target, others, data
):
    settings["grade_rules"]["decimals"] = decimals
    chosen = under(course, settings)
    open_ones = [assessment.id for assessment in scorable(chosen, scores, now)]
    assume(open_ones)
    id = data.draw(st.sampled_from(open_ones))
    (answer,) = needed(chosen, scores, id, [target], others, now)

    def reaches(percent):
        return grade_with(chosen, scores, id, percent, others, now) >= Decimal(repr(target))

    step = Decimal(1).scaleb(-decimals)
    if answer.least is None:
        assert not reaches(100)
    else:
        assert reaches(float(answer.least))
        assert answer.least == 0 or not reaches(float(answer.least - step))
        assert answer.gives == grade_with(chosen, scores, id, float(answer.least), others, now) >= Decimal(repr(target))
        assert answer.least % step == 0
    assert answer.at_zero <= answer.at_full


@settings(deadline=None, max_examples=50)
@given(records(), moments, rules(), st.lists(hundredths, min_size=2, max_size=6), st.sampled_from(OTHERS))
def test_more_is_needed_for_more(course, scores, now, settings, targets, others):
    chosen = under(course, settings)
    open_ones = scorable(chosen, scores, now)
    assume(open_ones)
    answers = needed(chosen, scores, open_ones[-1].id, sorted(targets), others, now)
    least = [math.inf if answer.least is None else answer.least for answer in answers]
    assert least == sorted(least)
    assert [answer.target for answer in answers] == sorted(Decimal(repr(target)) for target in targets)


twentieths = st.integers(0, 20)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys((*QUIZZES, *EXAMS, *MILESTONES), twentieths)),
    st.sampled_from((*QUIZZES, *EXAMS, *MILESTONES)),
    st.integers(0, 10_000),
)
def test_it_is_what_fractions_give_by_hand(course, marks, id, target):
    """The course of the syllabus, solved on paper: a line, or for a quiz the higher of two lines."""
    share = {key: Fraction(mark, 20) for key, mark in marks.items()}
    weight = dict.fromkeys(QUIZZES, Fraction(25, 8)) | dict.fromkeys(EXAMS, Fraction(25))
    weight |= dict.fromkeys(MILESTONES, Fraction(45, 4))
    others = sorted((share[quiz] for quiz in QUIZZES if quiz != id), reverse=True)
    fixed = Fraction(10, 4) + sum(share[key] * weight[key] for key in (*EXAMS, *MILESTONES) if key != id)
    discarded = fixed + sum(others[:8]) * Fraction(25, 8)
    counted = fixed + sum(others[: 7 if id in QUIZZES else 8]) * Fraction(25, 8)
    reach = Fraction(2 * target - 1, 200)  # what is shown as the target, or as more
    is_there = id in QUIZZES and discarded >= reach
    least = 0 if is_there else max(0, math.ceil((reach - counted) / weight[id] * 10_000))
    expected = None if least > 10_000 else Decimal(least) / 100
    scores = {key: Score(mark, 20) for key, mark in marks.items() if key != id} | {
        "proposal": Proposal(None, ("pass",))
    }
    start = dt.datetime(2026, 1, 22, tzinfo=dt.UTC)
    assert needed(course, scores, id, [target / 100], "nothing", start)[0].least == expected
