"""Who has the site's folder: servers hold it together, whoever replaces what is in it holds it alone."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chainrule.campus.site.safekeeping import swap
from chainrule.campus.site.safekeeping.problems import Refused

LOCK = "in-use.lock"
PATIENCE = 3.0  # seconds: another server that starts undoes what a restore left half-way


@contextmanager
def served(var: Path) -> Iterator[None]:
    """Hold the folder as a server does. What a restore that was killed left half-way is undone first."""
    with (var / LOCK).open("a") as lock:
        if swap.is_half_way(var) and _taken(lock, fcntl.LOCK_EX):
            swap.undo(var)
        deadline = time.monotonic() + PATIENCE
        while not _taken(lock, fcntl.LOCK_SH):
            if time.monotonic() > deadline:
                raise Refused(f"{var} is being restored or migrated", "wait for it to end, then start the server")
            time.sleep(0.1)
        yield


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the folder alone. Raises `Refused` where a server runs on it."""
    with (var / LOCK).open("a") as lock:
        if not _taken(lock, fcntl.LOCK_EX):
            raise Refused(f"a server runs on {var}, or another command is at work there", "stop it first, with Ctrl-C")
        if swap.is_half_way(var):
            swap.undo(var)
        yield


def _taken(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
