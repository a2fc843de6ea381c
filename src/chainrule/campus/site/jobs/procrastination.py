"""The worker on PostgreSQL: woken by jobs of Procrastinate's, on as many hosts as wanted."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import psycopg
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from chainrule.campus.site.jobs import tasks, wake
from chainrule.campus.site.jobs.worker import REFUSED, Worker

log = logging.getLogger(__name__)
RETRY_SECONDS = 3.0  # until a database that went away is asked again


class Procrastination(Worker):
    """One host's; it ends where its sandbox fails, since another host's may hold."""

    def __init__(self, threads: int, name: str) -> None:
        super().__init__(threads, name)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.working: asyncio.Task[None] | None = None

    def work(self) -> None:
        tasks.begin_to_look_after()
        asyncio.run(self.keep_working())

    async def keep_working(self) -> None:
        """Do Procrastinate's jobs. A database that goes away is waited for: it comes back after an update."""
        self.loop = asyncio.get_running_loop()
        self.loop.set_default_executor(ThreadPoolExecutor(self.threads + 4, thread_name_prefix="grader"))
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
        assert self.grader is not None
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
        with app.replace_connector(connector):
            async with app.open_async():
                await app.run_worker_async(
                    queues=[wake.queue_name()],
                    name=self.name,
                    concurrency=self.threads,
                    install_signal_handlers=False,
                    stalled_worker_timeout=tasks.STALLED_SECONDS,
                    delete_jobs="always",
                    additional_context={"refuse": self.refuse, "grader": self.grader.pk},
                )

    def stop(self) -> None:
        super().stop()
        if self.loop is not None and self.working is not None:
            self.loop.call_soon_threadsafe(self.working.cancel)

    def refuse(self, reason: str) -> None:
        """End, from a grading thread: the sandbox does not hold any more."""
        log.error("this worker ends, it may grade nothing: %s", reason)
        self.status = REFUSED
        if not self.over.is_set():
            self.stop()
