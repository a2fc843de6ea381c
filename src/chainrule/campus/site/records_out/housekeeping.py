"""What the server does for the audit log by itself: it links what was left without a link."""

from datetime import datetime

from chainrule.campus.site.accounts import audit


def tick(now: datetime) -> None:
    """Link what waits."""
    if audit.waiting():
        audit.link_waiting()
