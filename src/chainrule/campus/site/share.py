"""A share of the server's threads: so many do something heavy at once, a few more wait for them, and no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(Exception):
    """So many do it or wait for it at this moment that this one is sent away."""


class Share:
    """Room for `at_once` threads, and a bench for `waiting` more, who stay for `patience` seconds at most."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._room, self._bench = threading.Semaphore(at_once), threading.Semaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Do something in the room. Raises `Busy`."""
        if not self._bench.acquire(blocking=False):
            raise Busy
        try:
            if not self._room.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._bench.release()
