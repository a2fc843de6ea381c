"""Labs on the home page: what a student can go on with, and who is stuck."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.home import Todo, Waiting
from chainrule.campus.site.labs import grading, overview, summary
from chainrule.campus.site.labs.models import Submission, Verdict, Workbench
from chainrule.labs import Lab

HandIn = Callable[..., Submission]


def lab_3() -> Lab:
    return grading.labs()["03"]


@pytest.fixture
def hand_in(at: Callable[[str], None]) -> HandIn:
    """`hand_in(student, points=20)`: a graded file of lab 3; without points, one that passes."""

    def give(student: User, points: float | None = 20, days_ago: float = 0) -> Submission:
        received = clock.now() - dt.timedelta(days=days_ago)
        wanted, out_of = grading.version("03"), lab_3().points
        points = out_of if points is None else points
        row = Submission.objects.create(
            student=student, lab="03", source="x", received_at=received, wanted=wanted, state="done"
        )
        said = Verdict.objects.create(
            submission=row, checks_version=wanted, points=points, out_of=out_of, details={}, isolated=True, seconds=0.1
        )
        Submission.objects.filter(pk=row.pk).update(verdict=said)
        return row

    at("2026-02-12T10:00")
    return give


def todo_of(student: User) -> list[Todo]:
    """What is said of lab 3: a newer lab, whose class has come, stands there too."""
    return [item for item in summary.summary(student, clock.now()).todo if item.address == "/labs/03/"]


def stuck_for(user: User) -> list[Waiting]:
    return [one for one in summary.summary(user, clock.now()).waiting if one.count and "stuck" in one.text]


@pytest.mark.parametrize(("moment", "shown"), [("2026-01-28T23:00", False), ("2026-01-29T00:30", True)])
def test_a_lab_is_open_from_the_day_of_its_class(student: User, at: Any, moment: str, shown: bool) -> None:
    at(moment)
    found = todo_of(student)
    assert bool(found) is shown
    if found:
        assert (found[0].title, found[0].address, found[0].action) == (f"Lab 3: {lab_3().title}", "/labs/03/", "Begin")
        assert found[0].until is None


def test_a_lab_that_was_begun_can_be_gone_on_with_until_it_is_passed(student: User, hand_in: HandIn) -> None:
    Workbench.objects.create(student=student, lab="03", draft="x", draft_at=clock.now())
    assert [(item.action, item.note) for item in todo_of(student)] == [("Go on", "begun")]
    hand_in(student, 20)
    hand_in(student, 12)
    assert [(item.action, item.note) for item in todo_of(student)] == [
        ("Go on", f"best so far 20 of {lab_3().points} points")
    ]
    hand_in(student, None)
    assert todo_of(student) == []


def test_staff_find_a_lab_that_they_tried_where_they_left_off(assistant: User, hand_in: HandIn) -> None:
    hand_in(assistant)
    found = summary.summary(assistant, clock.now())
    assert found.todo == []
    assert [item.title for item in found.resume] == [f"Lab 3: {lab_3().title}"]


# points of the files handed in (None: all), days since the last, whether that is being stuck
STUCK = [
    ([20, 20, 20], 0, True),
    ([20, 22, 30, 30], 13, True),
    ([20, 20], 0, False),
    ([20, 20, 20, None], 0, False),
    ([20, 20, 20], 14, False),
]


@pytest.mark.parametrize(("points", "days_ago", "stuck"), STUCK)
def test_who_tries_and_does_not_get_through_is_stuck(
    student: User,
    assistant: User,
    instructor: User,
    hand_in: HandIn,
    points: list[float | None],
    days_ago: int,
    stuck: bool,
) -> None:
    for one in points:
        hand_in(student, one, days_ago)
    for user in (assistant, instructor):
        found = stuck_for(user)
        assert bool(found) is stuck
        if found:
            assert (found[0].count, found[0].address) == (1, "/labs/03/class/")
            assert found[0].text == "student is stuck in lab 3: 3 or more files, and not passed"


def test_who_gave_up_is_not_stuck(student: User, assistant: User, hand_in: HandIn) -> None:
    for _ in range(overview.STUCK_AFTER):
        hand_in(student)
    Workbench.objects.create(student=student, lab="03", gave_up_at=clock.now())
    assert stuck_for(assistant) == []


def test_files_that_need_a_person_wait_for_one(student: User, assistant: User, hand_in: HandIn) -> None:
    row = hand_in(student)
    Submission.objects.filter(pk=row.pk).update(state=Submission.State.ASIDE)
    [found] = [one for one in summary.summary(assistant, clock.now()).waiting if one.count]
    assert found.text == "file of lab 3 could not be graded: graders died over it"


def test_home_asks_the_database_the_same_however_many_labs_were_tried(
    student: User, hand_in: HandIn, django_assert_num_queries: Any
) -> None:
    hand_in(student)
    with django_assert_num_queries(2):
        todo_of(student)
    for _ in range(10):
        hand_in(student)
    with django_assert_num_queries(2):
        todo_of(student)
