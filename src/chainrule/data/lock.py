"""One process at a time: a lock on a file, which the system takes back from a process that dies."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

POLL_SECONDS = 0.1

if sys.platform == "win32":
    import msvcrt

    def _taken(file: BinaryIO) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock at `path`. `waiting` is called once where another process holds it."""
    with path.open("ab") as file:
        if not _taken(file):
            waiting()
            pause = 0.001
            while not _taken(file):
                time.sleep(pause)
                pause = min(2 * pause, POLL_SECONDS)
        yield  # closing the file gives the lock back


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock at `path`, or it was never made."""
    if not path.exists():
        return True
    with path.open("ab") as file:
        return _taken(file)
