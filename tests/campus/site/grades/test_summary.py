"""Grades on the home page: deadlines of what is not on record, and excuses without another sitting."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.home import Due, Waiting
from chainrule.campus.site.grades import summary
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.papers.models import Sitting

Excused = Callable[..., Excuse]


def due_of(student: User) -> list[Due]:
    return summary.summary(student, clock.now()).due


def waiting_for(user: User) -> list[Waiting]:
    return summary.summary(user, clock.now()).waiting


@pytest.fixture
def excused(advisor: User, at: Callable[[str], None]) -> Excused:
    """`excused(student)`: from the midterm, on the day after it; the rules let it be sat again."""

    def record(student: User, paper: str = "midterm", **more: Any) -> Excuse:
        return Excuse.objects.create(
            student=student, assessment=paper, document="certificate", verified_by=advisor, **more
        )

    at("2026-03-18T10:00")
    return record


def grant(student: User, instructor: User, closes: dt.datetime, paper: str = "midterm") -> None:
    Sitting.objects.create(
        student=student, paper=paper, opens_at=closes - dt.timedelta(hours=8), closes_at=closes, minutes=60,
        reason="ill", granted_by=instructor,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "first", "note"),
    [
        ("2026-02-09T10:00", "Project milestone 1", ""),
        ("2026-03-13T10:00", "Project milestone 1", "late, still accepted"),
        ("2026-03-14T10:00", "Project milestone 2", ""),
    ],
)
def test_what_is_to_be_handed_in_is_due(student: User, at: Any, moment: str, first: str, note: str) -> None:
    at(moment)
    assert (due_of(student)[0].title, due_of(student)[0].note) == (first, note)
    assert not [item for item in due_of(student) if "Quiz" in item.title]


def test_what_is_on_record_is_not_due_until_the_record_is_withdrawn(student: User, instructor: User, at: Any) -> None:
    at("2026-03-11T10:00")

    def write(**what: Any) -> None:
        RecordedScore.objects.create(student=student, item="milestone-1", recorded_by=instructor, **what)

    write(points=41.5, out_of=45)
    assert due_of(student)[0].title == "Project milestone 2"
    write(withdrawn=True)
    assert due_of(student)[0].title == "Project milestone 1"


def test_an_excuse_waits_until_another_sitting_is_granted(student: User, instructor: User, excused: Excused) -> None:
    excused(student)
    [found] = waiting_for(instructor)
    assert (found.count, found.action) == (1, "Grant a sitting")
    assert found.text == "excused student has no other time to take the Midterm Exam: Sona Aliyeva"
    assert found.address == f"/papers/midterm/class/grant/?student={student.pk}"
    grant(student, instructor, clock.now() + dt.timedelta(days=2))
    assert waiting_for(instructor) == []


def test_a_sitting_that_was_over_before_the_excuse_is_no_other_time(
    student: User, instructor: User, excused: Excused
) -> None:
    grant(student, instructor, clock.now() - dt.timedelta(days=1))  # more minutes on the day itself, which was missed
    excused(student)
    assert len(waiting_for(instructor)) == 1


def test_an_excuse_that_needs_no_sitting_does_not_wait(student: User, instructor: User, excused: Excused) -> None:
    excused(student, "quiz-1")  # left out, by the rules of the course
    excused(student, "no-such-paper")
    excused(student)
    excused(student, withdrawn=True)
    assert waiting_for(instructor) == []


def test_who_has_a_score_waits_for_no_sitting(student: User, instructor: User, excused: Excused) -> None:
    excused(student)
    RecordedScore.objects.create(student=student, item="midterm", points=50, out_of=100, recorded_by=instructor)
    assert waiting_for(instructor) == []


def test_many_are_counted_and_three_of_them_named(make_user: Any, instructor: User, excused: Excused) -> None:
    for name in ("Ada", "Ben", "Cem", "Dan", "Eva"):
        excused(make_user("student", name))
    [found] = waiting_for(instructor)
    assert found.count == 5
    assert found.text == "excused students have no other time to take the Midterm Exam: Ada, Ben, Cem and 2 more"


def test_only_who_grants_sittings_is_told(student: User, assistant: User, advisor: User, excused: Excused) -> None:
    excused(student)
    assert waiting_for(assistant) == waiting_for(advisor) == []
