"""Which lab's file was saved: for `chainrule watch` in a terminal, and for the course for one, `chainrule learn`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from chainrule.labs.lab import Lab

LOOK_EVERY_MS = 500


def saved_labs(
    folder: Path, labs: Mapping[str, Lab], first: Lab | None = None, every_ms: int = LOOK_EVERY_MS
) -> Iterator[Lab | None]:
    """The first lab, and then each lab whose file is saved, without end; None every so often, to look at other things.

    A message from the system wakes this up at once; what counts is what the file's state says. So a save in the
    middle of a check is not missed, nor one on a file system that sends no messages.
    """
    from watchfiles import watch as messages

    known = {number: state_of(folder / lab.file_name) for number, lab in labs.items()}
    yield first
    for _ in messages(
        folder,
        recursive=False,
        debounce=50,
        step=20,
        rust_timeout=every_ms,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        for number, lab in labs.items():
            state = state_of(folder / lab.file_name)
            if state != known[number]:
                known[number] = state
                yield lab
        yield None


def state_of(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved; None where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
