"""Granting one student another sitting or an exemption: the rows, and their entries in the audit log.

`staff_views` and `exemption_views` call it from the pages of a paper, `absences` from a report of absence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import Attempt, Exemption, Sitting


def another_sitting(paper: str, who: User, given: Mapping[str, Any]) -> tuple[Sitting, Attempt | None]:
    """Another sitting, as `SittingForm` gives it; and the running attempt that it gave more time, if it did."""
    with transaction.atomic():
        granted = Sitting.objects.create(paper=paper, granted_by=who, **given)
        audit.record(
            who, "papers.grant_sitting", f"{paper}: {granted.student}", about=granted.student,
            opens=granted.opens_at.isoformat(), closes=granted.closes_at.isoformat(),
            minutes=granted.minutes, again=granted.again, room=granted.room, reason=granted.reason,
        )  # fmt: skip
        running = sitting.current(granted.student, paper)
        longer = running is not None and sitting.give_more_time(running, granted)
    return granted, running if longer else None


def exempt(paper: str, who: User, student: User, reason: str) -> Exemption:
    """An exemption with its reason."""
    with transaction.atomic():
        given = Exemption.objects.create(paper=paper, student=student, reason=reason, granted_by=who)
        audit.record(who, "papers.exempt", f"{paper}: {student}", about=student, reason=reason)
    return given
