"""What papers put on the home page: what can be sat, what was released, what waits for a marker."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Due, News, Summary, Waiting
from chainrule.campus.site.papers import attempt_marks, status


def summary(user: Any, now: datetime) -> Summary:
    """For a student what is open now and the scores that are out; for staff the short answers to be marked."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "papers.sit"):
        records = status.gather(student=user)
        rows = [status.status(user, assessment, now, records) for assessment in status.papers()]
        return Summary(due=_due(rows), news=_news(rows))
    if allows(user, "marking.mark"):
        waiting = sum(len(attempt_marks.waiting_short_answers(a.id)) for a in status.papers())
        return Summary(waiting=[Waiting(waiting, "short answers to mark", reverse("papers:marking"))])
    return Summary()


def _due(rows: list[status.Status]) -> list[Due]:
    due = []
    for row in rows:
        address, title = reverse("papers:paper", args=[row.id]), row.assessment.title
        if row.state == status.SITTING and row.attempt:
            due.append(Due(row.attempt.ends_at, title, address, "you have begun it", action="Resume"))
        elif row.state == status.OPEN:
            due.append(Due(row.chance.window.closes, title, address, f"{row.chance.minutes} minutes", action="Begin"))
    return due


def _news(rows: list[status.Status]) -> list[News]:
    released = attempt_marks.released_papers()
    return [
        News(
            max(released[row.id].at, row.attempt.closed_at),
            f"{row.assessment.title}: your score is out",
            reverse("papers:review", args=[row.id]),
        )
        for row in rows
        if row.state == status.RELEASED and row.attempt and row.attempt.closed_at
    ]
