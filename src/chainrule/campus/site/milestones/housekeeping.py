"""ZIPs that were only tried go after some days; what was handed in, and what was fetched for it, is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from chainrule.campus.site.milestones import shelf
from chainrule.campus.site.milestones.models import CheckRun, HandIn, Try

KEPT = timedelta(days=7)
EVERY = timedelta(hours=6)
_last: list[datetime] = []


def tick(now: datetime) -> None:
    """Some times a day, by the machine's time, as files have it."""
    at = timezone.now()
    if _last and at - _last[-1] < EVERY:
        return
    _last[:] = [at]
    clear(at)


def clear(at: datetime) -> int:
    """Remove files that nothing needs and that nobody sent lately; how many those were."""
    old = shelf.older_than(at - KEPT)
    if not old:
        return 0
    needed = set(HandIn.objects.exclude(archive="").values_list("archive", flat=True))
    needed |= set(CheckRun.objects.exclude(snapshot="").values_list("snapshot", flat=True))
    needed |= set(Try.objects.filter(queued_at__gte=at - KEPT).values_list("archive", flat=True))
    return sum(shelf.remove(name) for name in old - needed)
