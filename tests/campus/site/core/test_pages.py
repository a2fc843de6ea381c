"""Home, syllabus, calendar and its feed, readings, revisions, health, and the pages for what goes wrong."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import icalendar
import pytest
from django.test import Client

from chainrule.campus import syllabus
from chainrule.campus.site.accounts import feed_address
from chainrule.campus.site.accounts.models import User, new_nonce
from chainrule.campus.site.core import feed, schedule
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import Course

NOW = dt.datetime(2026, 2, 12, 6, tzinfo=dt.UTC)


def test_the_syllabus_page_holds_every_number_and_every_class(client: Client, db: None) -> None:
    page = client.get("/syllabus/").text
    for meeting in course().classes:
        assert meeting.topic.split(" / ")[0].replace("&", "&amp;") in page
    for text in ("best eight", "10% penalty", "11 PM (23:00)", "Baku time (UTC+4)", "30-minute", "60-minute", "B318"):
        assert text in page


def test_people_are_named_on_the_syllabus_page_only(client_of: Any, instructor: User) -> None:
    client = client_of(instructor)
    addresses = ["/", "/calendar/", "/reading/", "/revisions/", "/lectures/", "/lectures/01/", "/health/", "/account/"]
    for person in course().people:
        assert person.email in client.get("/syllabus/").text
        assert not [a for a in addresses if person.email in client.get(a).text or person.name in client.get(a).text]


@pytest.mark.parametrize(
    ("moment", "today"), [("2026-02-12T00:00", True), ("2026-02-12T23:59", True), ("2026-02-13T00:01", False)]
)
def test_the_calendar_marks_today_by_the_courses_clock(
    client: Client, db: None, at: Any, moment: str, today: bool
) -> None:
    at(moment)
    page = client.get("/calendar/").text
    assert ('class="day today"' in page) is today
    assert "this week" in page


def test_an_exam_stands_in_place_of_its_class() -> None:
    ids = [event.id for event in schedule.events(course(), {})]
    assert "midterm" in ids
    assert "class-16" not in ids
    assert "class-17" in ids


def test_holidays_stand_in_every_week_that_they_reach_into() -> None:
    weeks = [
        week.number
        for week in schedule.weeks(course(), {})
        if any(e.kind == "holidays" for d in week.days for e in d.events)
    ]
    assert weeks == [9, 10, 11]


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2026-02-12T05:00", "class-7"),
        ("2026-02-12T22:59", "class-7"),
        ("2026-02-13T00:00", "class-8"),
        ("2026-02-04T00:00", "class-5"),
        ("2026-05-12T22:59", "final"),
        ("2026-05-12T23:01", None),
    ],
)
def test_what_comes_next(moment: str, first: str | None) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=course().timezone)
    coming = schedule.coming(course(), now, {})
    assert (coming[0].id if coming else None) == first


def read_feed(now: dt.datetime = NOW) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(feed.to_ical(course(), now, "https://course.example", {}))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    entries = {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}
    assert len(entries) == len(calendar.walk("VEVENT")), "two events share an identifier"
    return entries


def test_the_feed_holds_every_event_with_its_hours_in_utc() -> None:
    entries = read_feed()
    assert len(entries) == len(schedule.events(course(), {}))
    quiz = entries["quiz-2.csci-4701.2026-1@chainrule"]
    assert quiz.decoded("dtstart") == dt.datetime(2026, 2, 12, 4, tzinfo=dt.UTC)
    assert quiz.decoded("dtend") == dt.datetime(2026, 2, 12, 19, tzinfo=dt.UTC)
    assert str(quiz["url"]) == "https://course.example/papers/quiz-2/"
    assert str(quiz["description"]).endswith("between 08:00 and 23:00. Hours of Baku (UTC+04:00).")
    assert "description" not in entries["holidays-1.csci-4701.2026-1@chainrule"]
    meeting = entries["class-7.csci-4701.2026-1@chainrule"]
    assert (meeting.decoded("dtstart"), meeting.decoded("dtend")) == (dt.date(2026, 2, 12), dt.date(2026, 2, 13))
    holidays = entries["holidays-1.csci-4701.2026-1@chainrule"]
    assert (holidays.decoded("dtstart"), holidays.decoded("dtend")) == (dt.date(2026, 3, 20), dt.date(2026, 3, 31))


def test_an_event_keeps_its_identifier_from_day_to_day() -> None:
    assert read_feed().keys() == read_feed(NOW + dt.timedelta(days=30)).keys()


def test_an_event_keeps_its_identifier_when_its_day_moves_or_the_first_class_does() -> None:
    def identifiers(moved: Course) -> set[str]:
        raw = feed.to_ical(moved, NOW, "https://course.example", {})
        return {str(entry["uid"]) for entry in icalendar.Calendar.from_ical(raw).walk("VEVENT")}

    week = dt.timedelta(days=7)
    late = replace(course().term, first_class=course().term.first_class + week)
    classes = tuple(replace(one, date=one.date + week) for one in course().classes)
    quizzes = tuple(replace(one, date=one.date + week) for one in course().assessments)
    assert identifiers(replace(course(), term=late, classes=classes, assessments=quizzes)) == identifiers(course())
    next_year = replace(course().term, first_class=course().term.first_class.replace(year=2027))
    assert not identifiers(replace(course(), term=next_year)) & identifiers(course())


def test_lines_of_the_feed_end_and_fold_as_the_standard_says() -> None:
    raw = feed.to_ical(course(), NOW, "https://course.example", {})
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert not any(b"\n" in line or len(line) > 75 for line in lines)


def test_the_feed_opens_without_a_sign_in_until_it_is_renewed(client: Client, client_of: Any, student: User) -> None:
    page = client_of(student).get("/account/").text
    found = re.search(r"/calendar\.ics\?for=[\w%-]+", page)  # signed with the second in which it was shown
    assert found
    address = found[0]
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert client_of(student).post("/account/feed/").status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "\x00", "WzEsIngiXQ:1:sig", "a" * 5000, "ş"])
def test_a_forged_feed_address_opens_nothing(client: Client, db: None, token: str) -> None:
    assert client.get("/calendar.ics", {"for": token}).status_code == 404


def test_the_feed_of_an_account_that_was_switched_off_is_closed(client: Client, student: User) -> None:
    address = f"/calendar.ics?{feed_address.query(student)}"
    User.objects.filter(pk=student.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_feed_addresses_do_not_repeat() -> None:
    assert len({new_nonce() for _ in range(100)}) == 100


def test_every_reading_stands_on_its_page(client: Client, db: None) -> None:
    answer = client.get("/reading/")
    for _, items in syllabus.readings(course()):
        for item in items:
            assert f'id="{item.id}"' in answer.text


def test_revisions_are_listed_newest_first(client: Client, db: None) -> None:
    answer = client.get("/revisions/")
    assert answer.context["revisions"][0] == course().revisions[-1]
    assert "No revisions yet" in answer.text


def test_healthz_says_ok(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_healthz_says_when_the_database_does_not_answer(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    def broken(*args: object) -> None:
        raise OSError("disk on fire")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "disk on fire" not in answer.text


def test_health_shows_what_is_to_be_mended_and_how(
    client_of: Any, instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chainrule.campus.site.core import parts

    line = Line("Queue", "12 jobs wait", ok=False, fix="start a worker")
    monkeypatch.setattr(
        parts, "functions", lambda module, name: (("labs", lambda: [line]),) if module == "health" else ()
    )
    answer = client_of(instructor).get("/health/")
    assert "1 thing to mend" in answer.text
    assert "start a worker" in answer.text


def test_a_room_with_nothing_to_say_has_no_table_on_the_health_page(client_of: Any, instructor: User) -> None:
    page = client_of(instructor).get("/health/").text
    assert "<tbody></tbody>" not in page.replace("\n", "")
    assert ">Records out</h2>" in page


def test_an_unknown_page_says_so_and_shows_the_way_back(client: Client, db: None) -> None:
    answer = client.get("/no/such/<b>page</b>/")
    assert answer.status_code == 404
    assert "nothing was lost" in answer.text
    assert "&lt;b&gt;" in answer.text
    assert '<a href="/">' in answer.text


def test_a_refused_page_names_the_account(client_of: Any, student: User) -> None:
    answer = client_of(student).get("/health/")
    assert answer.status_code == 403
    assert student.name in answer.text


def test_a_mistake_of_the_site_is_told_without_its_insides(
    student: User, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chainrule.campus.site.core import home

    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(home, "gather", broken)
    client = client_of(student)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("address", ["/", "/lectures/", "/nope/", "/sign-in/"])
def test_every_answer_carries_the_headers_that_protect_it(client: Client, db: None, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    for directive in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    ):
        assert directive in policy.split("; ")
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_foreign_host_name_is_refused(client: Client, db: None) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
