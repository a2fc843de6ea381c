"""What announcements put into the calendar feed: those that have a date."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from chainrule.campus.site import clock
from chainrule.campus.site.news import board
from chainrule.campus.site.news.models import Kind, TurnedOff
from chainrule.campus.syllabus import Event


def day(at: datetime) -> date:
    """The day of an instant, in the course's time zone."""
    return timezone.localtime(at).date()


def dates(user: Any) -> list[Event]:
    """One entry for each announcement that is out and has a date; nothing where the reader turned that off."""
    if TurnedOff.What.FEED in board.choices_of(user):
        return []
    found = board.shown(clock.now()).filter(kind=Kind.WRITTEN, on__isnull=False)
    return [
        Event(
            f"announcement-{item.pk}", "announcement", item.title, day(item.on), day(item.on), item.on, item.on,
            "Announced on the course site.",
        )
        for item in found
        if item.on
    ]  # fmt: skip
