"""A sitting that one student was granted: in that student's calendar and feed, and in nobody else's."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client

from chainrule.campus.site.accounts import feed_address
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import schedule
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.models import Sitting

UID = "quiz-1.csci-4701.2026-1@chainrule"


@pytest.fixture
def grant(student: User, instructor: User) -> Callable[..., Sitting]:
    """`grant("2026-02-12T08:00", "2026-02-12T23:00")`: quiz 1 at other hours for the student."""

    def give(opens: str, closes: str, minutes: int = 30, paper: str = "quiz-1") -> Sitting:
        hours = [dt.datetime.fromisoformat(text).replace(tzinfo=course().timezone) for text in (opens, closes)]
        return Sitting.objects.create(
            student=student, paper=paper, opens_at=hours[0], closes_at=hours[1], minutes=minutes, reason="ill",
            granted_by=instructor,
        )  # fmt: skip

    return give


def entry(client: Client, user: User) -> Any:
    """Quiz 1 in this person's feed."""
    body = client.get(f"/calendar.ics?{feed_address.query(user)}").content
    entries = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(body).walk("VEVENT")}
    assert len(entries) == len(schedule.events(course(), {}))
    return entries[UID]


def test_the_feed_moves_the_quiz_to_the_granted_hours_under_its_identifier(
    client: Client, student: User, make_user: Any, instructor: User, grant: Callable[..., Sitting]
) -> None:
    grant("2026-02-12T09:30", "2026-02-12T18:00", minutes=45)
    own = entry(client, student)
    assert own.decoded("dtstart") == dt.datetime(2026, 2, 12, 5, 30, tzinfo=dt.UTC)
    assert own.decoded("dtend") == dt.datetime(2026, 2, 12, 14, tzinfo=dt.UTC)
    assert str(own["description"]) == (
        "Your own sitting. Covers classes 1-3. 10 questions, 45 minutes from your start, between 09:30 and 18:00. "
        "Hours of Baku (UTC+04:00)."
    )
    for other in (make_user("student"), instructor):
        assert entry(client, other).decoded("dtstart") == dt.datetime(2026, 2, 3, 4, tzinfo=dt.UTC)


def test_of_several_sittings_the_latest_stands(client: Client, student: User, grant: Callable[..., Sitting]) -> None:
    grant("2026-02-12T08:00", "2026-02-12T23:00")
    grant("2026-02-10T08:00", "2026-02-10T23:00")
    assert entry(client, student).decoded("dtstart") == dt.datetime(2026, 2, 10, 4, tzinfo=dt.UTC)


def test_a_sitting_over_several_days_says_which(client: Client, student: User, grant: Callable[..., Sitting]) -> None:
    grant("2026-02-11T20:00", "2026-02-13T12:00")
    assert "between 11 February, 20:00 and 13 February, 12:00." in str(entry(client, student)["description"])


def test_the_calendar_of_that_student_shows_it_on_its_day(
    student: User, make_user: Any, client_of: Any, at: Any, grant: Callable[..., Sitting]
) -> None:
    at("2026-02-12T10:00")
    grant("2026-02-12T08:00", "2026-02-12T23:00")
    page = client_of(student).get("/calendar/").text
    today = page.split('class="day today"')[1].split('class="day')[0]
    assert "Quiz 1" in today
    assert "Your own sitting." in today
    assert page.count(">Quiz 1</a>") == 1
    for other in (make_user("student"), None):
        assert "Your own sitting." not in client_of(other).get("/calendar/").text


def test_home_counts_it_among_what_can_be_done(
    student: User, client_of: Any, at: Any, grant: Callable[..., Sitting]
) -> None:
    at("2026-02-12T10:00")
    grant("2026-02-12T08:00", "2026-02-12T23:00")
    first = client_of(student).get("/").context["summary"].todo[0]
    assert (first.title, first.note) == ("Quiz 1", "your own sitting, 30 minutes from your start")


def test_a_sitting_of_a_paper_that_the_course_has_no_more_is_left_out(
    student: User, client_of: Any, grant: Callable[..., Sitting]
) -> None:
    grant("2026-02-12T08:00", "2026-02-12T23:00", paper="quiz-99")
    assert client_of(student).get("/calendar/").status_code == 200


@pytest.mark.parametrize(
    ("moment", "over"), [("2026-01-20T10:00", 0), ("2026-02-12T10:00", 3), ("2026-06-01T10:00", 17)]
)
def test_weeks_that_are_over_are_folded_away_until_all_are(
    client: Client, db: None, at: Any, moment: str, over: int
) -> None:
    at(moment)
    answer = client.get("/calendar/")
    assert len(answer.context["over"]) == over
    assert ('<details class="more weeks-over">' in answer.text) is (0 < over < 17)
    assert ('<details class="more weeks-over" open>' in answer.text) is (over == 17)
    assert answer.text.count('<h2 id="week-') == 17
