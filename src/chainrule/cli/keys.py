"""Single key presses from a terminal, without waiting for Enter; the terminal is put back however the block ends."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ReadKey = Callable[[float], str]


@contextmanager
def keys() -> Iterator[ReadKey | None]:
    """A function that waits some seconds for a key ("" where none came); None where no terminal is at our input.

    Ctrl-C and Ctrl-Z keep their meaning. After Ctrl-Z and `fg` the terminal is made ready again.
    """
    try:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError, AttributeError, termios_error()):
        yield None
        return

    def again(*_: Any) -> None:
        tty.setcbreak(descriptor, termios.TCSANOW)

    waiting: list[str] = []  # keys that came faster than they were asked for

    def read(seconds: float) -> str:
        if not waiting and select.select([descriptor], [], [], seconds)[0]:
            pressed = os.read(descriptor, 64).decode("utf-8", "ignore")
            if not pressed.startswith("\x1b"):  # an arrow key is several characters
                waiting.extend(pressed.lower())
        return waiting.pop(0) if waiting else ""

    try:
        again()
        handler = signal.signal(signal.SIGCONT, again)
        try:
            yield read
        finally:
            signal.signal(signal.SIGCONT, handler)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def termios_error() -> type[Exception]:
    """What termios raises where the input is no terminal; on Windows there is no termios."""
    try:
        import termios
    except ImportError:
        return OSError
    return termios.error
