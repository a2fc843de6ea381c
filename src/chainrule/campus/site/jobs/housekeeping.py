"""At a server's start: what waits is to be done with what this server has loaded of the course."""

from datetime import datetime
from functools import cache

from django.db import connection

from chainrule.campus.site.jobs.kinds import kinds


def tick(now: datetime) -> None:
    """Say so, once. The worker beside the server, or on another host, does the rest."""
    _start()


@cache
def _start() -> None:
    for kind in kinds():
        kind.adopt()
    if connection.vendor == "postgresql":
        from chainrule.campus.site.jobs import tasks

        tasks.forget_other_editions()
