"""How whoever grades learns that something was queued.

The database says what is to be graded; this only spares a worker the wait until it looks again by itself.
"""

import threading
from functools import partial

from django.db import connection, transaction

news = threading.Semaphore(0)
"""Of the grading threads in this process (`pool.py`), one is woken for each submission that was queued."""


def workers(count: int = 1) -> None:
    """Wake a worker for each of `count` submissions, once the transaction that queued them is done.

    On PostgreSQL by a job of Procrastinate's, which any host may take. One that cannot be written costs no submission:
    workers look for rows without a job (`tasks.py`).
    """
    transaction.on_commit(partial(_wake, count), robust=True)


def _wake(count: int) -> None:
    if count > 0:
        news.release(count)
    if connection.vendor == "postgresql":
        from chainrule.campus.site.labs import tasks

        tasks.wake(count)
