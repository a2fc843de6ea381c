"""What readers ran is kept as long as a page may ask for it, and no longer."""

from datetime import datetime, timedelta

from django.utils import timezone

from chainrule.campus.site.lectures.models import LiveRun

KEPT = timedelta(minutes=15)
EVERY = timedelta(minutes=1)
_last: list[datetime] = []


def tick(now: datetime) -> None:
    """Once a minute, by the machine's time, as the queue's rows have it."""
    at = timezone.now()
    if _last and at - _last[-1] < EVERY:
        return
    _last[:] = [at]
    LiveRun.objects.filter(queued_at__lt=at - KEPT).exclude(state=LiveRun.State.RUNNING).delete()
