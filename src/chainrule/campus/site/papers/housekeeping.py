"""What the server does for papers by itself: close what is over, queue code that marking needs, draw ahead."""

from datetime import datetime

from chainrule.campus.site.papers import ahead, runs, sitting


def tick(now: datetime) -> None:
    """Close attempts at zero, browser or no browser; the rest where there is time."""
    sitting.close_all_over(now)
    runs.queue_closed()
    ahead.make(now)
