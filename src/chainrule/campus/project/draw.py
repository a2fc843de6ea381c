"""The draw of teams: a promise made beforehand, its opening, the published list, and whether that list is the draw.

Before anybody knows who will have no team, the site takes 32 random bytes, the seed, and publishes

    commitment = SHA-256("chainrule team draw 1|" + course + "|" + deadline + "|" + seed)

with the deadline in UTC (2026-02-03T19:00:00Z) and the seed in hexadecimal. It cannot be computed backwards, and no
other seed has the same one. At the deadline the seed is published, and with it each student's rank:

    rank = HMAC-SHA256(key=seed, message=code)

The rest is `syllabus.assign_teams`. A rank hangs on the seed and on the student's own code, and on nothing else:
whoever joins or leaves a team in the last minute changes who is drawn, never the order in which the others are.

Sources: Blum, "Coin Flipping by Telephone" (1981), for the commitment; RFC 2104 for HMAC.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from chainrule.campus.syllabus.model import TeamAssignment, TeamRules
from chainrule.campus.syllabus.projects import Rank, Team, assign_teams

NAME = "chainrule team draw 1"
SEED_BYTES = 32
CODE_LETTERS = 10


def written(moment: dt.datetime) -> str:
    """An instant as it is hashed: `2026-02-03T19:00:00Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def opening(course: str, deadline: dt.datetime, seed: str) -> str:
    """The text whose SHA-256 is the commitment."""
    return f"{NAME}|{course}|{written(deadline)}|{seed}"


def commitment(course: str, deadline: dt.datetime, seed: str) -> str:
    """What is published before the draw."""
    return hashlib.sha256(opening(course, deadline, seed).encode()).hexdigest()


def code(salt: str, student: int) -> str:
    """What a student is called in the published list: the same for the whole course, and no way back to the person.

    >>> code("00" * 32, 1)
    'IHQKS-REPSH'
    """
    digest = hmac.digest(bytes.fromhex(salt), str(student).encode(), "sha256")
    letters = base64.b32encode(digest).decode()[:CODE_LETTERS]
    return f"{letters[: CODE_LETTERS // 2]}-{letters[CODE_LETTERS // 2 :]}"


def ranked_by(seed: str) -> Rank:
    """The random number of each student's code."""
    key = bytes.fromhex(seed)
    return lambda name: hmac.digest(key, name.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Promise:
    """What was published when the list of teams opened."""

    course: str
    deadline: dt.datetime
    commitment: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Formed:
    """A team as its members formed it."""

    members: Team
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it is published: all that it was made of, and the teams that came out. Students stand as their codes.

    Args:
        promise: what was published beforehand.
        seed: what opens the commitment, in hexadecimal.
        at: when the draw was made.
        members, assigned_to: the rules of the course.
        students, formed: the class at the deadline, in order of the codes.
        teams: the teams after the draw.
    """

    promise: Promise
    seed: str
    at: dt.datetime
    members: int
    assigned_to: TeamAssignment
    students: tuple[str, ...]
    formed: tuple[Formed, ...]
    teams: tuple[Team, ...]


def make(
    promise: Promise,
    seed: str,
    at: dt.datetime,
    rules: TeamRules,
    students: Iterable[str],
    formed: Iterable[Formed],
) -> Drawn:
    """Make the draw. In which order students and teams are given does not matter."""
    listed = tuple(sorted(students))
    teams = tuple(sorted((Formed(tuple(sorted(team.members)), team.closed) for team in formed), key=_members))
    after = teams_of(rules, seed, listed, teams)
    return Drawn(promise, seed, at, rules.members, rules.assigned_to, listed, teams, after)


def _members(team: Formed) -> Team:
    return team.members


def teams_of(rules: TeamRules, seed: str, students: Collection[str], formed: Collection[Formed]) -> tuple[Team, ...]:
    """The teams that a seed gives, each in order of the codes. Raises `ValueError` for teams that cannot be."""
    closed = {team.members for team in formed if team.closed}
    after = assign_teams(rules, [team.members for team in formed], students, ranked_by(seed), closed)
    return tuple(tuple(sorted(team)) for team in after)


def check(drawn: Drawn) -> list[str]:
    """Why a published list is not the draw that was promised, a sentence each; empty where it is."""
    return [*_promise(drawn), *_list(drawn), *_result(drawn)]


def _promise(drawn: Drawn) -> Iterator[str]:
    promise = drawn.promise
    opened = commitment(promise.course, promise.deadline, drawn.seed)
    if opened != promise.commitment:
        yield f"The seed does not open the commitment: its SHA-256 is {opened}, and {promise.commitment} was promised."
    if promise.at >= promise.deadline:
        yield f"The commitment was made at {written(promise.at)}, and not before {written(promise.deadline)}."
    if drawn.at < promise.deadline:
        yield f"The draw was made at {written(drawn.at)}, before {written(promise.deadline)}."


def _list(drawn: Drawn) -> Iterator[str]:
    there = Counter(drawn.students)
    placed = Counter(student for team in drawn.teams for student in team)
    for student, count in there.items():
        if count > 1:
            yield f"{student} stands {count} times among the students."
        if placed[student] != 1:
            yield f"{student} should be in one team, and is in {placed[student] or 'none'}."
    strangers = {*placed, *(one for team in drawn.formed for one in team.members)} - set(there)
    for student in sorted(strangers):
        yield f"{student} is in a team and not among the students."
    for team in drawn.teams:
        if len(team) > drawn.members:
            yield f"The team {' '.join(team)} has {len(team)} members, and {drawn.members} are allowed."


def _result(drawn: Drawn) -> Iterator[str]:
    rules = TeamRules(drawn.members, dt.timedelta(0), drawn.assigned_to)
    try:
        right = {frozenset(team) for team in teams_of(rules, drawn.seed, drawn.students, drawn.formed)}
    except ValueError as error:
        yield f"Teams were formed that cannot be: {error}."
        return
    given = {frozenset(team) for team in drawn.teams}
    for team in sorted(map(sorted, right - given)):
        yield f"The seed gives the team {' '.join(team)}, which is not in the list."
    for team in sorted(map(sorted, given - right)):
        yield f"The list has the team {' '.join(team)}, which the seed does not give."
