"""The course file says what the syllabus says: every date, every class, every number."""

import datetime as dt

import pytest

CLASS_DATES = [
    (1, "2026-01-22"), (2, "2026-01-27"), (3, "2026-01-29"), (4, "2026-02-03"), (5, "2026-02-05"), (6, "2026-02-10"),
    (7, "2026-02-12"), (8, "2026-02-17"), (9, "2026-02-19"), (10, "2026-02-24"), (11, "2026-02-26"), (12, "2026-03-03"),
    (13, "2026-03-05"), (14, "2026-03-10"), (15, "2026-03-12"), (16, "2026-03-17"), (17, "2026-03-19"),
    (18, "2026-03-31"), (19, "2026-04-02"), (20, "2026-04-07"), (21, "2026-04-09"), (22, "2026-04-14"),
    (23, "2026-04-16"), (24, "2026-04-21"), (25, "2026-04-23"), (26, "2026-04-28"), (27, "2026-04-30"),
    (28, "2026-05-05"), (29, "2026-05-07"),
]  # fmt: skip

DATED = [
    ("quiz-1", 4, "2026-02-03", (1, 2, 3)),
    ("team-details", 4, "2026-02-03", ()),
    ("proposal", 6, "2026-02-10", ()),
    ("quiz-2", 7, "2026-02-12", (5, 6)),
    ("quiz-3", 9, "2026-02-19", (7, 8)),
    ("quiz-4", 12, "2026-03-03", (10, 11)),
    ("quiz-5", 15, "2026-03-12", (14,)),
    ("milestone-1", 15, "2026-03-12", ()),
    ("midterm", 16, "2026-03-17", tuple(range(1, 16))),
    ("quiz-6", 20, "2026-04-07", (18, 19)),
    ("quiz-7", 22, "2026-04-14", (20, 21)),
    ("quiz-8", 24, "2026-04-21", (22, 23)),
    ("milestone-2", 26, "2026-04-28", ()),
    ("quiz-9", 28, "2026-05-05", (25, 26, 27)),
    ("final", None, "2026-05-12", tuple(range(1, 30))),
]


@pytest.mark.parametrize(("number", "date"), CLASS_DATES)
def test_the_date_of_every_class_falls_out_of_the_term(course, number, date):
    assert course.meeting(number).date == dt.date.fromisoformat(date)


@pytest.mark.parametrize(("id", "beside", "date", "covers"), DATED)
def test_every_dated_row_of_the_syllabus_is_there(course, id, beside, date, covers):
    assessment = course.assessment(id)
    assert (assessment.beside, assessment.date.isoformat(), assessment.covers) == (beside, date, covers)


def test_there_is_nothing_dated_that_the_syllabus_does_not_have(course):
    assert sorted(a.id for a in course.assessments) == sorted(row[0] for row in DATED)
    assert len(course.classes) == 29


def test_both_exams_are_on_the_weekday_that_the_syllabus_names(course):
    assert [f"{exam.date:%A, %B} {exam.date.day}" for exam in course.exams] == ["Tuesday, March 17", "Tuesday, May 12"]


def test_numbers_of_the_syllabus(course):
    assert (course.code, course.title, course.timezone.key) == ("CSCI 4701", "Deep Learning", "Asia/Baku")
    assert {w.id: w.weight for w in course.weights} == {"project": 25, "quizzes": 25, "midterm": 25, "final": 25}
    assert dict(course.project_rules.shares) == {"proposal": 10, "milestone-1": 45, "milestone-2": 45}
    assert (str(course.quiz_rules.blueprint), course.quiz_rules.minutes, course.quiz_rules.best) == ("4/3/3", 30, 8)
    assert (str(course.exam_rules.blueprint), course.exam_rules.minutes) == ("8/6/6", 60)
    assert course.exam_rules.conflict_notice == dt.timedelta(weeks=2)
    assert course.project_rules.teams.members == 3
    assert course.project_rules.proposal.rejected_at_most == 5
    assert [(h.first.isoformat(), h.last.isoformat()) for h in course.term.holidays] == [("2026-03-20", "2026-03-30")]
    assert (len(course.instructors), len(course.advisors), len(course.suggested_reading)) == (1, 3, 3)
    assert course.revision == "v0"


def test_an_outcome_keeps_its_emphasis_and_its_mark(course):
    optional = course.meeting(2).outcomes[-1]
    assert optional.optional
    assert optional.text == "Understand intuition behind eigenvectors and SVD."
    assert optional.written == "Optional: Understand intuition behind eigenvectors and SVD."
    first = course.meeting(4).outcomes[0]
    assert (first.text, first.markdown) == ("Implement full backpropagation.", "**Implement** full backpropagation.")
    assert sum(outcome.optional for meeting in course.classes for outcome in meeting.outcomes) == 1


def test_every_class_but_the_midterm_has_outcomes(course):
    assert [meeting.number for meeting in course.classes if not meeting.outcomes] == [16]
    assert sum(len(meeting.outcomes) for meeting in course.classes) == 81


def test_lookups_say_what_there_is(course):
    with pytest.raises(LookupError, match="classes 1 to 29"):
        course.meeting(30)
    with pytest.raises(LookupError, match="quiz-9"):
        course.assessment("quiz-10")
    with pytest.raises(LookupError, match="deadline"):
        course.paper_rules("proposal")
