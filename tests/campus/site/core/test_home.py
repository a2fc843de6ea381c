"""Home: what can be done now stands before what is due; what waits for staff; what a visitor sees."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import landing
from chainrule.campus.site.core.home import Due, News, Resume, Summary, Todo, Waiting, in_order
from chainrule.campus.site.core.templatetags import site as filters
from chainrule.campus.site.course import course

NINE, TEN, ELEVEN = (dt.datetime(2026, 2, 3, hour, tzinfo=dt.UTC) for hour in (9, 10, 11))


def todo(title: str, until: dt.datetime | None = None, runs: bool = False) -> Todo:
    return Todo(title, "/", "Begin", until, runs=runs)


# what is given, the order in which it is shown
ORDER = {
    "what closes soonest is first": ([todo("late", TEN), todo("soon", NINE)], ["soon", "late"]),
    "an attempt whose clock runs is before what closes sooner": (
        [todo("quiz", NINE), todo("exam", TEN, runs=True)],
        ["exam", "quiz"],
    ),
    "of two whose clocks run, the one that ends sooner": (
        [todo("exam", TEN, runs=True), todo("quiz", NINE, runs=True)],
        ["quiz", "exam"],
    ),
    "what stays open is last": ([todo("lab"), todo("quiz", TEN)], ["quiz", "lab"]),
    "what stays open keeps its order": ([todo("lab 5"), todo("lab 3")], ["lab 5", "lab 3"]),
    "all of it": (
        [todo("lab 5"), todo("quiz 2", ELEVEN), todo("lab 3"), todo("quiz 1", TEN), todo("exam", ELEVEN, runs=True)],
        ["exam", "quiz 1", "quiz 2", "lab 5", "lab 3"],
    ),
}


@pytest.mark.parametrize(("given", "shown"), ORDER.values(), ids=ORDER)
def test_what_can_be_done_stands_in_the_order_of_its_urgency(given: list[Todo], shown: list[str]) -> None:
    assert [item.title for item in in_order([Summary(todo=given)]).todo] == shown
    apart = [Summary(todo=[item]) for item in given]  # from several apps
    assert [item.title for item in in_order(apart).todo] == shown


def test_dated_things_are_in_the_order_of_their_dates_and_news_newest_first() -> None:
    found = in_order(
        [
            Summary(due=[Due(TEN, "b"), Due(NINE, "z")], news=[News(NINE, "old")], resume=[Resume(NINE, "old", "/")]),
            Summary(due=[Due(TEN, "a")], news=[News(TEN, "new")], resume=[Resume(TEN, "new", "/")]),
        ]
    )
    assert [item.title for item in found.due] == ["z", "a", "b"]
    assert [item.title for item in found.news] == ["new", "old"]
    assert [item.title for item in found.resume] == ["new", "old"]


def test_work_with_a_date_is_first_for_staff_and_what_is_none_is_not_shown() -> None:
    waiting = [
        Waiting(2, "marks", "/", "Mark"),
        Waiting(0, "nothing", "/", "Go"),
        Waiting(1, "exam", "/", "See", TEN),
        Waiting(1, "quiz", "/", "See", NINE),
        Waiting(3, "stuck", "/", "See"),
    ]
    assert [item.text for item in in_order([Summary(waiting=waiting)]).waiting] == ["quiz", "exam", "marks", "stuck"]


@pytest.mark.parametrize(
    ("summary", "nothing"),
    [
        (Summary(), True),
        (Summary(todo=[todo("lab")]), True),
        (Summary(todo=[todo("final", TEN)]), False),
        (Summary(due=[Due(TEN, "final")]), False),
    ],
)
def test_nothing_is_due_when_nothing_has_a_date(summary: Summary, nothing: bool) -> None:
    assert summary.nothing_is_due is nothing


def test_a_team_deadline_does_not_outrank_a_quiz_that_is_open(client_of: Any, student: User, at: Any) -> None:
    at("2026-02-03T12:00")
    answer = client_of(student).get("/")
    summary = answer.context["summary"]
    assert [(item.title, item.action) for item in summary.todo[:2]] == [
        ("Quiz 1", "Begin"), ("Form a team", "Find a team"),
    ]  # fmt: skip
    assert answer.text.index("Quiz 1") < answer.text.index("Form a team")
    assert "<strong>Closes in 11 hours</strong>" in answer.text


def test_a_quiz_that_comes_is_due_with_its_hours_and_not_to_be_done(client_of: Any, student: User, at: Any) -> None:
    at("2026-02-02T10:00")
    answer = client_of(student).get("/")
    assert "Quiz 1" not in [item.title for item in answer.context["summary"].todo]
    assert "Quiz 1" in [item.title for item in answer.context["summary"].due][:2]
    assert "tomorrow, 08:00–23:00; 30 minutes" in answer.text


def test_staff_are_not_told_to_sit_or_to_hand_in(client_of: Any, instructor: User, at: Any) -> None:
    at("2026-02-03T10:00")
    summary = client_of(instructor).get("/").context["summary"]
    assert (summary.todo, summary.due) == ([], [])


def test_after_the_term_home_says_so(client_of: Any, student: User, at: Any) -> None:
    at("2026-09-01T10:00")
    page = client_of(student).get("/").text
    assert "Nothing is due" in page
    assert "There are no more classes" in page


def test_a_visitor_sees_a_graph_to_step_through_what_the_course_is_and_the_ways_to_take_it(
    client: Client, db: None, at: Any
) -> None:
    at("2026-02-12T10:00")
    page = client.get("/").text
    assert 'data-explorable="graph-stepper"' in page
    assert '<figure class="explorable-fallback">' in page
    assert "built/explorables/graph-stepper.js" in page
    assert "artificial neural networks" in page
    assert f"{len(course().classes)} classes" in page
    for way in ("chainrule learn", "make run", "chainrule serve"):
        assert f"{way}" in page
    assert 'href="/sign-in/"' in page


def test_a_course_without_the_lecture_on_graphs_does_not_lead_to_it(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/lectures/03/"' in client.get("/").text
    monkeypatch.setattr(landing, "lecture_folders", lambda folder: {})
    assert 'href="/lectures/03/"' not in client.get("/").text


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=course().timezone)


@pytest.mark.parametrize(
    ("opens", "closes", "shown"),
    [
        ("2026-02-03T08:00", "2026-02-03T23:00", "08:00–23:00"),
        ("2026-02-03T08:00", "2026-02-05T23:00", "Tue 3 Feb, 08:00 to Thu 5 Feb, 23:00"),
        ("2026-02-03T23:30", "2026-02-04T00:30", "Tue 3 Feb, 23:30 to Wed 4 Feb, 00:30"),
    ],
)
def test_hours_name_their_days_only_where_they_reach_over_midnight(opens: str, closes: str, shown: str) -> None:
    assert filters.hours(moment(opens), moment(closes)) == shown
    assert filters.hours(moment(opens).astimezone(dt.UTC), moment(closes).astimezone(dt.UTC)) == shown


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-02-12T23:59", "today"),
        ("2026-02-13T00:01", "tomorrow"),
        ("2026-02-19T08:00", "in 7 days"),
        ("2026-02-19T23:00", "in 7 days"),
        ("2026-02-11T23:00", "since Wed 11 Feb"),
    ],
)
def test_days_are_counted_by_the_calendar(at: str, shown: str) -> None:
    assert filters.days_away(moment(at), moment("2026-02-12T10:00")) == shown


@pytest.mark.parametrize("path", ["/", "/calendar/", "/project/", "/papers/", "/project/teams/"])
def test_what_is_due_carries_its_instant_for_the_readers_own_clock(
    path: str, student: User, client_of: Any, at: Any
) -> None:
    at("2026-02-02T12:00")
    page = client_of(student).get(path).text
    times = re.findall(
        r'<time datetime="([^"]+)"(?: data-until="([^"]+)")? data-zone="Baku"( class)?[^>]*>([^<]*)<', page
    )
    assert times
    for starts, ends, is_beside, text in times:
        assert (starts + (ends or "+04:00")).endswith("+04:00")
        assert bool(is_beside) == (text == ""), "without a script only the course's time is there"
