"""Grades: what holds for every student, every hour and every setting."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.campus.syllabus.drawn import (
    END,
    EXAMS,
    MILESTONES,
    QUIZZES,
    marks,
    moments,
    points,
    records,
    rules,
    under,
)

from chainrule.campus.syllabus import Excused, Proposal, Score, course_grade, due, rounded
from chainrule.campus.syllabus.derivation import recombine


def views(grade):
    return (grade.so_far, grade.if_nothing_more, grade.at_best)


@settings(deadline=None)
@given(records(), moments, rules())
def test_every_number_follows_from_its_parts_by_its_rule(course, scores, now, settings):
    for view in views(course_grade(under(course, settings), scores, now)):
        for node in view.walk():
            value, out_of = recombine(node)
            assert node.value == (None if value is None else pytest.approx(value, abs=1e-9))
            assert node.out_of == pytest.approx(out_of, abs=1e-9)
            assert node.rule
            assert node.how != "given" or not node.parts


@settings(deadline=None)
@given(records(), moments, rules())
def test_every_grade_lies_between_zero_and_the_full_mark(course, scores, now, settings):
    grade = course_grade(under(course, settings), scores, now)
    for view in views(grade):
        assert view.value is None or -1e-9 <= view.value <= view.out_of + 1e-9 <= 100 + 1e-8


plain = {"quizzes": st.none() | marks, "exams": st.none() | marks}
later_marks = st.none() | marks


@settings(deadline=None)
@given(records(**plain, milestones=later_marks), moments, st.data())
def test_whatever_comes_ends_between_nothing_more_and_at_best(course, scores, now, data):
    """Complete the record with any further marks: the finished grade lies between the two bounds given before."""
    now_grade = course_grade(course, scores, now)
    finished = dict(scores)
    for id in (*QUIZZES, *EXAMS, *MILESTONES):
        if id not in scores and now < due(course, id):
            record = data.draw(later_marks)
            if record is not None:
                finished[id] = record
    final = course_grade(course, finished, END)
    assert final.if_nothing_more.value is not None
    assert now_grade.if_nothing_more.value - 1e-9 <= final.if_nothing_more.value <= now_grade.at_best.value + 1e-9


@settings(deadline=None)
@given(records(exams=marks, quizzes=marks, milestones=marks, proposal=st.just(Proposal(None, ("pass",)))))
def test_when_all_is_done_the_three_views_agree(course, scores):
    grade = course_grade(course, scores, END)
    assert grade.so_far.value == pytest.approx(grade.if_nothing_more.value)
    assert grade.so_far.value == pytest.approx(grade.at_best.value)
    assert grade.so_far.out_of == pytest.approx(100)


@settings(deadline=None)
@given(st.lists(st.none() | points, min_size=9, max_size=9), st.integers(1, 9))
def test_no_other_choice_of_quizzes_has_a_better_mean(course, drawn, best):
    chosen = under(course, {"quiz_rules": {"best": best}})
    scores = {id: Score(value, 20) for id, value in zip(QUIZZES, drawn, strict=True) if value is not None}
    mean = course_grade(chosen, scores, END).if_nothing_more.find("Quiz mean").value
    values = [value or 0 for value in drawn]
    means = [100 * sum(values[i] / 20 for i in choice) / best for choice in itertools.combinations(range(9), best)]
    assert mean == pytest.approx(max(means))


@settings(deadline=None)
@given(records(), moments, st.sampled_from((*QUIZZES, *EXAMS, *MILESTONES)), points, st.floats(0, 1), rules())
def test_a_better_mark_never_lowers_the_grade(course, scores, now, id, value, share, settings):
    chosen = under(course, settings)
    better = value + share * (20 - value)
    before = course_grade(chosen, {**scores, id: Score(value, 20)}, now)
    after = course_grade(chosen, {**scores, id: Score(min(better, 20), 20)}, now)
    for one, other in zip(views(before), views(after), strict=True):
        assert one.value <= other.value + 1e-9


@settings(deadline=None)
@given(records(quizzes=st.none() | marks), st.sampled_from(QUIZZES), rules())
def test_an_excuse_for_a_missed_quiz_never_lowers_the_grade(course, scores, id, settings):
    chosen = under(course, settings)
    missed = {key: record for key, record in scores.items() if key != id}
    before = course_grade(chosen, missed, END).if_nothing_more.value
    assert course_grade(chosen, {**missed, id: Excused()}, END).at_best.value >= before - 1e-9


@settings(deadline=None)
@given(st.floats(0, 5000), st.floats(0, 5000), points, st.floats(0, 5), rules())
def test_handing_in_later_is_never_better(course, one, other, value, bonus, settings):
    chosen, deadline = under(course, settings), due(course, "milestone-1")
    early, late = (
        course_grade(
            chosen, {"milestone-1": Score(value, 20, bonus, deadline + dt.timedelta(minutes=minutes))}, END
        ).so_far.find("Project milestone 1")
        for minutes in sorted((one, other))
    )
    assert late.value <= early.value + 1e-9


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_half_goes_up_when_a_grade_is_shown(tenths, decimals):
    """Of a number with one digit more than shown, compared in whole numbers."""
    shown = rounded(abs(tenths) / 10 ** (decimals + 1), decimals)
    assert int(shown.replace(".", "")) == (abs(tenths) + 5) // 10
    assert len(shown.partition(".")[2]) == decimals


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(2.675, 2, "2.68"), (0.1 + 0.2, 1, "0.3"), (89.99499999999999, 2, "90.00"), (100.0, 0, "100"), (-0.0, 1, "0.0")],
)
def test_what_binary_fractions_leave_behind_is_not_shown(value, decimals, shown):
    assert rounded(value, decimals) == shown
