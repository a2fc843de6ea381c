"""What milestones put on a student's home page: what is due, what the team handed in, what the checks said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import News, Summary, Todo
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.milestones.standings import RUNS, Where, asked, assessments, words
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.syllabus import Assessment

FRESH = timedelta(days=14)
SOON = timedelta(days=21)  # before the deadline a milestone is something to do; earlier `grades` tells its date


def summary(user: Any, now: datetime) -> Summary:
    """For a student: what their team has to hand in, and what it handed in lately."""
    if not allows(user, "milestones.hand_in"):
        return Summary()
    open_now = [one for one in assessments() if not Where(one.id, now).closed]
    recent = HandIn.objects.filter(team__memberships__in=user.memberships.filter(left_at__isnull=True))
    rows: dict[str, list[HandIn]] = {}
    for row in recent.select_related("by").prefetch_related(RUNS).order_by("number"):
        rows.setdefault(row.milestone, []).append(row)
    found = Summary(news=[news for of_one in rows.values() for news in _news(of_one[-1], now)])
    waits = [one for one in open_now if one.id not in rows and one.id in asked()]
    soon = [one for one in waits if now >= Where(one.id, now).due - SOON]
    if soon and team_of(user):
        done = _recorded(user)
        found.todo.extend(_todo(one, Where(one.id, now)) for one in soon if one.id not in done)
    return found


def _recorded(student: User) -> set[str]:
    """What staff recorded by hand for a student: there is nothing to hand in any more."""
    rows: dict[str, list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(student=student):
        rows.setdefault(row.item, []).append(row)
    return {item for item, written in rows.items() if records.standing(written)}


def _todo(one: Assessment, where: Where) -> Todo:
    address = reverse("milestones:page", args=[one.id])
    if where.late_now.tier:
        return Todo(one.title, address, "Hand in", where.closes, "late, still accepted")
    return Todo(one.title, address, "Hand in", where.due, "try the checks before you hand in")


def _news(row: HandIn, now: datetime) -> Iterator[News]:
    """What came in, and what the checks said of it."""
    title = next((one.title for one in assessments() if one.id == row.milestone), row.milestone)
    address = reverse("milestones:handed_in", args=[row.milestone, row.number])
    if now - FRESH <= row.received_at <= now:
        yield News(row.received_at, f"{title}: handed in by {row.by.name}. {words(row)}", address)
    if row.run and row.run.problems and now - FRESH <= row.run.at <= now:
        yield News(row.run.at, f"{title}: the checks found something to mend", address)
