"""The draw: promised when the list opens, made at the deadline, once, and in a way that anybody can check."""

import json
from typing import Any

import pytest

from chainrule.campus.project import draw as rules
from chainrule.campus.project.published import NotAList, read
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.course import course
from chainrule.campus.site.project import draws, health, housekeeping
from chainrule.campus.site.project.models import Draw, Invitation, Membership
from chainrule.campus.site.project.teams import all_teams, members_of, team_of, without_team

from .desk import CLASS, DRAW, FILE, FIXED, LAST, Desk, desk, together_in

__all__ = ["desk"]


def tick() -> None:
    housekeeping.tick(clock.now())


@pytest.fixture
def students(desk: Any) -> list[Desk]:
    """Ten students: a team of three, a closed team of two, five without one. The draw is promised."""
    there = [desk(f"Student {letter}") for letter in "ABCDEFGHIJ"]
    tick()
    together_in("Null Space", *there[:3])
    together_in("Overfit Club", *there[3:5])
    there[3].do("close")
    return there


def sizes() -> list[int]:
    return [len(members_of(team)) for team in all_teams()]


def test_the_promise_is_made_once_and_everybody_sees_it(students: list[Desk], client_of: Any) -> None:
    there = Draw.objects.get()
    for _ in range(3):
        tick()
    assert Draw.objects.get() == there
    assert Draw.objects.get().commitment == there.commitment
    assert there.commitment == rules.commitment(course().code, draws.deadline(), there.seed)
    assert AuditEntry.objects.filter(action="teams.promise").count() == 1
    assert there.commitment in client_of(None).get(DRAW).content.decode()
    assert client_of(None).get(FILE).json()["commitment"] == there.commitment


def test_before_the_draw_the_seed_is_nowhere(students: list[Desk], desk: Any, client_of: Any) -> None:
    seed = Draw.objects.get().seed
    pages = [DRAW, FILE, "/project/", "/"]
    staff = desk(role="instructor")
    for who, addresses in (
        (client_of(None), pages[:2]),
        (students[0].client, pages),
        (staff.client, [*pages, CLASS, "/audit/", "/health/"]),
    ):
        for address in addresses:
            answer = who.get(address)
            assert answer.status_code == 200
            assert seed not in answer.content.decode(), address
    with pytest.raises(NotAList, match="not opened yet"):
        read(client_of(None).get(FILE).content)


def test_at_the_deadline_everybody_is_in_a_team_and_the_list_is_the_draw(
    students: list[Desk], at: Any, client_of: Any
) -> None:
    at(LAST)
    tick()
    assert len(without_team()) == 5
    at(FIXED)
    tick()
    assert without_team() == []
    assert sizes() == [3, 2, 3, 2]
    assert [team.name for team in all_teams()] == ["Null Space", "Overfit Club", "Team 1", "Team 2"]
    drawn = read(client_of(None).get(FILE).content)
    assert rules.check(drawn) == []
    there = Draw.objects.get()
    by_code = {draws.code_of(there, one.user): one.user for one in students}
    assert {frozenset(by_code[code] for code in team) for team in drawn.teams} == {
        frozenset(members_of(team)) for team in all_teams()
    }
    assert not any(one.user.name in client_of(None).get(FILE).content.decode() for one in students)


def test_it_is_made_once_whoever_comes_later(students: list[Desk], at: Any, desk: Any) -> None:
    at(FIXED)
    tick()
    before = list(Membership.objects.values_list("pk", "team", "student", "left_at"))
    desk("Late Comer")
    at("2026-02-05T12:00")
    tick()
    assert not draws.draw(clock.now())
    assert list(Membership.objects.values_list("pk", "team", "student", "left_at")) == before
    assert AuditEntry.objects.filter(action="teams.draw").count() == 1


def test_a_server_that_was_down_makes_it_when_it_is_back(students: list[Desk], at: Any) -> None:
    at("2026-02-04T09:30")
    assert "due, and not made" in health.lines()[0].value
    tick()
    assert without_team() == []
    assert rules.check(read(json.dumps(Draw.objects.get().published).encode())) == []
    assert health.lines()[0].value == "made on 4 February, 09:30"


def test_nothing_changes_between_the_deadline_and_a_late_draw(students: list[Desk], at: Any) -> None:
    at("2026-02-04T09:30")
    assert "Teams are fixed" in students[0].do("leave")
    assert students[0].team == "Null Space"


def test_the_order_of_sign_up_is_irrelevant_on_the_site_too(desk: Any, at: Any) -> None:
    """Accounts are drawn by their code; the same seed and codes give the same teams."""
    there = [desk(f"Student {letter}").user for letter in "ABCDEFG"]
    tick()
    promised = Draw.objects.get()
    at(FIXED)
    tick()
    codes = {draws.code_of(promised, one) for one in there}
    alone = rules.teams_of(draws.team_rules(), promised.seed, sorted(codes, reverse=True), [])
    assert {frozenset(team) for team in alone} == {
        frozenset(draws.code_of(promised, one) for one in members_of(team)) for team in all_teams()
    }


def test_one_who_is_left_over_joins_the_open_team_with_room(desk: Any, at: Any) -> None:
    there = [desk(f"Student {letter}") for letter in "ABCDEF"]
    tick()
    together_in("Null Space", *there[:2])
    together_in("Overfit Club", *there[2:5])
    at(FIXED)
    tick()
    assert there[5].team == "Null Space"
    assert "by the draw" in there[5].page()


def test_open_invitations_lapse_and_names_that_are_taken_are_left_out(desk: Any, at: Any) -> None:
    there = [desk(f"Student {letter}") for letter in "ABCD"]
    tick()
    there[0].do("make", name="team 1")
    there[0].do("close")
    there[1].do("make", name="Other")
    there[1].do("invite", email=there[2].user.email)
    at(FIXED)
    tick()
    assert Invitation.objects.get().outcome == "lapsed"
    assert {team.name for team in all_teams()} == {"team 1", "Other", "Team 2"}
    assert there[2].team == there[3].team == "Team 2"


def test_a_crash_half_way_leaves_nothing_and_the_next_try_is_the_same_draw(
    students: list[Desk], at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """What no code catches, as a process that is killed."""

    at(FIXED)
    before = list(Membership.objects.values_list("team", "student", "left_at"))
    join, calls = draws.membership.join, []
    for step in (0, 2, 4):

        def crash(*given: Any, last: int = step) -> None:
            calls.append(given)
            if len(calls) > last:
                raise Crash
            join(*given)

        calls.clear()
        monkeypatch.setattr(draws.membership, "join", crash)
        with pytest.raises(Crash):
            tick()
        assert list(Membership.objects.values_list("team", "student", "left_at")) == before
        assert Draw.objects.get().drawn_at is None
        assert len(all_teams()) == 2
    monkeypatch.setattr(draws.membership, "join", join)
    tick()
    assert rules.check(read(json.dumps(Draw.objects.get().published).encode())) == []
    assert sizes() == [3, 2, 3, 2]


def test_a_site_that_was_set_up_after_the_deadline_draws_nobody_and_says_so(desk: Any, at: Any) -> None:
    one, staff = desk("Sona Aliyeva"), desk(role="instructor")
    at("2026-02-20T12:00")
    tick()
    assert without_team() == [one.user]
    assert "No draw is made" in staff.page(CLASS)
    assert "No draw is made" in one.page(DRAW)
    assert not health.lines()[0].ok


def test_a_revision_that_moves_the_deadline_makes_a_new_promise(
    students: list[Desk], at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, later = Draw.objects.get(), draws.deadline().replace(day=5)
    monkeypatch.setattr(draws, "deadline", lambda: later)
    tick()
    after = Draw.objects.get()
    assert after.commitment not in (before.commitment, "")
    assert (after.deadline, after.salt) == (later, before.salt)
    assert AuditEntry.objects.filter(action="teams.promise").count() == 2
    at("2026-02-05T23:00")
    tick()
    assert rules.check(read(json.dumps(Draw.objects.get().published).encode())) == []


def test_an_empty_class_is_drawn_too(db: None, at: Any) -> None:
    at("2026-01-28T12:00")
    tick()
    at(FIXED)
    tick()
    assert Draw.objects.get().published["teams"] == []
    assert not User.objects.exists()


def test_each_student_sees_their_own_code_and_staff_sees_none(students: list[Desk], desk: Any, at: Any) -> None:
    there = Draw.objects.get()
    code = draws.code_of(there, students[0].user)
    assert code in students[0].page()
    assert code not in students[1].page(DRAW)
    at(FIXED)
    tick()
    assert f'<code class="nowrap">{code}</code> <span class="badge info">you</span>' in students[0].page(DRAW)
    assert "badge info" not in desk(role="assistant").page(DRAW)
    assert team_of(students[0].user) is not None


def test_who_learns_alone_has_no_draw(db: None, settings: Any) -> None:
    settings.ALONE = "somewhere"
    tick()
    assert not Draw.objects.exists()
