"""What the server does for teams by itself: it promises the draw when the list opens, and makes it at the deadline."""

from datetime import datetime

from django.conf import settings

from chainrule.campus.site.project import draws


def tick(now: datetime) -> None:
    """Promise, then draw, each once; who learns alone has no class to draw."""
    if not settings.ALONE:
        draws.draw(now)
