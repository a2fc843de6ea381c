"""Students without a team are assigned at random, and nobody is forgotten."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import assign_teams
from chainrule.campus.syllabus.model import TeamRules

STUDENTS = [f"student-{n:02}" for n in range(30)]


@st.composite
def classes(draw):
    """Rules, formed teams and all students of a class."""
    members = draw(st.integers(1, 5))
    rules = TeamRules(members, dt.timedelta(weeks=1), draw(st.sampled_from(["new-teams", "open-teams"])))
    students = draw(st.lists(st.sampled_from(STUDENTS), unique=True))
    teams, rest = [], list(students)
    while rest and draw(st.booleans()):
        size = draw(st.integers(1, members))
        teams.append(tuple(rest[:size]))
        rest = rest[size:]
    return rules, teams, students


@given(classes(), st.integers())
def test_everyone_is_in_one_team_and_no_team_is_too_large(drawn, seed):
    rules, teams, students = drawn
    after = assign_teams(rules, teams, students, random.Random(seed))
    assert sorted(student for team in after for student in team) == sorted(students)
    assert all(1 <= len(team) <= rules.members for team in after)


@given(classes(), st.integers())
def test_formed_teams_keep_their_members(drawn, seed):
    rules, teams, students = drawn
    after = assign_teams(rules, teams, students, random.Random(seed))
    for team, grown in zip(teams, after, strict=False):
        assert grown[: len(team)] == team


@given(classes(), st.integers())
def test_the_order_in_which_students_are_listed_does_not_matter(drawn, seed):
    rules, teams, students = drawn
    one = assign_teams(rules, teams, students, random.Random(seed))
    assert assign_teams(rules, teams, reversed(students), random.Random(seed)) == one


@given(classes(), st.integers())
def test_new_teams_are_even_and_nobody_is_alone_without_need(drawn, seed):
    rules, teams, students = drawn
    after = assign_teams(rules, teams, students, random.Random(seed))
    new = [len(team) for team in after[len(teams) :]]
    assert not new or max(new) - min(new) <= 1
    if rules.members > 1 and 1 in new:
        assert len(new) == 1 or set(new) == {1, 2} or rules.members == 2
        assert len(new) > 1 or all(len(team) == rules.members for team in after[: len(teams)])


@pytest.mark.parametrize(("assigned_to", "sizes"), [("new-teams", [1, 2, 3, 2, 2]), ("open-teams", [3, 3, 3, 1])])
def test_both_readings(assigned_to, sizes):
    rules = TeamRules(3, dt.timedelta(weeks=1), assigned_to)
    teams = [("a",), ("b", "c"), ("d", "e", "f")]
    after = assign_teams(rules, teams, "abcdefghij", random.Random(0))
    assert [len(team) for team in after] == sizes


def test_chance_decides():
    rules = TeamRules(3, dt.timedelta(weeks=1), "new-teams")
    assert len({assign_teams(rules, [], STUDENTS, random.Random(seed)) for seed in range(20)}) == 20


@pytest.mark.parametrize(
    ("teams", "message"),
    [([("a", "b", "c", "d")], "3 are allowed"), ([("a", "b"), ("a",)], "a is in two teams"), ([("a", "a")], "twice")],
)
def test_teams_that_cannot_be_are_refused(teams, message):
    with pytest.raises(ValueError, match=message):
        assign_teams(TeamRules(3, dt.timedelta(weeks=1), "new-teams"), teams, "abcd", random.Random(0))
