"""Who is in which team: what the other rooms ask."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Membership, Team


def standing() -> QuerySet[Team]:
    """The teams that are not dissolved, each with its members at hand."""
    members = Prefetch("memberships", Membership.objects.filter(left_at__isnull=True).select_related("student"))
    return Team.objects.filter(dissolved_at__isnull=True).prefetch_related(members)


def team_of(student: User) -> Team | None:
    """The team that a student is in now; None where they have none."""
    there = Membership.objects.filter(student=student, left_at__isnull=True).first()
    return standing().get(pk=there.team_id) if there else None


def members_of(team: Team) -> list[User]:
    """Who is in a team now, in the order in which they came."""
    return [one.student for one in team.memberships.filter(left_at__isnull=True).select_related("student")]


def all_teams() -> list[Team]:
    """Every team that is not dissolved, the oldest first."""
    return list(standing())


def without_team() -> list[User]:
    """The students of the class who are in no team, by name."""
    placed = Membership.objects.filter(left_at__isnull=True).values("student")
    return list(User.objects.filter(role=User.Role.STUDENT, is_active=True).exclude(pk__in=placed))
