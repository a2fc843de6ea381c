"""Teams: who is assigned to which when the time to form them is over."""

import random
from collections.abc import Iterable, Sequence

from chainrule.campus.syllabus.model import TeamRules

Team = tuple[str, ...]


def assign_teams(
    rules: TeamRules, teams: Sequence[Team], students: Iterable[str], chance: random.Random
) -> tuple[Team, ...]:
    """The teams after everyone in `students` without a team got one at random; formed teams never lose a member.

    With "new-teams" the unassigned form teams of up to `rules.members` among themselves, as even in size as can be;
    who would be alone joins a team that has room. With "open-teams" the smallest teams with room are filled first.
    The result depends only on the arguments: students are put in order before they are shuffled.

    Raises `ValueError` for a student in two teams and for a team that is too large.

    >>> rules = TeamRules(members=3, assigned_before=None, assigned_to="new-teams")
    >>> [len(team) for team in assign_teams(rules, [("a", "b", "c")], "abcdefg", random.Random(0))]
    [3, 2, 2]
    """
    _check(rules, teams)
    placed = {student for team in teams for student in team}
    unassigned = sorted(set(students) - placed)
    chance.shuffle(unassigned)
    grown = [list(team) for team in teams]
    if rules.assigned_to == "open-teams":
        unassigned = _fill(rules, grown, unassigned, chance)
    if len(unassigned) == 1 and rules.members > 1:
        unassigned = _fill(rules, grown, unassigned, chance)
    return tuple(tuple(team) for team in grown + _even(rules.members, unassigned))


def _check(rules: TeamRules, teams: Sequence[Team]) -> None:
    seen: set[str] = set()
    for team in teams:
        if len(team) > rules.members:
            raise ValueError(f"the team {', '.join(team)} has {len(team)} members, {rules.members} are allowed")
        for student in team:
            if student in seen:
                raise ValueError(f"{student} is in two teams, or in one twice")
            seen.add(student)


def _fill(rules: TeamRules, teams: list[list[str]], students: list[str], chance: random.Random) -> list[str]:
    """Put students into the smallest teams that have room; those left over when all are full are returned."""
    waiting = list(students)
    while waiting:
        size = min((len(team) for team in teams), default=rules.members)
        if size >= rules.members:
            break
        chance.choice([team for team in teams if len(team) == size]).append(waiting.pop())
    return waiting


def _even(members: int, students: list[str]) -> list[list[str]]:
    """As few teams as can hold all, their sizes differing by one at most."""
    count = -(-len(students) // members)
    return [students[index::count] for index in range(count)]
