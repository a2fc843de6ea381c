"""The instructor places who adds or drops the course late; the reason is kept, and the student reads it."""

from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.models import Placement, Team
from chainrule.campus.site.project.teams import team_of

from .desk import CLASS, FIXED, PLACE, TEAMS, Desk, desk, together_in

__all__ = ["desk"]
WHY = "Added the course on 5 February, with the dean's consent."


@pytest.fixture
def staff(desk: Any) -> Desk:
    return desk("Ines Duarte", "instructor")


@pytest.fixture
def late(desk: Any, staff: Desk, at: Any) -> Desk:
    """After the draw: teams of three and of two, and one student who came later."""
    draws.promise(clock.now())
    together_in("Null Space", *(desk(f"Student {letter}") for letter in "ABC"))
    together_in("Overfit Club", *(desk(f"Student {letter}") for letter in "DE"))
    at(FIXED)
    draws.draw(clock.now())
    at("2026-02-05T12:00")
    return desk("Late Comer")


@pytest.fixture(autouse=True)
def _forming(at: Any) -> None:
    at("2026-01-28T12:00")


def place(staff: Desk, student: Desk, team: str, reason: str = WHY, **more: str) -> Any:
    return staff.client.post(PLACE, {"student": student.user.pk, "team": team, "reason": reason, **more}, follow=True)


def number(name: str) -> str:
    return str(Team.objects.get(name=name).pk)


def test_who_comes_late_is_placed_with_the_reason_and_both_read_it(late: Desk, staff: Desk) -> None:
    assert "Late Comer" in staff.page(CLASS)
    assert "Late Comer is in Overfit Club now." in place(staff, late, number("Overfit Club")).content.decode()
    assert late.team == "Overfit Club"
    assert WHY.replace("'", "&#x27;") in staff.page(CLASS)
    assert WHY.replace("'", "&#x27;") in late.page()
    assert "by the instructor" in late.page()
    entry = AuditEntry.objects.get(action="teams.place")
    assert (entry.who, entry.subject, entry.details["reason"]) == (
        staff.user,
        "Late Comer: no team to Overfit Club",
        WHY,
    )


def test_who_drops_the_course_is_taken_out_and_an_empty_team_is_dissolved(late: Desk, staff: Desk) -> None:
    place(staff, late, "new", name="Solo")
    assert late.team == "Solo"
    late.user.is_active = False
    late.user.save()
    assert "account closed" in staff.page(CLASS)
    place(staff, late, "none", "Dropped the course.")
    assert late.team is None
    assert Team.objects.get(name="Solo").dissolved_at
    assert [str(one) for one in Placement.objects.order_by("id")] == [
        "Late Comer: no team to Solo", "Late Comer: Solo to no team",
    ]  # fmt: skip


def test_a_new_team_without_a_name_has_the_next_number(late: Desk, staff: Desk) -> None:
    place(staff, late, "new")
    assert late.team == "Team 1"


@pytest.mark.parametrize(
    ("team", "reason", "said"),
    [
        ("Null Space", WHY, "Null Space is full"),
        ("none", WHY, "Late Comer is in no team already"),
        ("Overfit Club", " ", "Give a reason: it is kept with the change."),
        ("", WHY, "Choose where the student goes."),
        ("999", WHY, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    late: Desk, staff: Desk, team: str, reason: str, said: str
) -> None:
    chosen = number(team) if team in ("Null Space", "Overfit Club") else team
    answer = place(staff, late, chosen, reason)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert team_of(late.user) is None
    assert not Placement.objects.exists()


def test_a_name_that_is_taken_is_refused(late: Desk, staff: Desk) -> None:
    assert "There is a team called null space" in place(staff, late, "new", name="null space").content.decode()
    assert Team.objects.count() == 2


def test_a_closed_team_is_the_instructors_to_open(desk: Any, staff: Desk) -> None:
    owner, other = desk("Owner"), desk("Other")
    owner.do("make", name="Kernel")
    owner.do("close")
    place(staff, other, number("Kernel"))
    assert other.team == "Kernel"


def test_a_placing_is_kept_for_good(late: Desk, staff: Desk) -> None:
    place(staff, late, number("Overfit Club"))
    row = Placement.objects.get()
    row.reason = "another"
    with pytest.raises(NotChangeable):
        row.save()


@pytest.mark.parametrize("role", ["student", "assistant", "advisor"])
def test_nobody_else_places(desk: Any, role: str) -> None:
    assert desk(role=role).client.post(PLACE, {}).status_code == 403


def test_staff_has_no_team_of_its_own(staff: Desk) -> None:
    assert staff.client.get(TEAMS).status_code == 403
    assert "Teams of the class" in staff.page(CLASS)
    assert "No teams yet" in staff.page(CLASS)
