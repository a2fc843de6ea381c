"""Many pieces of work on all cores, the longest first, each in a process of its own."""

import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def cores() -> int:
    """How many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class Crew(Generic[Task, Result]):
    """Takes the longest task that waits, performs it, hands the result on, and takes up what comes of it.

    Args:
        perform: does a task; called in a thread, it starts a process and waits for it.
        done: told of each result and its seconds, one at a time; gives the tasks that follow from it.
        seconds: how long a task is thought to take.
    """

    perform: Callable[[Task], Result]
    done: Callable[[Task, Result, float], Iterable[Task]]
    seconds: Callable[[Task], float]
    size: int = field(default_factory=cores)

    def __post_init__(self) -> None:
        self._waiting: list[tuple[float, int, Task]] = []
        self._numbers = itertools.count()
        self._running = 0
        self._changed = threading.Condition()
        self._failed: BaseException | None = None

    def work(self, tasks: Iterable[Task]) -> None:
        """Do all tasks and all that follow from them. What `perform` or `done` raises first comes through."""
        self._add(tasks)
        threads = [threading.Thread(target=self._member, daemon=True) for _ in range(self.size)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failed:
            raise self._failed

    def _add(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            heapq.heappush(self._waiting, (-self.seconds(task), next(self._numbers), task))

    def _take(self) -> Task | None:
        with self._changed:
            while not self._waiting and self._running and not self._failed:
                self._changed.wait()
            if not self._waiting or self._failed:
                return None
            self._running += 1
            return heapq.heappop(self._waiting)[2]

    def _member(self) -> None:
        while (task := self._take()) is not None:
            began = time.perf_counter()
            try:
                result = self.perform(task)
                with self._changed:
                    self._add(self.done(task, result, time.perf_counter() - began))
            except BaseException as error:
                self._failed = self._failed or error
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()
