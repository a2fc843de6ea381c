"""Students form teams: invite, accept, ask, leave, rename, close; nobody is in one without their own act."""

from typing import Any

import pytest

from chainrule.campus.project.forming import MOST_OPEN
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.project.models import Invitation, Membership, Team
from chainrule.campus.site.project.teams import all_teams, members_of, team_of, without_team

from .desk import BOARD, FIXED, LAST, TEAMS, Desk, desk, together_in

__all__ = ["desk"]


@pytest.fixture
def sona(desk: Any) -> Desk:
    return desk("Sona Aliyeva")


@pytest.fixture
def tural(desk: Any) -> Desk:
    return desk("Tural Quliyev")


@pytest.fixture
def mina(desk: Any) -> Desk:
    return desk("Mina Rahimi")


def logged(action: str) -> list[str]:
    return list(AuditEntry.objects.filter(action=action).order_by("id").values_list("subject", flat=True))


def test_a_team_is_made_a_classmate_invited_and_in_it_once_they_accept(sona: Desk, tural: Desk) -> None:
    assert "You are in no team yet" in sona.page()
    assert "Null Space is there" in sona.do("make", name="  Null   Space ")
    assert "Tural Quliyev is invited" in sona.do("invite", email=f" {tural.user.email.upper()} ")
    assert tural.team is None, "an invitation is no membership"
    assert "Tural Quliyev</strong> <span" in sona.page()
    assert "Accept<span" in tural.page()
    assert "You are in Null Space." in tural.answer("accept", tural)
    assert sona.team == tural.team == "Null Space"
    assert [str(one) for one in members_of(team_of(sona.user))] == ["Sona Aliyeva", "Tural Quliyev"]
    assert "There is room for 1 more" in tural.page()
    assert logged("teams.make") == ["Null Space"]
    assert logged("teams.join") == ["Null Space: Tural Quliyev"]


def test_who_asks_is_in_once_a_member_lets_them_in(sona: Desk, tural: Desk, mina: Desk) -> None:
    sona.do("make", name="Null Space")
    number = Team.objects.get().pk
    assert "has your request" in tural.do("ask", number=number)
    assert tural.team is None
    assert "You have asked Null Space already" in tural.do("ask", number=number)
    for stranger in (tural, mina):
        assert "answered or taken back" in stranger.answer("accept", tural), "only a member lets somebody in"
    assert "Let in" in sona.page()
    assert "Tural Quliyev is in Null Space." in sona.answer("accept", tural)
    assert Membership.objects.get(student=tural.user).how == "asked"


def test_nobody_answers_for_another(sona: Desk, tural: Desk, mina: Desk) -> None:
    sona.do("make", name="Null Space")
    sona.do("invite", email=tural.user.email)
    for stranger in (sona, mina):
        for act in ("accept", "decline"):
            assert "answered or taken back" in stranger.answer(act, tural)
    assert tural.team is None
    assert "answered or taken back" in mina.answer("withdraw", tural)
    assert "Taken back." in sona.answer("withdraw", tural)
    assert "answered or taken back" in tural.do("accept", number=Invitation.objects.get().pk)


def test_an_invitation_and_a_request_that_cross_are_the_consent_of_both(sona: Desk, tural: Desk, mina: Desk) -> None:
    sona.do("make", name="Null Space")
    sona.do("invite", email=tural.user.email)
    assert "You are in Null Space." in tural.do("ask", number=Team.objects.get().pk)
    mina.do("ask", number=Team.objects.get().pk)
    assert "Mina Rahimi is in Null Space." in tural.do("invite", email=mina.user.email)


def test_what_is_declined_or_taken_back_is_over(sona: Desk, tural: Desk) -> None:
    sona.do("make", name="Null Space")
    sona.do("invite", email=tural.user.email)
    assert "You declined" in tural.answer("decline", tural)
    sona.do("invite", email=tural.user.email)
    assert sona.do("invite", email=tural.user.email) == "Tural Quliyev has an invitation of Null Space already."
    assert [one.outcome for one in Invitation.objects.order_by("id")] == ["declined", ""]


def test_a_team_has_at_most_as_many_members_as_the_rules_say(sona: Desk, tural: Desk, mina: Desk, desk: Any) -> None:
    late = desk("Leyla Late")
    together_in("Null Space", sona, tural)
    sona.do("invite", email=mina.user.email)
    sona.do("invite", email=late.user.email)
    mina.answer("accept", mina)
    assert "Null Space is full: a team has at most three members." in late.answer("accept", late)
    assert "is full" in late.do("ask", number=Team.objects.get().pk)
    assert "is full" in sona.do("invite", email=desk().user.email)
    assert "The team is full" in sona.page()
    mina.do("leave")
    assert "You are in Null Space." in late.answer("accept", late), "an invitation waits until there is room"


def test_who_joins_a_team_has_nothing_open_elsewhere(sona: Desk, tural: Desk, mina: Desk) -> None:
    sona.do("make", name="Null Space")
    mina.do("make", name="Overfit Club")
    mina.do("invite", email=tural.user.email)
    tural.do("ask", number=team_of(sona.user).pk)
    sona.do("accept", number=Invitation.objects.get(asked=True).pk)
    assert tural.team == "Null Space"
    assert {one.outcome for one in Invitation.objects.all()} == {"accepted", "lapsed"}
    assert "Tural Quliyev is in another team now, Null Space." in mina.do("invite", email=tural.user.email)


def test_who_has_a_team_leaves_it_first(sona: Desk, tural: Desk) -> None:
    sona.do("make", name="Null Space")
    tural.do("make", name="Overfit Club")
    sona.do("invite", email=tural.user.email)
    assert "You are in Overfit Club. Leave it first." in tural.do("ask", number=team_of(sona.user).pk)
    assert "You are in Overfit Club. Leave it first." in tural.do("make", name="Third")
    assert Invitation.objects.count() == 0, "who is in a team is not invited"


def test_the_last_to_leave_dissolves_the_team_and_what_was_is_kept(sona: Desk, tural: Desk, mina: Desk) -> None:
    together_in("Null Space", sona, tural)
    sona.do("invite", email=mina.user.email)
    assert sona.do("leave") == "You left Null Space."
    assert [team.name for team in all_teams()] == ["Null Space"]
    assert tural.do("leave") == "You left Null Space. It is dissolved."
    assert all_teams() == []
    assert "dissolved" in mina.do("ask", number=Team.objects.get().pk)
    assert Invitation.objects.get(student=mina.user).outcome == "lapsed"
    assert Membership.objects.filter(left_at__isnull=False).count() == 2
    assert "Null Space is there" in mina.do("make", name="Null Space"), "its name is free again"
    assert "You are in no team." in sona.do("leave")


def test_a_name_is_one_teams(sona: Desk, tural: Desk) -> None:
    sona.do("make", name="Çinar")
    for name in ("Çinar", "cinar", "ÇINAR"):
        assert "There is a team called" in tural.do("make", name=name)
    tural.do("make", name="Other")
    assert "There is a team called" in tural.do("rename", name="çinar")
    assert "The team is called ÇINAR now." in sona.do("rename", name="ÇINAR"), "its own name in other letters"
    assert sona.team == "ÇINAR"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb", "\u3164", "!?"])
def test_a_name_can_be_read(name: str, sona: Desk) -> None:
    said = sona.do("make", name=name)
    assert said
    assert sona.team is None
    assert "is there" not in said


def test_a_closed_team_takes_nobody_in_until_it_is_open_again(sona: Desk, tural: Desk, mina: Desk) -> None:
    sona.do("make", name="Null Space")
    sona.do("invite", email=tural.user.email)
    assert sona.do("close") == "Null Space is closed."
    assert "Null Space is closed" in tural.answer("accept", tural)
    assert "Null Space is closed" in mina.do("ask", number=Team.objects.get().pk)
    assert "Null Space" not in mina.page(BOARD)
    assert sona.do("open") == "Null Space is open again."
    assert "You are in Null Space." in tural.answer("accept", tural)


@pytest.mark.parametrize("email", ["", "nobody@example.edu", "not an address"])
def test_only_students_of_the_class_are_invited(email: str, sona: Desk, instructor: Any) -> None:
    sona.do("make", name="Null Space")
    assert "No student of this class has this address" in sona.do("invite", email=email)
    assert "No student of this class" in sona.do("invite", email=instructor.email)
    assert "is in Null Space already" in sona.do("invite", email=sona.user.email)


def test_nobody_writes_to_the_whole_class(sona: Desk, make_user: Any) -> None:
    sona.do("make", name="Null Space")
    for _ in range(MOST_OPEN):
        assert "is invited" in sona.do("invite", email=make_user("student").email)
    assert "Take one back first" in sona.do("invite", email=make_user("student").email)


def test_until_the_last_second_of_the_last_day_and_not_after(sona: Desk, tural: Desk, mina: Desk, at: Any) -> None:
    together_in("Null Space", sona, tural)
    sona.do("invite", email=mina.user.email)
    invitation = mina.invited().pk
    at(LAST)
    assert sona.do("rename", name="Kernel") == "The team is called Kernel now."
    at(FIXED)
    form = {"name": "Other", "email": mina.user.email, "number": invitation}
    for who in (sona, mina):
        for act in ("make", "rename", "close", "open", "leave", "invite", "accept", "decline", "withdraw"):
            assert "Teams are fixed since 3 February, 23:00" in who.do(act, **form)
    assert "Teams are fixed" in mina.do("ask", number=team_of(sona.user).pk)
    assert sona.team == "Kernel"
    assert "The board is closed" in mina.page(BOARD)
    assert "Leave Kernel" not in sona.page()
    assert "You are in no team" in mina.page()
    assert "Write to" in mina.page()


def test_an_act_that_there_is_not_is_refused(sona: Desk) -> None:
    assert sona.client.post(f"{TEAMS}do/", {"do": "fly"}).status_code == 400
    assert sona.do("") == ""
    assert "answered or taken back" in sona.do("accept")


def test_who_is_without_a_team_is_known(sona: Desk, tural: Desk, desk: Any) -> None:
    gone = desk("Gone Already")
    gone.user.is_active = False
    gone.user.save()
    together_in("Null Space", sona)
    assert without_team() == [tural.user]
