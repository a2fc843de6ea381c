"""What students do with teams. Nobody is put into one: a student joins by an act of their own and of the team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from chainrule.campus.project import forming
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded, person_name
from chainrule.campus.site.inputs import BadInput, sentence
from chainrule.campus.site.project import draws, membership
from chainrule.campus.site.project.models import Invitation, Membership, Profile, Team
from chainrule.campus.site.project.teams import members_of, team_of

How, Outcome = Membership.How, Invitation.Outcome
GONE = "This has been answered or taken back meanwhile. The page shows how it is now."


class Refused(Exception):
    """What was asked for cannot be; the message says why, and what to do."""


def refuse(*reasons: str) -> None:
    """Raise `Refused` for the first reason that is one."""
    for reason in filter(None, reasons):
        raise Refused(reason)


@contextmanager
def changing(now: dt.datetime) -> Iterator[None]:
    """A transaction in which teams change: one at a time, and not when they are fixed."""
    with transaction.atomic():
        drawn = draws.locked(now).drawn_at is not None
        refuse(forming.why_fixed(draws.deadline(), now, drawn=drawn))
        yield


def standing(team: Team) -> forming.Standing:
    return forming.Standing(team.name, len(members_of(team)), team.closed)


def own(student: User) -> Team:
    team = team_of(student)
    if team is None:
        raise Refused("You are in no team. Make one, or ask a team on the board.")
    return team


def free_name(name: str, before: str = "") -> str:
    """A name for a team that no other team has."""
    try:
        person_name(name)
    except BadInput as bad:
        raise Refused(sentence(bad)) from None
    if not name:
        raise Refused("Give the team a name.")
    if folded(name) != folded(before) and folded(name) in membership.names_taken():
        raise Refused(f"There is a team called {name}. Take another name.")
    return name


def make(student: User, name: str, now: dt.datetime) -> str:
    """Begin a team."""
    with changing(now):
        there = team_of(student)
        refuse(forming.why_not_join(name, there.name if there else None))
        team = Team.objects.create(name=free_name(name), made_at=now)
        membership.join(team, student, How.MADE, now)
        audit.record(student, "teams.make", team.name)
    return f"{team} is there. Invite others, or look at the board."


def leave(student: User, now: dt.datetime) -> str:
    """Leave one's team; the last to leave dissolves it."""
    with changing(now):
        team = own(student)
        dissolved = membership.leave(team, student, now)
        audit.record(student, "teams.leave", team.name, dissolved=dissolved)
    return f"You left {team}. It is dissolved." if dissolved else f"You left {team}."


def rename(student: User, name: str, now: dt.datetime) -> str:
    """Give one's team another name."""
    with changing(now):
        team = own(student)
        before, team.name = team.name, free_name(name, before=team.name)
        team.save(update_fields=["name"])
        audit.record(student, "teams.rename", name, before=before)
    return f"The team is called {name} now."


def close(student: User, closed: bool, now: dt.datetime) -> str:
    """Let nobody else in, or let others in again."""
    with changing(now):
        team = own(student)
        team.closed = closed
        team.save(update_fields=["closed"])
        audit.record(student, "teams.close" if closed else "teams.open", team.name)
    return f"{team} is closed." if closed else f"{team} is open again."


def of_address(email: str) -> User:
    """The classmate with this address."""
    there = User.objects.filter(email=email.strip().lower(), role=User.Role.STUDENT, is_active=True).first()
    if there is None:
        raise Refused("No student of this class has this address. Check it, or invite from the board.")
    return there


def on_board(entry: int) -> User:
    """The classmate who wrote this entry of the board."""
    there = Profile.objects.filter(pk=entry, shown=True, student__is_active=True).select_related("student").first()
    if there is None:
        raise Refused("This entry has been taken off the board.")
    return there.student


def invite(student: User, other: User, now: dt.datetime) -> str:
    """Invite a classmate into one's team; one who has asked already is let in."""
    with changing(now):
        team = own(student)
        theirs = team_of(other)
        refuse(
            forming.why_not_join(team.name, theirs.name if theirs else None, f"{other} is"),
            forming.why_not_take_in(draws.team_rules(), standing(team)),
        )
        waiting = _open(team, other)
        if waiting and waiting.asked:
            return _take_in(waiting, student, now)
        refuse(f"{other} has an invitation of {team} already." if waiting else "")
        refuse(forming.why_not_more(team.invitations.filter(outcome=Outcome.OPEN, asked=False).count()))
        Invitation.objects.create(team=team, student=other, by=student, made_at=now)
        audit.record(student, "teams.invite", f"{team}: {other}")
    return f"{other} is invited. They are in the team once they accept."


def ask(student: User, team_id: int, now: dt.datetime) -> str:
    """Ask a team to let one in; where it has invited one already, one is in."""
    with changing(now):
        team = Team.objects.filter(pk=team_id, dissolved_at__isnull=True).first()
        if team is None:
            raise Refused("This team is dissolved. Choose another one.")
        there = team_of(student)
        refuse(
            forming.why_not_join(team.name, there.name if there else None),
            forming.why_not_take_in(draws.team_rules(), standing(team)),
        )
        waiting = _open(team, student)
        if waiting and not waiting.asked:
            return _take_in(waiting, student, now)
        refuse(f"You have asked {team} already. One of its members has to answer." if waiting else "")
        refuse(forming.why_not_more(student.invitations.filter(outcome=Outcome.OPEN, asked=True).count()))
        Invitation.objects.create(team=team, student=student, asked=True, by=student, made_at=now)
        audit.record(student, "teams.ask", f"{team}: {student}")
    return f"{team} has your request. You are in once one of its members accepts."


def _open(team: Team, student: User) -> Invitation | None:
    return Invitation.objects.filter(team=team, student=student, outcome=Outcome.OPEN).first()


def answer(student: User, number: int, accepted: bool, now: dt.datetime) -> str:
    """Accept or decline: the invited student an invitation, a member of the team a request."""
    with changing(now):
        waiting = _waiting(number)
        team, asks = waiting.team, waiting.student
        mine = student in members_of(team) if waiting.asked else student == asks
        refuse("" if mine else GONE)
        if not accepted:
            _end(waiting, Outcome.DECLINED, now)
            audit.record(student, "teams.decline", f"{team}: {asks}")
            return f"Declined. {asks} is not in {team}." if waiting.asked else f"You declined. {team} sees that."
        there = team_of(asks)
        who = f"{asks} is" if waiting.asked else "You are"
        refuse(
            forming.why_not_join(team.name, there.name if there else None, who),
            forming.why_not_take_in(draws.team_rules(), standing(team)),
        )
        return _take_in(waiting, student, now)


def withdraw(student: User, number: int, now: dt.datetime) -> str:
    """Take a request of one's own back, or an invitation of one's team."""
    with changing(now):
        waiting = _waiting(number)
        mine = student == waiting.student if waiting.asked else student in members_of(waiting.team)
        refuse("" if mine else GONE)
        _end(waiting, Outcome.WITHDRAWN, now)
        audit.record(student, "teams.withdraw", str(waiting))
    return "Taken back."


def _waiting(number: int) -> Invitation:
    waiting = Invitation.objects.select_related("team", "student").filter(pk=number, outcome=Outcome.OPEN).first()
    if waiting is None:
        raise Refused(GONE)
    return waiting


def _take_in(waiting: Invitation, by: User, now: dt.datetime) -> str:
    _end(waiting, Outcome.ACCEPTED, now)
    membership.join(waiting.team, waiting.student, How.ASKED if waiting.asked else How.INVITED, now)
    audit.record(by, "teams.join", f"{waiting.team}: {waiting.student}", asked=waiting.asked)
    return f"You are in {waiting.team}." if by == waiting.student else f"{waiting.student} is in {waiting.team}."


def _end(waiting: Invitation, outcome: Invitation.Outcome, now: dt.datetime) -> None:
    waiting.outcome, waiting.closed_at = outcome, now
    waiting.save(update_fields=["outcome", "closed_at"])
