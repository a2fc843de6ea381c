"""Students without a team are assigned at random, and nobody is forgotten."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import assign_teams
from chainrule.campus.syllabus.model import TeamRules

STUDENTS = [f"student-{n:02}" for n in range(30)]


def ranks(seed):
    """The random numbers of one seed."""
    return lambda student: hashlib.sha256(f"{seed} {student}".encode()).digest()


def rules_of(members, assigned_to="new-teams"):
    return TeamRules(members, dt.timedelta(weeks=1), assigned_to)


@st.composite
def classes(draw):
    """Rules, formed teams, those of them that are closed, and all students of a class."""
    members = draw(st.integers(1, 5))
    rules = rules_of(members, draw(st.sampled_from(["new-teams", "open-teams"])))
    students = draw(st.lists(st.sampled_from(STUDENTS), unique=True))
    teams, rest = [], list(students)
    while rest and draw(st.booleans()):
        size = draw(st.integers(1, members))
        teams.append(tuple(rest[:size]))
        rest = rest[size:]
    closed = [team for team in teams if draw(st.booleans())]
    return rules, teams, closed, students


def fewest_small(students, members):
    """The least number of teams that are not full, when nobody is alone who need not be: every way is tried."""
    ways = {0: [()]}
    for count in range(1, students + 1):
        ways[count] = [(*way, size) for size in range(1, min(members, count) + 1) for way in ways[count - size]]
    alone = min(way.count(1) for way in ways[students])
    return min(sum(size < members for size in way) for way in ways[students] if way.count(1) == alone)


@given(classes(), st.integers())
def test_everyone_is_in_one_team_and_no_team_is_too_large(drawn, seed):
    rules, teams, closed, students = drawn
    after = assign_teams(rules, teams, students, ranks(seed), closed)
    assert sorted(student for team in after for student in team) == sorted(students)
    assert all(1 <= len(team) <= rules.members for team in after)


@given(classes(), st.integers())
def test_formed_teams_keep_their_members(drawn, seed):
    rules, teams, closed, students = drawn
    after = assign_teams(rules, teams, students, ranks(seed), closed)
    for team, grown in zip(teams, after, strict=False):
        assert grown[: len(team)] == team


@given(classes(), st.integers(), st.randoms(use_true_random=False))
def test_the_order_in_which_students_and_teams_are_listed_does_not_matter(drawn, seed, chance):
    rules, teams, closed, students = drawn
    one = assign_teams(rules, teams, students, ranks(seed), closed)
    chance.shuffle(students)
    assert assign_teams(rules, teams, students, ranks(seed), closed) == one
    turned = assign_teams(rules, teams[::-1], students, ranks(seed), closed)
    assert set(map(frozenset, turned)) == set(map(frozenset, one))


@given(classes(), st.integers())
def test_new_teams_are_even_and_nobody_is_alone_without_need(drawn, seed):
    rules, teams, closed, students = drawn
    after = assign_teams(rules, teams, students, ranks(seed), closed)
    new = [len(team) for team in after[len(teams) :]]
    assert not new or max(new) - min(new) <= 1
    if rules.members > 1 and 1 in new:
        assert len(new) == 1 or set(new) == {1, 2} or rules.members == 2
        assert len(new) > 1 or all(len(team) == rules.members for team in after[: len(teams)])


@pytest.mark.parametrize("members", [2, 3])
@pytest.mark.parametrize("count", range(1, 14))
def test_as_few_new_teams_as_can_be_are_not_full(members, count):
    after = assign_teams(rules_of(members), [], STUDENTS[:count], ranks(count))
    assert sum(len(team) < members for team in after) == fewest_small(count, members)
    assert len(after) == -(-count // members)


@given(classes(), st.integers())
def test_a_closed_team_grows_only_by_one_who_would_be_alone_and_has_nowhere_else(drawn, seed):
    rules, teams, closed, students = drawn
    after = assign_teams(rules, teams, students, ranks(seed), closed)
    grown = [(team, now) for team, now in zip(teams, after, strict=False) if len(now) > len(team)]
    if any(team in closed for team, _ in grown):
        assert sum(len(now) - len(team) for team, now in grown if team in closed) == 1
        open_ones = [now for team, now in zip(teams, after, strict=False) if team not in closed]
        assert all(len(now) == rules.members for now in open_ones)
        assert len(after) == len(teams)


@pytest.mark.parametrize(("assigned_to", "sizes"), [("new-teams", [1, 2, 3, 2, 2]), ("open-teams", [3, 3, 3, 1])])
def test_both_readings(assigned_to, sizes):
    teams = [("a",), ("b", "c"), ("d", "e", "f")]
    after = assign_teams(rules_of(3, assigned_to), teams, "abcdefghij", ranks(0))
    assert [len(team) for team in after] == sizes


@pytest.mark.parametrize(
    ("closed", "sizes"), [([], [2, 3, 2]), ([("a",)], [1, 3, 3]), ([("a",), ("b", "c")], [2, 2, 3])]
)
def test_one_who_is_left_goes_to_the_smallest_open_team_and_else_to_a_closed_one(closed, sizes):
    teams = [("a",), ("b", "c"), ("d", "e", "f")] if len(closed) != 0 else [("a",), ("b", "c", "f"), ("d", "e")]
    after = assign_teams(rules_of(3), teams, "abcdefg", ranks(0), closed)
    assert [len(team) for team in after] == sizes


def test_chance_decides():
    assert len({assign_teams(rules_of(3), [], STUDENTS, ranks(seed)) for seed in range(20)}) == 20


def test_every_student_is_as_likely_as_any_to_be_in_a_team_of_two():
    seeds = 3000
    pairs = [team for seed in range(seeds) for team in assign_teams(rules_of(3), [], "abcde", ranks(seed))]
    counts = {one: sum(one in team for team in pairs if len(team) == 2) for one in "abcde"}
    expected, spread = seeds * 2 / 5, (seeds * 2 / 5 * 3 / 5) ** 0.5
    assert all(abs(count - expected) < 4 * spread for count in counts.values()), counts


@pytest.mark.parametrize(
    ("teams", "message"),
    [([("a", "b", "c", "d")], "3 are allowed"), ([("a", "b"), ("a",)], "a is in two teams"), ([("a", "a")], "twice")],
)
def test_teams_that_cannot_be_are_refused(teams, message):
    with pytest.raises(ValueError, match=message):
        assign_teams(rules_of(3), teams, "abcd", ranks(0))
