"""What this process is grading: its leases are renewed until it is done, and given back when the process must end."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

from chainrule.campus.site.labs import queue
from chainrule.campus.site.labs.models import Submission

log = logging.getLogger(__name__)
BEAT = queue.LEASE / 3
LONGEST = timedelta(minutes=10)  # a run is over long before; who holds a row longer hangs, and loses it
_held: dict[str, Submission] = {}


@contextmanager
def held(submission: Submission) -> Iterator[None]:
    """Renew the lease as long as the block runs, however long that is (but for `LONGEST`)."""
    done = threading.Event()
    _held[submission.token] = submission
    threading.Thread(target=_renew, args=(submission, done), name="lease", daemon=True).start()
    try:
        yield
    finally:
        done.set()
        _held.pop(submission.token, None)


def _renew(submission: Submission, done: threading.Event) -> None:
    """Renew at every beat. Most runs are over before the first one, and never get here."""
    until = time.monotonic() + LONGEST.total_seconds()
    while not done.wait(BEAT.total_seconds()) and time.monotonic() < until:
        try:
            if not queue.renew(submission):
                return
        except DatabaseError as error:
            log.warning("the lease of submission %s could not be renewed: %s", submission.pk, error)
        finally:
            connection.close()


def give_all_back() -> int:
    """Let others take what this process will not finish; how many that were. It uses up no try of theirs."""
    left = list(_held.values())
    for submission in left:
        queue.give_back(submission, "", fault_of_the_machine=True)
    return len(left)
