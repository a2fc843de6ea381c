"""The calendar and what is due next."""

import datetime as dt

import pytest

from chainrule.campus.syllabus import OwnSitting, Window, calendar, due, what_is_due, window


def moment(course, text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=course.timezone)


def test_the_calendar_has_everything_once_and_in_order(course):
    events = calendar(course)
    kinds = [event.kind for event in events]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "class": 29,
        "holidays": 1,
        "sitting": 11,
        "deadline": 4,
        "notice": 2,
    }
    assert len({event.id for event in events}) == len(events)
    assert [event.first for event in events] == sorted(event.first for event in events)


def test_a_class_fills_its_day_and_a_sitting_its_hours(course):
    events = {event.id: event for event in calendar(course)}
    assert events["class-4"].all_day
    assert (events["class-4"].first, events["class-4"].number) == (dt.date(2026, 2, 3), 4)
    assert (events["holidays-1"].first, events["holidays-1"].last) == (dt.date(2026, 3, 20), dt.date(2026, 3, 30))
    quiz = events["quiz-1"]
    assert (quiz.starts, quiz.ends) == (window(course, "quiz-1").opens, window(course, "quiz-1").closes)
    assert quiz.detail == "Covers classes 1-3. 10 questions, 30 minutes from your start, between 08:00 and 23:00."
    assert events["proposal"].starts == events["proposal"].ends == due(course, "proposal")
    assert (events["proposal"].title, events["proposal"].assessment) == ("Project proposal deadline", "proposal")
    assert events["final-notice"].first == dt.date(2026, 4, 28)


# an hour of the semester, what is due next: (id, state)
NEXT = [
    ("2026-01-22T08:00", [("quiz-1", "upcoming"), ("team-details", "upcoming"), ("proposal", "upcoming")]),
    ("2026-02-03T07:59", [("quiz-1", "upcoming"), ("team-details", "upcoming")]),
    ("2026-02-03T08:00", [("quiz-1", "open"), ("team-details", "upcoming")]),
    ("2026-02-03T22:59", [("quiz-1", "open"), ("team-details", "upcoming")]),
    ("2026-02-03T23:00", [("team-details", "upcoming"), ("proposal", "upcoming")]),
    ("2026-02-03T23:01", [("proposal", "upcoming"), ("quiz-2", "upcoming")]),
    ("2026-02-10T23:00", [("proposal", "upcoming"), ("quiz-2", "upcoming")]),
    ("2026-02-10T23:01", [("proposal", "late"), ("quiz-2", "upcoming")]),
    ("2026-02-11T23:00", [("proposal", "late"), ("quiz-2", "upcoming")]),
    ("2026-02-11T23:01", [("quiz-2", "upcoming"), ("quiz-3", "upcoming")]),
    ("2026-05-12T22:59", [("final", "open")]),
    ("2026-05-12T23:00", []),
]


@pytest.mark.parametrize(("now", "first"), NEXT)
def test_what_is_due_next(course, now, first):
    found = what_is_due(course, moment(course, now))
    assert [(entry.assessment.id, entry.state) for entry in found][: len(first)] == first
    assert bool(found) == bool(first)


def test_what_is_overdue_says_what_it_costs_and_until_when(course):
    entry = what_is_due(course, moment(course, "2026-02-10T23:40"))[0]
    assert (entry.lateness.penalty, entry.ends.isoformat()) == (25, "2026-02-11T23:00:00+04:00")


def test_what_is_done_is_not_due(course):
    ids = [entry.assessment.id for entry in what_is_due(course, moment(course, "2026-01-22T08:00"), done={"quiz-1"})]
    assert len(ids) == len(course.assessments) - 1
    assert "quiz-1" not in ids


def test_what_is_due_ends_later_and_later_and_never_in_the_past(course):
    now = moment(course, "2026-01-20T00:00")
    while now < moment(course, "2026-05-20T00:00"):
        found = what_is_due(course, now)
        assert [entry.ends for entry in found] == sorted(entry.ends for entry in found)
        assert all(entry.ends >= now - course.late_rules.grace for entry in found)
        now += dt.timedelta(hours=7)


def test_a_granted_sitting_stands_in_place_of_the_classs(course):
    opens, closes = moment(course, "2026-02-12T09:30"), moment(course, "2026-02-12T18:00")
    own = {"quiz-1": OwnSitting(Window(opens.astimezone(dt.UTC), closes.astimezone(dt.UTC)), 45)}
    everybodys, mine = calendar(course), calendar(course, own)
    assert {event.id for event in mine} == {event.id for event in everybodys}
    assert [event.first for event in mine] == sorted(event.first for event in mine)
    [quiz] = set(mine) - set(everybodys)
    assert (quiz.id, quiz.first, quiz.last, quiz.starts, quiz.ends) == (
        "quiz-1", dt.date(2026, 2, 12), dt.date(2026, 2, 12), opens, closes
    )  # fmt: skip
    assert quiz.starts.tzinfo == course.timezone
    assert quiz.detail == (
        "Your own sitting. Covers classes 1-3. 10 questions, 45 minutes from your start, between 09:30 and 18:00."
    )


def test_one_class_is_no_classes(course):
    events = {event.id: event for event in calendar(course)}
    assert events["quiz-5"].detail.startswith("Covers class 14. ")
