"""The process of `chainrule worker`: grades what waits in PostgreSQL, on as many hosts as wanted, until it is stopped.

It says that it is alive by a row of its own (`Grader`), which the health page shows. Stopped by SIGTERM or Ctrl-C it
takes nothing more and finishes what it has; what is not done in `GRACE` seconds, or at a second signal, it gives back.
"""

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from chainrule.campus.site.labs import graders, grading, leases, pool, tasks
from chainrule.campus.site.labs.models import Grader

log = logging.getLogger(__name__)
GRACE = 8.0  # seconds; Docker kills two seconds later
RETRY_SECONDS = 3.0  # until a database that went away is asked again
STOPS = (signal.SIGTERM, signal.SIGINT)
REFUSED = 3  # the exit status of a worker whose sandbox does not hold


class Worker:
    """One process: `Worker(2, "lab-host").run()` returns its exit status."""

    def __init__(self, threads: int, name: str) -> None:
        self.threads, self.name = threads, name
        self.status = 0
        self.over = threading.Event()
        self.grader: Grader | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.working: asyncio.Task[None] | None = None

    def run(self, ready: Callable[[], None] = lambda: None) -> int:
        """Warm up, call `ready`, grade until stopped. Raises `NotGraded` where a layer of the sandbox is missing."""
        for name in STOPS:
            signal.signal(name, lambda *_: self.stop())  # while it warms up; later the event loop is told
        grading.warm_up()
        pool.warm_up()
        self.grader = graders.enrol(self.name, self.threads, grading.edition())
        connection.close()
        threading.Thread(target=self.beat, name="heartbeat", daemon=True).start()
        tasks.begin_to_look_after()
        ready()
        asyncio.run(self.work())
        self.leave()
        return self.status

    def beat(self) -> None:
        """Say now and then that this process is alive."""
        while self.grader is not None and not self.over.wait(graders.BEAT.total_seconds()):
            try:
                graders.beat(self.grader)
            except DatabaseError as error:
                log.warning("the database did not hear the heartbeat: %s", error)
            finally:
                connection.close()

    async def work(self) -> None:
        """Do Procrastinate's jobs. A database that goes away is waited for: it comes back after an update."""
        self.loop = asyncio.get_running_loop()
        self.loop.set_default_executor(ThreadPoolExecutor(self.threads + 4, thread_name_prefix="grader"))
        for name in STOPS:
            self.loop.add_signal_handler(name, self.stop)
        while not self.over.is_set():
            self.working = asyncio.create_task(self.do_jobs())
            try:
                await self.working
            except asyncio.CancelledError:
                pass
            except (ConnectorException, psycopg.Error) as error:
                log.warning("the database does not answer: %s", error)
            if not self.over.is_set():
                await asyncio.sleep(RETRY_SECONDS)

    async def do_jobs(self) -> None:
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
        with app.replace_connector(connector):
            async with app.open_async():
                await app.run_worker_async(
                    queues=[tasks.queue_name()],
                    name=self.name,
                    concurrency=self.threads,
                    install_signal_handlers=False,
                    stalled_worker_timeout=tasks.STALLED_SECONDS,
                    delete_jobs="always",
                    additional_context={"refuse": self.refuse},
                )

    def stop(self) -> None:
        """Take nothing more, and finish; the second time, and after `GRACE`, give back what is not done."""
        if self.over.is_set() or self.loop is None or self.working is None:
            self.abandon()
            return
        self.over.set()
        self.working.cancel()
        self.loop.call_later(GRACE, self.abandon)

    def refuse(self, reason: str) -> None:
        """End, from a grading thread: the sandbox does not hold any more."""
        log.error("this worker ends, it may grade nothing: %s", reason)
        self.status = REFUSED
        if self.loop is not None and not self.over.is_set():
            self.loop.call_soon_threadsafe(self.stop)

    def abandon(self) -> None:
        """Give back what is not done, and end at once. In a thread: the event loop may not wait for a database."""

        def give_back() -> None:
            try:
                if given := leases.give_all_back():
                    log.warning("%s submissions were given back unfinished", given)
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
