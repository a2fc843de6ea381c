"""What the serving process does by itself, once a second.

An app takes part by a module `housekeeping.py` with a function `tick(now: datetime) -> None` that is quick, does
nothing when there is nothing to do, and can be called twice. The thread runs in the server only (see `server.py`),
never in tests or management commands: those call the functions themselves.
"""

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from chainrule.campus.site import clock
from chainrule.campus.site.core import parts

log = logging.getLogger(__name__)


def tick_once() -> None:
    """Call every tick function; one that fails is logged and does not keep the others from their turn."""
    for app, tick in parts.functions("housekeeping", "tick"):
        try:
            tick(clock.now())
        except Exception:
            log.exception("housekeeping of %s failed; it is called again in a second", app)
            connection.close()


def start(interval: float = 1.0) -> threading.Thread:
    """Start the thread."""

    def run() -> None:
        while True:
            close_old_connections()
            tick_once()
            time.sleep(interval)

    thread = threading.Thread(target=run, name="housekeeping", daemon=True)
    thread.start()
    return thread


def end_with_parent(end: Callable[[], object] = lambda: os._exit(1)) -> threading.Thread:
    """End this process when the one that started it is gone: a killed `chainrule serve` leaves no server behind.

    It says who it is in CHAINRULE_PARENT: it may be gone before we come to ask.
    """
    parent = int(os.environ.get("CHAINRULE_PARENT") or os.getppid())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        end()

    thread = threading.Thread(target=watch, name="parent watch", daemon=True)
    thread.start()
    return thread
