"""Pausing, going on, and ending for all who sit a paper now. What that does to a time, `questions.invigilation` says.

Each acts on the open attempts of one paper in one transaction, with their rows locked: a save comes before or after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from chainrule.campus.questions.invigilation import Time
from chainrule.campus.site.papers.models import Attempt

NOTICE = dt.timedelta(seconds=15)  # between a stop and the end: pages hear of it, and send what they hold


def pause(paper: str, now: dt.datetime) -> int:
    """Stop the time of all who sit the paper; how many these are."""
    return _change(paper, lambda time: time.paused(now))


def go_on(paper: str, now: dt.datetime) -> int:
    """Let the time go on, with exactly what was left; of how many."""
    return _change(paper, lambda time: time.resumed(now))


def stop(paper: str, now: dt.datetime) -> int:
    """End all who sit the paper after a short notice; how many these are."""
    return _change(paper, lambda time: time.stopped(now, NOTICE))


def _change(paper: str, change: Callable[[Time], Time]) -> int:
    changed = []
    with transaction.atomic():
        for attempt in Attempt.objects.select_for_update().filter(paper=paper, closed_at=None):
            before, after = attempt.time, change(attempt.time)
            if after != before:
                attempt.ends_at, attempt.given_back, attempt.paused_at = after.ends, after.given_back, after.paused_at
                changed.append(attempt)
        Attempt.objects.bulk_update(changed, ["ends_at", "given_back", "paused_at"], batch_size=200)
    return len(changed)
