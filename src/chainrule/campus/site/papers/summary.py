"""What papers put on the home page: what can be sat, what was released, what waits for a marker."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Due, News, Summary, Waiting
from chainrule.campus.site.papers import marks, status
from chainrule.campus.site.papers.models import Release


def summary(user: Any, now: datetime) -> Summary:
    """For a student the papers that are open or come within two weeks; for staff the short answers to be marked."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "papers.sit"):
        return Summary(due=_due(user, now), news=_news(user))
    if allows(user, "marking.mark"):
        waiting = sum(len(marks.waiting_short_answers(a.id)) for a in status.papers())
        return Summary(waiting=[Waiting(waiting, "short answers to mark", reverse("papers:marking"))])
    return Summary()


def _due(user: Any, now: datetime) -> list[Due]:
    due = []
    for assessment in status.papers():
        row = status.status(user, assessment, now)
        address = reverse("papers:paper", args=[assessment.id])
        if row.state == status.SITTING and row.attempt:
            due.append(Due(row.attempt.ends_at, assessment.title, address, "you have begun it", action="Resume"))
        elif row.state == status.OPEN:
            due.append(
                Due(
                    row.chance.window.closes, assessment.title, address, f"{row.chance.minutes} minutes", action="Begin"
                )
            )
    return due


def _news(user: Any) -> list[News]:
    sat = {attempt.paper for attempt in user.attempts.filter(closed_at__isnull=False)}
    news = []
    for assessment in status.papers():
        latest = Release.objects.filter(paper=assessment.id).first()
        if assessment.id in sat and latest and latest.shown:
            address = reverse("papers:review", args=[assessment.id])
            news.append(News(latest.at, f"{assessment.title}: your score is out", address))
    return news
