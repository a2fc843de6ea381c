"""The answers that stand in attempts: fetched without the events before them, however many those are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from chainrule.campus.questions import AnswerEvent as PureEvent
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

LATEST_FIRST = tuple(F(name).desc() for name in ("turn", "sequence", "received_at", "client"))  # as `replay` orders


def standing(attempts: Iterable[Attempt]) -> dict[int, list[PureEvent]]:
    """By attempt the one event of each item that stands, in one query. A replay of these gives what all events give."""
    found: dict[int, list[PureEvent]] = {attempt.pk: [] for attempt in attempts}
    for event in AnswerEvent.objects.filter(pk__in=_latest(found)) if found else ():
        found[event.attempt_id].append(event.pure())
    return found


def _latest(attempts: Iterable[int]) -> QuerySet[AnswerEvent]:
    """The primary keys of the events that stand. The database sorts numbers; answers are read for these few alone."""
    place = Window(RowNumber(), partition_by=[F("attempt_id"), F("item")], order_by=LATEST_FIRST)
    end = Coalesce("attempt__closed_at", "attempt__ends_at")
    counting = AnswerEvent.objects.order_by().filter(attempt__in=list(attempts), aside=False, received_at__lt=end)
    return counting.annotate(place=place).filter(place=1).values("pk")  # type: ignore[no-any-return]
