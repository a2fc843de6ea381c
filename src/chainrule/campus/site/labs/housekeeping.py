"""The grading threads begin with the server's first tick."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import connection

from chainrule.campus.site.labs import grading, pool, queue


def tick(now: datetime) -> None:
    """Start the pool, once, where this process grades by itself."""
    _start()


@cache
def _start() -> None:
    """On PostgreSQL `chainrule worker` grades; the server says with which checks."""
    queue.adopt(grading.versions())
    if connection.vendor == "postgresql":
        from chainrule.campus.site.labs import tasks

        tasks.forget_other_editions()
    elif settings.WORKERS:
        pool.start(settings.WORKERS)
