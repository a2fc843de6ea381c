"""The workers inside the serving process (SQLite): a few threads that grade what waits.

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

from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission

log = logging.getLogger(__name__)
THREADS = 2
POLL_SECONDS = 1.0
_news = threading.Event()


def notify() -> None:
    """Wake the workers: something was submitted."""
    _news.set()


def release_leases() -> int:
    """At the start of the only grading process: what a killed one left half-way can be taken at once."""
    return Submission.objects.filter(state=Submission.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def warm_up() -> None:
    """Load beforehand what the first student would wait for: the sandbox, and PyTorch for the checks' oracle."""
    try:
        grading.launcher()
        importlib.import_module("torch")
    except Exception:
        log.exception("the graders could not be warmed up")


def work() -> None:
    """Grade until the process ends."""
    while True:
        try:
            close_old_connections()
            while grading.work_once():
                pass
        except Exception:
            log.exception("a grading thread failed; it goes on in a second")
            connection.close()
            time.sleep(1.0)
        _news.wait(POLL_SECONDS)
        _news.clear()


def start(threads: int = THREADS) -> list[threading.Thread]:
    """Take up what was left unfinished, and start the threads."""
    release_leases()
    threading.Thread(target=warm_up, name="grader-warm-up", daemon=True).start()
    started = [threading.Thread(target=work, name=f"grader-{n}", daemon=True) for n in range(threads)]
    for thread in started:
        thread.start()
    return started
