"""The worker on SQLite: one process beside the server, with a few threads that take what waits.

The database says what is to be done, and all of it is on this host: so the only worker there is begins by freeing what
a killed one had in hand.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import close_old_connections, connection

from chainrule.campus.site.jobs import boxes, performing, queue, wake
from chainrule.campus.site.jobs.models import Grader
from chainrule.campus.site.jobs.worker import Worker

log = logging.getLogger(__name__)
POLL = timedelta(seconds=1)
REST_SECONDS = 10.0  # until a machine that cannot grade is tried again


class Pool(Worker):
    """It never ends by itself: where the sandbox fails there is no other host, so it is tried again."""

    def warm_up(self) -> None:
        Grader.objects.all().delete()
        queue.release()
        try:
            super().warm_up()
        except Exception:
            log.exception("the graders could not be warmed up")

    def work(self) -> None:
        news = threading.Semaphore(0)
        threading.Thread(target=wake.listen, args=(news.release,), name="news", daemon=True).start()
        threads = [
            threading.Thread(target=self.take_part, args=(news,), name=f"grader-{n}") for n in range(self.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def take_part(self, news: threading.Semaphore) -> None:
        """Do jobs until it is over: what is there first, then one for each piece of news; now and then look."""
        assert self.grader is not None
        woken = False
        while not self.over.is_set():
            try:
                close_old_connections()
                while not self.over.is_set() and performing.do_next(self.grader.pk) and not woken:
                    pass
            except boxes.NoSandbox as error:
                log.error("this machine grades nothing now: %s", error)
                self.over.wait(REST_SECONDS)
            except Exception:
                log.exception("a grading thread failed; it goes on in a second")
                connection.close()
                self.over.wait(1.0)
            woken = news.acquire(timeout=POLL.total_seconds())
