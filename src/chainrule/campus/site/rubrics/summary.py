"""What milestones put on the home page: for staff what waits for a mark, for a student marks and reports to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.project.two_marks import State
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import News, Summary, Todo, Waiting
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.rubrics import peers
from chainrule.campus.site.rubrics.mark_views import waits_for
from chainrule.campus.site.rubrics.standings import deadline, latest_releases, milestones, of_class

FRESH = timedelta(days=14)


def summary(user: Any, now: datetime) -> Summary:
    """What waits for a member of staff; what a student can do and what is new for them."""
    over = [one for one in milestones() if deadline(one.id) <= now]
    if not over:
        return Summary()
    if allows(user, "milestones.mark"):
        return Summary(waiting=list(_waiting(user, now)))
    if not allows(user, "milestones.feedback") or not Membership.objects.filter(student=user).exists():
        return Summary()
    return Summary(todo=list(_reports(user, now)), news=list(_news(user, now)))


def _waiting(user: User, now: datetime) -> Iterator[Waiting]:
    """What is handed in and not released."""
    shown = {one.milestone for one in latest_releases().values() if one.shown}
    handed_in = set(HandIn.objects.order_by().values_list("milestone", flat=True))
    for milestone in milestones():
        if milestone.id in shown or milestone.id not in handed_in or now < deadline(milestone.id):
            continue
        found, address = of_class(milestone, now), reverse("rubrics:teams", args=[milestone.id])
        mine = sum(waits_for(known, user) for known in found)
        text = f"hand-in{pluralize(mine)} of {milestone.title} wait{pluralize(mine, 's,')} for a mark of yours"
        yield Waiting(mine, text, address, "Mark")
        if allows(user, "milestones.moderate"):
            two = sum(known.state is State.DIFFER for known in found)
            yield Waiting(
                two, f"team{pluralize(two)} with two marks of {milestone.title} that differ", address, "Decide"
            )


def _reports(student: User, now: datetime) -> Iterator[Todo]:
    """Team-mates about whom nothing is said yet."""
    for milestone in milestones():
        if deadline(milestone.id) <= now and not peers.why_not(milestone, now):
            there = peers.own(student, milestone)
            left = [one for one in peers.mates(student, milestone, now) if one.pk not in there]
            if left:
                title = f"{milestone.title}: say what {' and '.join(one.name for one in left)} did"
                yield Todo(title, reverse("rubrics:report", args=[milestone.id]), "Write", note="only staff read it")


def _news(student: User, now: datetime) -> Iterator[News]:
    """Marks that were released lately, of milestones that the student's team handed in."""
    titles = {one.id: one.title for one in milestones()}
    fresh = [
        one for id, one in latest_releases().items() if id in titles and one.shown and now - FRESH <= one.at <= now
    ]
    handed_in = HandIn.objects.filter(team__memberships__student=student) if fresh else HandIn.objects.none()
    there = set(handed_in.order_by().values_list("milestone", flat=True))
    for one in fresh:
        if one.milestone in there:
            title = f"{titles[one.milestone]}: the marks are out"
            yield News(one.at, title, reverse("rubrics:feedback", args=[one.milestone]))
