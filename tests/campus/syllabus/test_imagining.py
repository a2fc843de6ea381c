"""What if: what a student imagines keeps what is on record beside it, and what is open can be told."""

import datetime as dt
from dataclasses import replace

import pytest

from chainrule.campus.syllabus import (
    Awaiting,
    Excused,
    Pending,
    Proposal,
    Score,
    course_grade,
    due,
    imagined_proposal,
    imagined_score,
    open_items,
)

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
START = dt.datetime(2026, 1, 22, 8, tzinfo=dt.UTC)


def test_a_score_on_record_keeps_its_lateness_and_its_bonus(course):
    late = due(course, "milestone-1") + 12 * MINUTE
    scores = {"milestone-1": Score(20, 50, bonus=5, received=late)}
    imagined = imagined_score(course, scores, "milestone-1", 90, late + DAY)
    assert imagined == Score(90, 100, bonus=10, received=late)


def test_imagining_the_score_that_stands_changes_nothing(course):
    scores = {"milestone-1": Score(20, 50, 5, due(course, "milestone-1") + 12 * MINUTE), "quiz-1": Score(7, 10)}
    now = due(course, "final")
    again = {id: imagined_score(course, scores, id, 100 * s.points / s.out_of, now) for id, s in scores.items()}
    assert course_grade(course, again, now).so_far.value == pytest.approx(
        course_grade(course, scores, now).so_far.value
    )


@pytest.mark.parametrize(
    ("record", "after", "received_after"),
    [
        (None, -DAY, dt.timedelta(0)),  # in time, when it is still to come
        (None, 10 * MINUTE, 10 * MINUTE),  # overdue: it can come now
        (None, 3 * DAY, dt.timedelta(0)),  # too late: what if it had come in time
        ("waits, 12 minutes late", 3 * DAY, 12 * MINUTE),
        ("waits, in time", 3 * DAY, dt.timedelta(0)),
    ],
)
def test_a_milestone_comes_when_it_can(course, record, after, received_after):
    deadline = due(course, "milestone-1")
    waits = {"waits, 12 minutes late": Awaiting(deadline + 12 * MINUTE), "waits, in time": Awaiting()}
    scores = {"milestone-1": waits[record]} if record else {}
    imagined = imagined_score(course, scores, "milestone-1", 50, deadline + after)
    assert imagined.received == deadline + received_after


@pytest.mark.parametrize(("how", "points"), [("pass", 10), ("pass-later", 5), ("revise", 0), ("reject", 0)])
def test_a_proposal_ends_in_four_ways_and_stays_as_late_as_it_was(course, how, points):
    deadline = due(course, "proposal")
    for minutes, share in ((0, 1.0), (5, 0.9)):
        scores = {"proposal": Proposal(deadline + minutes * MINUTE, ("revise",))}
        imagined = {"proposal": imagined_proposal(course, scores, "proposal", how, deadline + DAY)}
        grade = course_grade(course, imagined, deadline + DAY)
        assert grade.if_nothing_more.find("Project proposal").value == pytest.approx(points * share)


def ids(course, scores, now):
    return [assessment.id for assessment in open_items(course, scores, now)]


def test_at_the_start_all_is_open_and_at_the_end_nothing(course):
    assert len(ids(course, {}, START)) == len([a for a in course.assessments if a.kind != "teams"])
    assert ids(course, {}, due(course, "final")) == []


@pytest.mark.parametrize(
    ("record", "is_open"),
    [(Score(1, 2), False), (Awaiting(), True), (Pending("Not held."), True), (Excused(), False)],
)
def test_what_waits_is_open_and_what_an_excuse_settled_is_not(course, record, is_open):
    assert ("quiz-1" in ids(course, {"quiz-1": record}, due(course, "final"))) is is_open


def test_an_excused_exam_is_open_where_it_is_sat_again(course):
    other = replace(course, exam_rules=replace(course.exam_rules, excused="other-exam"))
    scores, now = {"midterm": Excused()}, due(course, "midterm") + DAY
    assert "midterm" in ids(course, scores, now)
    assert "midterm" not in ids(other, scores, now)


def test_a_provisional_zero_is_open_until_it_is_final(course):
    scores = {"proposal": Proposal(None, ("revise",))}
    assert "proposal" in ids(course, scores, due(course, "proposal") + DAY)
    assert "proposal" not in ids(course, scores, due(course, "milestone-1") + DAY)
