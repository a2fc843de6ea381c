"""Which thread serves what: a few are kept back for saved answers and for `/healthz`, whatever the pages do."""

import re
import threading
from collections import deque
from enum import Enum
from typing import Protocol

from waitress.task import ThreadedTaskDispatcher

SAVES = re.compile(r"/papers/[^/]+/attempt/(save|submit)/")
PASSWORDS = ("/sign-in/", "/account/password/")


class Lane(Enum):
    """A kind of request: how many may wait for a thread."""

    DOOR = 1000  # what the door itself answers, and /healthz: no page is behind it
    SAVE = 2000
    PAGE = 500  # half a minute of work; who comes then is told at once
    PASSWORD = 200  # hashed, two at once: less than a minute, which is what proxies wait for an answer


# Each thread serves the lanes of its row, whichever has the request that came first. A class that signs in waits before
# the threads, not in them: three can be hashing, or at what comes before and after it.
THREADS: tuple[frozenset[Lane], ...] = (
    *[frozenset({Lane.PAGE, Lane.SAVE, Lane.DOOR})] * 9,
    *[frozenset({Lane.PAGE, Lane.SAVE, Lane.DOOR, Lane.PASSWORD})] * 3,
    *[frozenset({Lane.SAVE})] * 3,
    frozenset({Lane.DOOR}),
)


def lane_of(method: str, path: str) -> Lane:
    """The lane of a request."""
    if path == "/healthz":
        return Lane.DOOR
    if method == "POST" and path in PASSWORDS:
        return Lane.PASSWORD
    return Lane.SAVE if method == "POST" and SAVES.fullmatch(path) else Lane.PAGE


class Task(Protocol):
    """What a dispatcher runs: a connection whose first request is whole."""

    def lane(self) -> Lane: ...
    def service(self) -> None: ...
    def refuse_as_busy(self) -> None: ...
    def cancel(self) -> None: ...


class Lanes(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads by `THREADS`; within a lane who came first is served first."""

    def __init__(self, threads: tuple[frozenset[Lane], ...] = THREADS) -> None:
        super().__init__()
        self.rows = threads
        self.queues: dict[Lane, deque[tuple[int, Task]]] = {lane: deque() for lane in Lane}
        self.arrivals = 0
        self.running = 0
        self.wake = {row: threading.Condition(self.lock) for row in frozenset(threads)}
        self.set_thread_count(len(threads))

    def handler_thread(self, thread_no: int) -> None:
        row = self.rows[thread_no]
        while True:
            with self.lock:
                while not (ready := [lane for lane in row if self.queues[lane]]) and not self.stop_count:
                    self.wake[row].wait()
                if self.stop_count:
                    self.stop_count -= 1
                    self.threads.discard(thread_no)
                    self.thread_exit_cv.notify()
                    return
                _, task = self.queues[min(ready, key=lambda lane: self.queues[lane][0][0])].popleft()
                self.running += 1
            try:
                task.service()
            except BaseException:
                self.logger.exception("a request failed in the door")
            finally:
                with self.lock:
                    self.running -= 1

    def set_thread_count(self, count: int) -> None:
        super().set_thread_count(count)
        with self.lock:
            for condition in self.wake.values():
                condition.notify_all()

    def add_task(self, task: Task) -> None:
        with self.lock:
            lane = task.lane()
            if len(self.queues[lane]) >= lane.value:
                task.refuse_as_busy()
                lane = Lane.DOOR
            self.arrivals += 1
            self.queues[lane].append((self.arrivals, task))
            for row, condition in self.wake.items():
                if lane in row:
                    condition.notify()

    def busy(self) -> int:
        """How many requests are served or wait for a thread."""
        with self.lock:
            return self.running + sum(len(queue) for queue in self.queues.values())
