"""Ctrl-C: the first press asks a training to stop after its step, the second ends it at once."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class CtrlC:
    """While it is entered, the first Ctrl-C sets `pressed`; the second does what it did before.

    Outside of the main thread, and where Ctrl-C is ignored (a job in the background), nothing changes.
    """

    def __init__(self) -> None:
        self.pressed = False
        self._before: Any = None

    def __enter__(self) -> "CtrlC":
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None):
            self._before = signal.signal(signal.SIGINT, self._first)
        return self

    def _first(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        signal.signal(signal.SIGINT, self._before)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
