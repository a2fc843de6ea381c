"""What the server does for this room by itself: papers that ask about own code are prepared for."""

from __future__ import annotations

from datetime import datetime

from chainrule.campus.site.viva import for_papers


def tick(now: datetime) -> None:
    """Queue the questions that papers will ask soon."""
    for_papers.prepare(now)
