"""The workers inside the serving process (SQLite): a few threads that grade what waits. See `worker.py` for the others.

The database says what is to be done, so nothing is handed over in memory: a server that was killed finds its
unfinished submissions when it starts again.
"""

import importlib
import logging
import threading
import time
from datetime import timedelta

from django.db import close_old_connections, connection
from django.utils import timezone

from chainrule.campus.site.labs import grading, wake
from chainrule.campus.site.labs.models import Submission

log = logging.getLogger(__name__)
THREADS = 2
POLL_SECONDS = 1.0
REST_SECONDS = 10.0  # until a machine that cannot grade is tried again
running: list[threading.Thread] = []


def release_leases() -> int:
    """At the start of the only grading process: what a killed one left half-way can be taken at once."""
    return Submission.objects.filter(state=Submission.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def warm_up() -> None:
    """Load beforehand what the first student would wait for: the sandbox, and PyTorch for the checks' oracle."""
    try:
        grading.warm_up()
        importlib.import_module("torch")
    except Exception:
        log.exception("the graders could not be warmed up")


def work() -> None:
    """Grade until the process ends: whatever is there first, then one for each wake-up, and now and then a look."""
    woken = False
    while True:
        try:
            close_old_connections()
            while grading.grade_next() and not woken:
                pass
        except grading.NotGraded as error:
            log.error("this machine grades nothing now: %s", error)
            time.sleep(REST_SECONDS)
        except Exception:
            log.exception("a grading thread failed; it goes on in a second")
            connection.close()
            time.sleep(1.0)
        woken = wake.news.acquire(timeout=POLL_SECONDS)


def start(threads: int = THREADS) -> list[threading.Thread]:
    """Take up what was left unfinished, and start the threads."""
    release_leases()
    threading.Thread(target=warm_up, name="grader-warm-up", daemon=True).start()
    running[:] = [threading.Thread(target=work, name=f"grader-{n}", daemon=True) for n in range(threads)]
    for thread in running:
        thread.start()
    return running
