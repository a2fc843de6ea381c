"""How whoever does jobs learns that something was queued.

The database says what is to be done; this only spares a worker the wait until it looks again by itself. On PostgreSQL
by a job of Procrastinate's, which any host may take; on SQLite, where all is on one host, by a byte for each in a named
pipe beside the database.
"""

import contextlib
import logging
import os
import stat
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from chainrule.campus.site.jobs.kinds import edition

log = logging.getLogger(__name__)
PIPE = "wake"
MOST = 4096  # bytes at once; a pipe takes so many in one piece
TASK = "grade_next"


def workers(count: int = 1) -> None:
    """Wake a worker for each of `count` jobs, once the transaction that queued them is done.

    A wake-up that is lost costs no job: workers look by themselves now and then.
    """
    transaction.on_commit(partial(now, count), robust=True)


def now(count: int) -> None:
    """The same at once."""
    if count <= 0:
        return
    if connection.vendor == "postgresql":
        from procrastinate.contrib.django import app

        task = app.configure_task(TASK, queue=queue_name())
        task.batch_defer(*[{} for _ in range(count)])
    else:
        ring(count)


def queue_name() -> str:
    """The queue of Procrastinate's for what this process has loaded of the course."""
    return "grading" if settings.DEBUG else f"grading-{edition()}"


def ring(count: int) -> None:
    """Write to the pipe, where somebody listens. It never waits."""
    with contextlib.suppress(OSError):  # nobody listens, or the pipe is full of news
        pipe = os.open(settings.VAR / PIPE, os.O_WRONLY | os.O_NONBLOCK)
        try:
            if stat.S_ISFIFO(os.fstat(pipe).st_mode):
                os.write(pipe, b"." * min(count, MOST))
        finally:
            os.close(pipe)


def listen(heard: Callable[[int], object]) -> None:
    """Call `heard` with the number of new jobs, for good. Returns where the file system has no pipes."""
    path = settings.VAR / PIPE
    try:
        with contextlib.suppress(FileExistsError):
            os.mkfifo(path, 0o600)
        pipe = os.open(path, os.O_RDWR)  # to write too: so there is always somebody who might, and no end
        if not stat.S_ISFIFO(os.fstat(pipe).st_mode):
            raise FileExistsError("another file has its name")
    except (OSError, AttributeError) as error:
        log.warning("jobs are found by looking alone, each second: %s cannot be made (%s)", path, error)
        return
    while news := os.read(pipe, MOST):
        heard(len(news))
