"""When a paper can be sat, how long, and that it closes once: the server's clock decides."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.papers import drawing, housekeeping, sitting
from chainrule.campus.site.papers.models import Attempt, Recording, Sitting

MINUTE = dt.timedelta(minutes=1)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=course().timezone)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-02-03T07:59:59", False),
        ("2026-02-03T08:00:00", True),
        ("2026-02-03T22:59:59", True),
        ("2026-02-03T23:00:00", False),
        ("2026-02-04T12:00:00", False),
    ],
)
def test_a_paper_is_begun_in_its_hours_only(moment: str, allowed: bool, student: Any, client_of: Any, at: Any) -> None:
    at(moment)
    answer = client_of(student).post("/papers/quiz-1/begin/")
    assert answer.headers["Location"] == f"/papers/quiz-1/{'attempt/' if allowed else ''}"
    assert Attempt.objects.count() == allowed


@pytest.mark.parametrize(
    ("begun", "ends"), [("2026-02-03T08:00", "2026-02-03T08:30"), ("2026-02-03T22:50", "2026-02-03T23:00")]
)
def test_it_lasts_thirty_minutes_and_never_past_closing(begun: str, ends: str, student: Any) -> None:
    assert sitting.begin(student, "quiz-1", local(begun)).ends_at == local(ends)


@pytest.mark.parametrize("granted", [False, True])
def test_the_course_may_give_the_full_time_after_closing(granted: bool, student: Any, instructor: Any) -> None:
    hours = sitting.chance(student, "quiz-1").window
    if granted:
        Sitting.objects.create(
            student=student, paper="quiz-1", opens_at=hours.opens, closes_at=hours.closes, minutes=30, reason="x",
            granted_by=instructor,
        )  # fmt: skip
    may = sitting.chance(student, "quiz-1")
    begun = may.window.closes - MINUTE
    assert may.ends_if_begun(begun) == may.window.closes
    assert dataclasses.replace(may, full_time=True).ends_if_begun(begun) == begun + 30 * MINUTE
    longer = dataclasses.replace(may, minutes=45, extra=15)
    assert longer.ends_if_begun(begun) == longer.latest_end == may.window.closes + 15 * MINUTE


def test_optional_outcomes_are_asked_as_the_course_says(student: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    real = drawing.draw_paper
    monkeypatch.setattr(drawing, "draw_paper", lambda *a, **k: asked.append(k["ask_optional"]) or real(*a, **k))
    for wanted in (False, True):
        changed = dataclasses.replace(course(), ask_optional_outcomes=wanted)
        monkeypatch.setattr(drawing, "course", lambda changed=changed: changed)
        drawn = drawing.draw(student, "quiz-1", 1)
        assert wanted or not any(bank()[item.question].optional for item in drawn.items)
    assert asked == [False, True]


def test_beginning_twice_resumes_and_the_clock_starts_once(student: Any) -> None:
    first = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    again = sitting.begin(student, "quiz-1", local("2026-02-03T12:10"))
    assert (again.pk, again.ends_at) == (first.pk, first.ends_at)
    assert AuditEntry.objects.filter(action="papers.begin").count() == 1
    assert all(item.frozen for item in first.questions.items)


def test_what_was_sat_is_not_sat_again(student: Any) -> None:
    attempt = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    assert sitting.submit(attempt, local("2026-02-03T12:05"))
    with pytest.raises(sitting.NotNow, match="already taken Quiz 1"):
        sitting.begin(student, "quiz-1", local("2026-02-03T12:10"))


def test_the_tick_closes_at_zero_without_a_browser(student: Any) -> None:
    attempt = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    assert sitting.close_all_over(local("2026-02-03T12:29:59")) == 0
    assert sitting.close_all_over(local("2026-02-03T12:30:07")) == 1
    assert sitting.close_all_over(local("2026-02-03T12:30:08")) == 0
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.ended) == (local("2026-02-03T12:30"), "time")
    entry = AuditEntry.objects.get(action="papers.time")
    assert (entry.who, entry.details["attempt"]) == (None, attempt.pk)


def test_the_tick_of_the_server_closes_and_queues_the_code(student: Any) -> None:
    attempt = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    housekeeping.tick(local("2026-02-03T12:29"))
    assert not Recording.objects.exists()
    for _ in range(2):  # what is queued is queued once
        housekeeping.tick(local("2026-02-03T12:31"))
        assert Recording.objects.get().attempt == attempt


def test_handing_in_late_closes_at_the_end_of_the_time(student: Any) -> None:
    attempt = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    sitting.submit(attempt, local("2026-02-03T12:40"))
    assert (attempt.closed_at, attempt.ended) == (local("2026-02-03T12:30"), "time")


@pytest.mark.parametrize("address", ["/papers/", "/papers/quiz-1/", "/papers/quiz-1/attempt/", "/"])
def test_a_page_closes_what_is_over(address: str, sat: Any, at: Any) -> None:
    attempt = sat.begin()
    at("2026-02-03T12:31")
    sat.client.get(address)
    attempt.refresh_from_db()
    assert attempt.ended == "time"


def test_a_second_submit_changes_nothing(sat: Any, at: Any) -> None:
    attempt = sat.begin()
    at("2026-02-03T12:10")
    assert b"You have handed in" in sat.submit().content
    at("2026-02-03T12:11")
    assert b"was already closed" in sat.submit().content
    attempt.refresh_from_db()
    assert attempt.closed_at == local("2026-02-03T12:10")
    assert AuditEntry.objects.filter(action="papers.submitted").count() == 1


def test_two_students_have_papers_of_their_own(make_user: Any) -> None:
    now = local("2026-02-03T12:00")
    drawn = [sitting.begin(make_user("student"), "quiz-1", now).drawn["items"] for _ in range(4)]
    assert len({str(items) for items in drawn}) == 4


def test_a_paper_without_questions_says_so(student: Any, client_of: Any, at: Any, monkeypatch: Any) -> None:
    at("2026-02-03T12:00")
    monkeypatch.setattr(drawing, "is_prepared", lambda paper: False)
    client = client_of(student)
    assert b"have not been written yet" in client.post("/papers/quiz-1/begin/", follow=True).content
    assert b"questions not ready" in client.get("/papers/").content
    assert not Attempt.objects.exists()


def test_a_make_up_sitting_has_hours_minutes_and_a_paper_of_its_own(student: Any, instructor: Any) -> None:
    first = sitting.begin(student, "quiz-1", local("2026-02-03T12:00"))
    sitting.submit(first, local("2026-02-03T12:01"))
    Sitting.objects.create(
        student=student, paper="quiz-1", minutes=45, again=True, reason="fire alarm", granted_by=instructor,
        opens_at=local("2026-02-12T08:00"), closes_at=local("2026-02-12T23:00"), granted_at=local("2026-02-10T09:00"),
    )  # fmt: skip
    with pytest.raises(sitting.NotNow, match="not open yet"):
        sitting.begin(student, "quiz-1", local("2026-02-12T07:59"))
    second = sitting.begin(student, "quiz-1", local("2026-02-12T10:00"))
    assert (second.round, second.ends_at) == (2, local("2026-02-12T10:45"))
    assert second.drawn["items"] != first.drawn["items"]
    sitting.submit(second, local("2026-02-12T10:30"))
    with pytest.raises(sitting.NotNow, match="already taken Quiz 1"):
        sitting.begin(student, "quiz-1", local("2026-02-12T10:31"))
