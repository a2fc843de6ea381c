"""The instructor places a student: into a team, into a new one, or out of theirs. The reason is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from chainrule.campus.project import forming
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project import draws, membership
from chainrule.campus.site.project.acts import free_name, refuse, standing
from chainrule.campus.site.project.models import Membership, Placement, Team
from chainrule.campus.site.project.teams import team_of


def place(student: User, into: Team | str | None, reason: str, by: User, now: dt.datetime) -> Placement:
    """Put a student into a team, into a new one of this name ("": the next number), or with None into none.

    Also when teams are fixed, and into a closed one; never into a full one. Raises `acts.Refused`.
    """
    with transaction.atomic():
        draws.locked(now)
        before = team_of(student)
        if isinstance(into, str):
            into = Team.objects.create(name=free_name(into or next(draws.free_names())), made_at=now)
        elif into is not None:
            into.refresh_from_db()
            refuse(f"{into} is dissolved. Choose another team." if into.dissolved_at else "")
        refuse(_why_not(student, before, into))
        if before is not None:
            membership.leave(before, student, now)
        if into is not None:
            membership.join(into, student, Membership.How.PLACED, now)
        placed = Placement.objects.create(student=student, before=before, team=into, reason=reason, by=by, at=now)
        audit.record(by, "teams.place", str(placed), reason=reason)
    return placed


def _why_not(student: User, before: Team | None, into: Team | None) -> str:
    if before == into:
        return f"{student} is in {into or 'no team'} already."
    if into is None:
        return ""
    there = standing(into)
    return forming.why_not_take_in(draws.team_rules(), forming.Standing(there.name, there.members))
