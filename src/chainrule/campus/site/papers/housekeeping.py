"""What the server does for papers by itself: close what is over, queue the code that marking needs to be run."""

from datetime import datetime

from chainrule.campus.site.papers import runs, sitting


def tick(now: datetime) -> None:
    """Close attempts at zero, browser or no browser."""
    sitting.close_all_over(now)
    runs.queue_closed()
