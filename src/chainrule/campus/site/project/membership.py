"""Joining and leaving, as steps of a transaction that holds the draw's row (`draws.locked`)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.project.models import Invitation, Membership, Team


def join(team: Team, student: User, how: Membership.How, now: dt.datetime) -> Membership:
    """Put a student into a team; what they were asked, or asked, elsewhere lapses."""
    lapse(Invitation.objects.filter(student=student), now)
    return Membership.objects.create(team=team, student=student, how=how, joined_at=now)


def leave(team: Team, student: User, now: dt.datetime) -> bool:
    """Take a student out of a team; True where they were the last, and it is dissolved."""
    team.memberships.filter(student=student, left_at__isnull=True).update(left_at=now)
    if team.memberships.filter(left_at__isnull=True).exists():
        return False
    Team.objects.filter(pk=team.pk).update(dissolved_at=now)
    lapse(Invitation.objects.filter(team=team), now)
    return True


def lapse(invitations: QuerySet[Invitation], now: dt.datetime) -> None:
    """The open ones among these lead nowhere any more."""
    invitations.filter(outcome=Invitation.Outcome.OPEN).update(outcome=Invitation.Outcome.LAPSED, closed_at=now)


def names_taken() -> set[str]:
    """The names of the teams there are, without case and marks."""
    return {folded(name) for name in Team.objects.filter(dissolved_at__isnull=True).values_list("name", flat=True)}
