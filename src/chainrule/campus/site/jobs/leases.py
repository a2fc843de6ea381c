"""What this process is doing: its leases are renewed until it is done, and given back when the process must end."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

from chainrule.campus.site.jobs import queue
from chainrule.campus.site.jobs.models import Job

log = logging.getLogger(__name__)
BEAT = queue.LEASE / 3
LONGEST = timedelta(minutes=10)  # a job is over long before; who holds a row longer hangs, and loses it
_held: dict[str, Job] = {}


@contextmanager
def held(job: Job) -> Iterator[None]:
    """Renew the lease as long as the block runs, however long that is (but for `LONGEST`)."""
    done = threading.Event()
    _held[job.token] = job
    threading.Thread(target=_renew, args=(job, done), name="lease", daemon=True).start()
    try:
        yield
    finally:
        done.set()
        _held.pop(job.token, None)


def _renew(job: Job, done: threading.Event) -> None:
    """Renew at every beat. Most jobs are over before the first one, and never get here."""
    until = time.monotonic() + LONGEST.total_seconds()
    while not done.wait(BEAT.total_seconds()) and time.monotonic() < until:
        try:
            if not queue.renew(job):
                return
        except DatabaseError as error:
            # Not `job` itself: its words are looked up in the database, which does not answer now.
            log.warning("the lease of %s %s could not be renewed: %s", type(job).__name__, job.pk, error)
        finally:
            connection.close()


def give_all_back() -> int:
    """Let others take what this process will not finish; how many that were. It uses up no try of theirs."""
    left = list(_held.values())
    for job in left:
        queue.give_back(job, "", fault_of_the_machine=True)
    return len(left)
