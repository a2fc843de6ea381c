"""A process that does jobs until it is stopped: `chainrule worker`, and what `chainrule serve` keeps beside the server.

It says that it is alive by a row of its own (`Grader`), which the health page shows. Stopped by SIGTERM or Ctrl-C it
takes nothing more and finishes what it has; what is not done in `GRACE` seconds, or at a second signal, it gives back.
Where its jobs come from, `pool.py` (SQLite) and `procrastination.py` (PostgreSQL) say; `of_this_site.py` knows which.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from django.db import DatabaseError, connection

from chainrule.campus.site.jobs import boxes, graders, kinds, leases
from chainrule.campus.site.jobs.models import Grader

log = logging.getLogger(__name__)
GRACE = 8.0  # seconds; Docker kills two seconds later
STOPS = (signal.SIGTERM, signal.SIGINT)
REFUSED = 3  # the exit status of a worker whose sandbox does not hold


class Worker(ABC):
    """One process: `Pool(2, "lab-host").run()` returns its exit status."""

    def __init__(self, threads: int, name: str) -> None:
        self.threads, self.name = threads, name
        self.status = 0
        self.over = threading.Event()
        self.grader: Grader | None = None

    def run(self, ready: Callable[[], None] = lambda: None) -> int:
        """Warm up, call `ready`, work until stopped. Raises `NoSandbox` where a layer of the sandbox is missing."""
        for name in STOPS:
            signal.signal(name, lambda *_: self.stop())
        self.warm_up()
        self.grader = graders.enrol(self.name, self.threads, kinds.edition())
        connection.close()
        threading.Thread(target=self.beat, name="heartbeat", daemon=True).start()
        ready()
        self.work()
        self.leave()
        return self.status

    def warm_up(self) -> None:
        """Load beforehand what the first student would wait for."""
        boxes.warm_up()

    @abstractmethod
    def work(self) -> None:
        """Do jobs until `over` is set, and finish those that were taken."""

    def beat(self) -> None:
        """Say now and then that this process is alive."""
        while self.grader is not None and not self.over.wait(graders.BEAT.total_seconds()):
            try:
                graders.beat(self.grader)
            except DatabaseError as error:
                log.warning("the database did not hear the heartbeat: %s", error)
            finally:
                connection.close()

    def stop(self) -> None:
        """Take nothing more, and finish; the second time, and after `GRACE`, give back what is not done."""
        if self.over.is_set() or self.grader is None:
            self.abandon()
            return
        self.over.set()
        later = threading.Timer(GRACE, self.abandon)
        later.daemon = True
        later.start()

    def abandon(self) -> None:
        """Give back what is not done, and end at once. In a thread: who calls may not wait for a database."""

        def give_back() -> None:
            try:
                if given := leases.give_all_back():
                    log.warning("%s jobs were given back unfinished", given)
                self.leave()
            finally:
                os._exit(self.status)

        threading.Thread(target=give_back, name="give back").start()

    def leave(self) -> None:
        """Take the row away: a worker that ended is not missed."""
        self.over.set()
        if self.grader is not None:
            with contextlib.suppress(DatabaseError):
                Grader.objects.filter(pk=self.grader.pk).delete()
