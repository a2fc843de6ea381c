"""The staff's pages: code is run apart and recorded, sittings are granted, the class's pages stay quick."""

from typing import Any

import pytest
from django.utils import timezone

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.papers import attempt_marks, runs, saving, sitting
from chainrule.campus.site.papers.models import Attempt, Sitting

from .conftest import OPEN, right_events


@pytest.fixture
def attempt(student: Any, at: Any) -> Attempt:
    """A perfect attempt, handed in; nothing was run or marked yet."""
    at(OPEN)
    return hand_in(student)


def hand_in(student: Any) -> Attempt:
    now = clock.now()
    begun = sitting.begin(student, "quiz-1", now)
    saving.save(begun, saving.Batch("t", "t", right_events(begun)), now)
    sitting.submit(begun, now)
    return Attempt.objects.get(pk=begun.pk)


def test_code_is_run_once_and_recorded(attempt: Attempt) -> None:
    assert runs.run_pending(isolated=runs.runner()) == 1
    assert runs.run_pending() == 0
    attempt.refresh_from_db()
    recorded = attempt.runs
    assert not runs.record(attempt, {}), "recorded by somebody else first"
    attempt.refresh_from_db()
    assert attempt.runs == recorded
    assert not attempt_marks.result(attempt).waiting_for_run


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"reason": ""}, "Give a reason"),
        ({"closes_at": "2026-02-12T08:00", "opens_at": "2026-02-12T09:00"}, "has to close after it opens"),
        ({"minutes": "0"}, "A whole number from 1 to 600"),
        ({"again": ""}, "has already taken it"),
        ({"opens_at": "0001-01-01T00:00"}, "is not near this course"),
        ({"closes_at": "9999-12-31T23:59"}, "is not near this course"),
        ({"minutes": "²"}, "A whole number from 1 to 600"),
        ({"student": "9" * 30}, "A whole number of 0 or more"),
        ({"reason": "Ill\0"}, "cannot be seen"),
    ],
)
def test_granting_a_sitting(
    change: dict[str, str], words: str | None, attempt: Attempt, instructor: Any, client_of: Any
) -> None:
    form = {"student": attempt.student.pk, "opens_at": "2026-02-12T08:00", "closes_at": "2026-02-12T23:00",
            "minutes": "45", "again": "on", "reason": "Ill, with a doctor's note."}  # fmt: skip
    answer = client_of(instructor).post("/papers/quiz-1/class/grant/", form | change)
    if words is None:
        assert answer.status_code == 302
        assert Sitting.objects.get().minutes == 45
        assert AuditEntry.objects.get(action="papers.grant_sitting").details["reason"] == form["reason"]
    else:
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Sitting.objects.exists()


@pytest.mark.parametrize(
    ("change", "words", "ends"),
    [
        ({}, "now has until 12:45", "2026-02-03T12:45"),
        ({"minutes": "30"}, "is taking it now, until 12:30. Give more time than that", "2026-02-03T12:30"),
        ({"again": "on"}, "You can grant a new paper afterwards", "2026-02-03T12:30"),
        ({"minutes": ""}, "", "2026-02-03T12:30"),
    ],
)
def test_more_time_reaches_a_paper_that_is_being_sat(
    change: dict[str, str], words: str, ends: str, sat: Any, instructor: Any, client_of: Any, at: Any
) -> None:
    attempt = sat.begin()
    form = {"student": attempt.student.pk, "opens_at": "2026-02-03T08:00", "closes_at": "2026-02-03T23:00",
            "minutes": "45", "again": "", "reason": "Fire alarm."}  # fmt: skip
    page = client_of(instructor).post("/papers/quiz-1/class/grant/", form | change, follow=True).text
    assert words in page
    read_before = Attempt.objects.get()
    Attempt.objects.update(ends_at=clock.now())
    stale = Attempt.objects.get()
    Attempt.objects.update(ends_at=read_before.ends_at)
    assert not sitting.close_if_over(stale, clock.now()), "whoever read the old end does not cut the new one"
    assert timezone.localtime(Attempt.objects.get().ends_at).isoformat()[:16] == ends
    at(f"{ends[:-2]}{int(ends[-2:]) - 1}:30")
    assert sat.save(attempt, 1, {"option": 1}).json()["open"]
    at(ends)
    assert not sat.save(attempt, 1, {"option": 2}).json()["open"]


def test_an_open_attempt_is_not_reviewed(sat: Any, instructor: Any, client_of: Any) -> None:
    open_ = sat.begin()
    answer = client_of(instructor).get(f"/papers/quiz-1/class/{open_.pk}/", follow=True)
    assert "is taking it" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "address"),
    [("student", "/papers/"), ("instructor", "/papers/"), ("instructor", "/papers/quiz-1/class/"),
     ("assistant", "/marking/"), ("assistant", "/")],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow_with_the_class(
    role: str, address: str, attempt: Attempt, make_user: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        hand_in(make_user("student"))
    client = client_of(attempt.student if role == "student" else make_user(role))
    attempt_marks._remembered.clear()
    with django_assert_max_num_queries(24):
        assert client.get(address).status_code == 200
