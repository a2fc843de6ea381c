"""The draw on the site: the promise when the list opens, and the draw at the deadline, once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import transaction

from chainrule.campus.project import draw as rules
from chainrule.campus.project.published import as_json, promised
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.course import course
from chainrule.campus.site.project import membership
from chainrule.campus.site.project.models import Draw, Invitation, Membership, Team
from chainrule.campus.site.project.teams import all_teams, without_team
from chainrule.campus.syllabus import teams_assigned
from chainrule.campus.syllabus.model import TeamRules


def deadline() -> dt.datetime:
    """When teams are fixed, and the draw is made."""
    return teams_assigned(course())


def team_rules() -> TeamRules:
    return course().project_rules.teams


def promise(now: dt.datetime) -> Draw:
    """The draw of this course, promised at the first call; promised anew where a revision moved its deadline."""
    there = Draw.objects.filter(course=course().code).first()
    if there is None or moved(there, now):
        with transaction.atomic():
            fresh = _fresh(now)
            there, is_new = Draw.objects.select_for_update().get_or_create(
                course=course().code, defaults={**fresh, "salt": secrets.token_hex(rules.SEED_BYTES)}
            )
            if is_new or moved(there, now):
                for name, value in fresh.items():
                    setattr(there, name, value)
                there.save()
                audit.record(None, "teams.promise", there.course, commitment=there.commitment)
    return there


def moved(there: Draw, now: dt.datetime) -> bool:
    """Whether the promise names another deadline than the course, and there is time to make a new one."""
    return there.drawn_at is None and there.deadline != deadline() and now < deadline()


def _fresh(now: dt.datetime) -> dict[str, Any]:
    seed = secrets.token_hex(rules.SEED_BYTES)
    hashed = rules.commitment(course().code, deadline(), seed)
    return {"deadline": deadline(), "seed": seed, "commitment": hashed, "committed_at": now}


def locked(now: dt.datetime) -> Draw:
    """The draw's row, locked until the transaction ends: whoever changes a team holds it, one after the other."""
    return Draw.objects.select_for_update().get(pk=promise(now).pk)


def promised_in_time(there: Draw) -> bool:
    """Whether the promise was made in time; a site that was set up later draws nobody."""
    return there.committed_at < there.deadline


def is_due(there: Draw, now: dt.datetime) -> bool:
    """Whether it is time for a draw that was promised and not made."""
    return there.drawn_at is None and now >= deadline() and promised_in_time(there)


def draw(now: dt.datetime) -> bool:
    """Make the draw if it is due: once, whoever else tries, and whole or not at all. Whether it was made now."""
    if not is_due(promise(now), now):
        return False
    with transaction.atomic():
        there = locked(now)
        if not is_due(there, now):
            return False
        teams = all_teams()
        drawn = _drawn(there, teams, now)
        _settle(there, drawn, teams, now)
        membership.lapse(Invitation.objects.all(), now)
        there.drawn_at, there.published = now, as_json(drawn)
        there.save()
        audit.record(None, "teams.draw", there.course, seed=there.seed, teams=len(drawn.teams))
    return True


def _drawn(there: Draw, teams: list[Team], now: dt.datetime) -> rules.Drawn:
    formed = [
        rules.Formed(tuple(rules.code(there.salt, one.pk) for one in team.members), team.closed) for team in teams
    ]
    students = {rules.code(there.salt, one.pk) for one in without_team()}
    students.update(code for team in formed for code in team.members)
    return rules.make(_promise(there), there.seed, now, team_rules(), students, formed)


def _settle(there: Draw, drawn: rules.Drawn, teams: list[Team], now: dt.datetime) -> None:
    """Put the students into the teams that were drawn."""
    waiting = {rules.code(there.salt, one.pk): one for one in without_team()}
    team_with = {rules.code(there.salt, one.pk): team for team in teams for one in team.members}
    names = free_names()
    for codes in drawn.teams:
        newcomers = [waiting[code] for code in codes if code in waiting]
        if newcomers:
            team = next((team_with[code] for code in codes if code in team_with), None)
            team = team or Team.objects.create(name=next(names), made_at=now)
            for student in newcomers:
                membership.join(team, student, Membership.How.DRAWN, now)


def free_names() -> Iterator[str]:
    """Team 1, Team 2 and so on, without those that a team has taken."""
    taken = membership.names_taken()
    return (name for number in count(1) if folded(name := f"Team {number}") not in taken)


def _promise(there: Draw) -> rules.Promise:
    return rules.Promise(there.course, there.deadline, there.commitment, there.committed_at)


def published(there: Draw) -> dict[str, Any]:
    """What anybody may have: the promise, and the list once it is drawn."""
    return there.published or promised(_promise(there))


def code_of(there: Draw, student: User) -> str:
    """What a student is called in the list."""
    return rules.code(there.salt, student.pk)
