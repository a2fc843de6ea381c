"""What takes long to find out, for a page that must not wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from chainrule.campus.site import clock

Found = TypeVar("Found")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen(Generic[Found]):
    """What a look found, when, and whether it is the newest: where not, the next look has not ended yet."""

    found: Found
    at: datetime
    is_new: bool


class Looking(Generic[Found]):
    """Looks on a thread of its own, once at a time, and remembers what the last look found."""

    def __init__(self, look: Callable[[], Found]) -> None:
        self.look = look
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._last: tuple[Found, datetime] | None = None

    def seen(self, seconds: float) -> Seen[Found] | None:
        """What is seen now. A look that takes longer goes on, and the one before counts; None where there is none."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="looking", daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(seconds)
        return Seen(*self._last, is_new=not thread.is_alive()) if self._last else None

    def _look(self) -> None:
        try:
            self._last = (self.look(), clock.now())
        except Exception:
            log.exception("a look for the health page failed")
