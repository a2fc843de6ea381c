"""The grading threads begin with the server's first tick."""

from datetime import datetime
from functools import cache

from django.db import connection

from chainrule.campus.site.labs import pool


def tick(now: datetime) -> None:
    """Start the pool, once, where this process grades by itself."""
    if connection.vendor == "sqlite":
        _start()


@cache
def _start() -> None:
    pool.start()
