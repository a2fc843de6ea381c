"""What one member gets more or less than the team, and the release of a milestone's marks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.project.two_marks import State
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.templatetags.site import when
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.rubrics.giving import RELEASED
from chainrule.campus.site.rubrics.models import Adjustment, Marking, Release
from chainrule.campus.site.rubrics.standings import (
    Known,
    Refused,
    adjustments,
    closes,
    deadline,
    locked,
    of_class,
    released,
)

SAY_WHY = "Say why: the student reads it with their result."
FOREIGN = "{name} was not in {team} at the deadline, so the mark of this team is not theirs."
EARLY = "Who is in the team is known at the deadline, {at}. Adjust after it."
TOO_MUCH = "An adjustment is at most {most} {unit}, up or down."
OPEN = "Teams may hand in, late, until {at}. Release after that, so that all get their marks at one moment."
NOT_READY = "Not every team is marked: {teams}. Mark them, or decide where two marks differ."
THERE = "The marks are released already."
NOT_THERE = "The marks are not released, so there is nothing to take back."
WHY_BACK = "Say why the release is taken back: it is kept."


def adjust(
    team: Team, milestone: Milestone, student: User, amount: float, unit: str, reason: str, by: User, now: datetime
) -> Adjustment | None:
    """Give a member more or less than the team, or 0: as the team; None where that stands already. Raises `Refused`."""
    with transaction.atomic():
        known = locked(team, milestone, now)
        if milestone.id in released():
            raise Refused(RELEASED)
        if now < deadline(milestone.id):
            raise Refused(EARLY.format(at=when(deadline(milestone.id))))
        if student not in known.members:
            raise Refused(FOREIGN.format(name=student, team=team))
        most = milestone.out_of if unit == Adjustment.Unit.POINTS else 100
        if not abs(amount) <= most:
            raise Refused(TOO_MUCH.format(most=most, unit=unit))
        if not reason:
            raise Refused(SAY_WHY)
        last = adjustments(known.marking).get(student.pk)
        there = (last.amount, last.unit, last.reason) if last else (0.0, unit, reason)
        if there == (amount, unit, reason):
            return None
        row = Adjustment.objects.create(
            marking=known.marking, student=student, amount=amount, unit=unit, reason=reason, by=by, at=now
        )
        audit.record(
            by, "milestones.adjust", f"{milestone.id}: {student}",
            about=student, team=team.pk, amount=amount, unit=unit, reason=reason,
        )  # fmt: skip
    return row


def not_ready(teams: list[Known]) -> list[Known]:
    """The teams whose hand-in has no mark that counts."""
    return [known for known in teams if known.state not in (State.NOTHING, State.MARKED)]


def why_not(milestone: Milestone, teams: list[Known], now: datetime) -> str:
    """What speaks against a release now; "" for nothing."""
    if milestone.id in released():
        return THERE
    if now <= closes(milestone.id):
        return OPEN.format(at=when(closes(milestone.id)))
    if waiting := not_ready(teams):
        return NOT_READY.format(teams=", ".join(f"{one.team} ({one.state.value})" for one in waiting))
    return ""


def release(milestone: Milestone, by: User, now: datetime) -> Release:
    """Show every member levels, comments and sum. Raises `Refused`."""
    with transaction.atomic():
        _hold(milestone)
        if why := why_not(milestone, of_class(milestone, now), now):
            raise Refused(why)
        row = Release.objects.create(milestone=milestone.id, by=by, at=now)
        audit.record(by, "milestones.release", milestone.id)
    return row


def take_back(milestone: Milestone, reason: str, by: User, now: datetime) -> Release:
    """Show them no more, so that marks can be changed. Raises `Refused`."""
    with transaction.atomic():
        _hold(milestone)
        if milestone.id not in released():
            raise Refused(NOT_THERE)
        if not reason:
            raise Refused(WHY_BACK)
        row = Release.objects.create(milestone=milestone.id, shown=False, reason=reason, by=by, at=now)
        audit.record(by, "milestones.take_back", milestone.id, reason=reason)
    return row


def _hold(milestone: Milestone) -> None:
    """Whoever marks one of its teams waits, and so does another release."""
    list(Marking.objects.select_for_update().filter(milestone=milestone.id).order_by("pk"))
