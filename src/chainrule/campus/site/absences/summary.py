"""What absences put on the home page: for a student what the advisor needs and what was decided, for the advisor and
the instructor the reports that wait for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.absences import shown
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import News, Summary, Todo, Waiting
from chainrule.campus.syllabus.absences import State

FRESH = timedelta(days=14)
TOLD = {
    State.REFUSED: "your proof was not accepted",
    State.SEEN: "your proof was seen, and your instructor decides now",
    State.OTHER_WINDOW: "you were granted another time",
    State.EXEMPT: "you are exempt",
    State.NOTHING: "your instructor decided that nothing follows",
}


def summary(user: Any, now: datetime) -> Summary:
    """What waits for this person, and for a student what became of a report."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "absences.report"):
        rows = shown.rows(user.absence_reports.all(), user)
        return Summary(todo=list(_todo(rows)), news=list(_news(rows, now)))
    if allows(user, "excuses.record"):
        return Summary(waiting=_waiting(user, "report{} of absence wait{} for proof", "See what waits"))
    if allows(user, "papers.grant_sitting"):
        return Summary(waiting=_waiting(user, "excused absence{} wait{} for your decision", "Decide"))
    return Summary()


def _todo(rows: list[shown.Row]) -> Iterator[Todo]:
    for row in rows:
        address = reverse("absences:own", args=[row.report.pk])
        if row.waits:
            yield Todo(f"Absence from {row.title}", address, "Answer", note="your academic advisor needs more")
        elif row.state is State.WAITING:
            note = "bring the proof to your academic advisor"
            yield Todo(f"Absence from {row.title}", address, "Look at it", note=note)


def _news(rows: list[shown.Row], now: datetime) -> Iterator[News]:
    for row in rows:
        last = row.report.steps.last()
        if last is not None and last.at >= now - FRESH and row.state in TOLD:
            address = reverse("absences:own", args=[row.report.pk])
            yield News(last.at, f"Absence from {row.title}: {TOLD[row.state]}", address)


def _waiting(user: Any, text: str, action: str) -> list[Waiting]:
    rows = [row for row in shown.rows(AbsenceReport.objects.select_related("student"), user) if row.waits]
    count = len(rows)
    words = text.format(pluralize(count), pluralize(count, "s,"))
    address = reverse("absences:reports") if count != 1 else reverse("absences:report", args=[rows[0].report.pk])
    return [Waiting(count, words, address, action)]
