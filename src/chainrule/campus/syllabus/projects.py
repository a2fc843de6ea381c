"""Teams: who is assigned to which when the time to form them is over."""

from collections.abc import Callable, Collection, Iterable, Sequence

from chainrule.campus.syllabus.model import TeamRules

Team = tuple[str, ...]
Rank = Callable[[str], bytes]


def assign_teams(
    rules: TeamRules, teams: Sequence[Team], students: Iterable[str], rank: Rank, closed: Collection[Team] = ()
) -> tuple[Team, ...]:
    """The teams after everyone in `students` without a team got one at random; formed teams never lose a member.

    `rank` gives a student's random number. It decides who comes first, and among teams of one size that whose lowest
    number is lowest; so the result depends on the arguments only, and not on the order in which students are listed.

    With "new-teams" the unassigned form teams of up to `rules.members` among themselves, as even in size as can be;
    who would be alone joins the smallest team with room. With "open-teams" the smallest teams with room are filled
    first. A team in `closed` gets nobody, but for a student who would be alone otherwise.

    Raises `ValueError` for a student in two teams and for a team that is too large.

    >>> rules = TeamRules(members=3, assigned_before=None, assigned_to="new-teams")
    >>> assign_teams(rules, [("a", "b", "c")], "abcdefg", str.encode)
    (('a', 'b', 'c'), ('d', 'f'), ('e', 'g'))
    """
    _check(rules, teams)
    placed = {student for team in teams for student in team}
    unassigned = sorted(set(students) - placed, key=lambda student: (rank(student), student))
    grown = [list(team) for team in teams]
    by_rank = sorted(range(len(teams)), key=lambda place: min(map(rank, teams[place]), default=b""))
    with_room = [grown[place] for place in by_rank if teams[place] not in closed]
    if rules.assigned_to == "open-teams":
        unassigned = _fill(rules.members, with_room, unassigned)
    if len(unassigned) == 1 and rules.members > 1:
        unassigned = _fill(rules.members, with_room, unassigned)
        unassigned = _fill(rules.members, [grown[place] for place in by_rank], unassigned)
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


def _fill(members: int, teams: list[list[str]], students: list[str]) -> list[str]:
    """Put students, in turn, into the first of the smallest teams; those left over when all are full are returned."""
    for place, student in enumerate(students):
        smallest = min(teams, key=len, default=None)
        if smallest is None or len(smallest) >= members:
            return students[place:]
        smallest.append(student)
    return []


def _even(members: int, students: list[str]) -> list[list[str]]:
    """As few teams as can hold all, their sizes differing by one at most: students are dealt in turn, as cards are."""
    count = -(-len(students) // members)
    return [students[index::count] for index in range(count)]
