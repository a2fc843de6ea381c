"""What the server does for papers by itself: close what is over, run the code that marking needs."""

import threading
import time
from datetime import datetime

from django.db import connections

from chainrule.campus.site.papers import runs, sitting

PATIENCE = 30.0  # seconds until what could not be run is tried again
_running = threading.Lock()
_rests_until = 0.0


def tick(now: datetime) -> None:
    """Close attempts at zero, browser or no browser. Code is run in a thread of its own: it may take seconds."""
    sitting.close_all_over(now)
    if time.monotonic() >= _rests_until and runs.waiting() and _running.acquire(blocking=False):
        threading.Thread(target=_run_pending, name="papers-runs", daemon=True).start()


def _run_pending() -> None:
    global _rests_until
    try:
        _, failed = runs.run_pending()
        if failed:
            _rests_until = time.monotonic() + PATIENCE
    finally:
        connections.close_all()
        _running.release()
