"""What teams put on the home page."""

from typing import Any

from chainrule.campus.site import clock
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.summary import summary

from .desk import FIXED, Desk, desk, together_in

__all__ = ["desk"]


def titles(who: Desk) -> list[str]:
    return [one.title for one in summary(who.user, clock.now()).todo]


def test_who_has_no_team_is_told_until_when_and_who_is_invited_to_answer(desk: Any, at: Any) -> None:
    sona, tural = desk("Sona Aliyeva"), desk("Tural Quliyev")
    draws.promise(clock.now())
    assert titles(sona) == ["Form a team"]
    [todo] = summary(sona.user, clock.now()).todo
    assert todo.until == draws.deadline()
    sona.do("make", name="Null Space")
    assert titles(sona) == []
    assert [one.note for one in summary(sona.user, clock.now()).due] == ["you are in Null Space"]
    sona.do("invite", email=tural.user.email)
    assert titles(tural) == ["Form a team", "Null Space invites you"]
    third = desk("Mina Rahimi")
    third.do("ask", number=sona.user.memberships.get().team_id)
    assert titles(sona) == ["Mina Rahimi asks to join Null Space"]
    sona.answer("accept", third)
    assert [one.title for one in summary(third.user, clock.now()).news] == [
        "You are in Null Space: asked, and was let in"
    ]
    at(FIXED)
    draws.draw(clock.now())
    assert titles(tural) == []
    assert [one.title for one in summary(tural.user, clock.now()).news] == ["You are in Null Space: by the draw"]
    assert titles(desk("Late Comer")) == ["You are in no team"]


def test_staff_sees_how_many_have_none_and_the_instructor_places_them(desk: Any, at: Any) -> None:
    together_in("Null Space", desk(), desk())
    desk()
    assistant, instructor = desk(role="assistant"), desk(role="instructor")
    [one] = summary(assistant.user, clock.now()).waiting
    assert (one.count, one.text, one.action, one.by) == (1, "student without a team", "See who", draws.deadline())
    assert "student without a team" in assistant.page("/")
    at(FIXED)
    desk()
    [after] = summary(instructor.user, clock.now()).waiting
    assert (after.count, after.text, after.action) == (2, "students without a team, after the last day", "Place them")


def test_an_advisor_has_nothing_to_do_about_teams(desk: Any) -> None:
    found = summary(desk(role="advisor").user, clock.now())
    assert (found.todo, found.waiting, found.due) == ([], [], [])
