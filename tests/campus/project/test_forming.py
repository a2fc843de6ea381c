"""How teams form: the last moment, and whom a team can take in."""

import datetime as dt

import pytest

from chainrule.campus.project import forming
from chainrule.campus.project.forming import Standing
from chainrule.campus.syllabus.model import TeamRules

DEADLINE = dt.datetime(2026, 2, 3, 23, tzinfo=dt.timezone(dt.timedelta(hours=4)))
RULES = TeamRules(3, dt.timedelta(weeks=1), "new-teams")


@pytest.mark.parametrize(
    ("before", "drawn", "fixed"), [(1, False, False), (0, False, True), (-60, False, True), (60, True, True)]
)
def test_teams_change_until_the_last_second_of_the_last_day(before, drawn, fixed):
    why = forming.why_fixed(DEADLINE, DEADLINE - dt.timedelta(seconds=before), drawn=drawn)
    assert bool(why) == fixed
    assert not why or "fixed since 3 February, 23:00" in why


@pytest.mark.parametrize(
    ("team", "said"),
    [
        (Standing("Null Space", 2), ""),
        (Standing("Null Space", 3), "Null Space is full: a team has at most three members."),
        (Standing("Null Space", 2, True), "Null Space is closed. One of its members can open it again."),
    ],
)
def test_a_team_takes_in_whom_it_has_room_for(team, said):
    assert forming.why_not_take_in(RULES, team) == said


@pytest.mark.parametrize(
    ("own", "who", "said"),
    [
        (None, "You are", ""),
        ("A", "You are", "You are in A already."),
        ("B", "You are", "You are in B. Leave it first."),
        ("B", "Sona is", "Sona is in another team now, B."),
    ],
)
def test_nobody_is_in_two_teams(own, who, said):
    assert forming.why_not_join("A", own, who) == said


def test_nobody_writes_to_the_whole_class():
    assert not forming.why_not_more(forming.MOST_OPEN - 1)
    assert "Take one back first" in forming.why_not_more(forming.MOST_OPEN)
