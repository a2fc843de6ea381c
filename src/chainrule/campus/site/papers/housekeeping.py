"""What the server does for papers by itself: close what is over, run the code that marking needs."""

import threading
from datetime import datetime

from django.db import connections

from chainrule.campus.site.papers import marks, sitting
from chainrule.campus.site.papers.models import Attempt

_running = threading.Lock()


def tick(now: datetime) -> None:
    """Close attempts at zero, browser or no browser. Code is run in a thread of its own: it may take seconds."""
    sitting.close_all_over(now)
    if Attempt.objects.filter(closed_at__isnull=False, runs=None).exists() and _running.acquire(blocking=False):
        threading.Thread(target=_run_pending, name="papers-runs", daemon=True).start()


def _run_pending() -> None:
    try:
        while marks.run_pending():
            pass
    finally:
        connections.close_all()
        _running.release()
