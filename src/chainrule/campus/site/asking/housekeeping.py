"""What the server does by itself: it sends letters about answers."""

from datetime import datetime

from django.conf import settings

from chainrule.campus.site.asking import letters


def tick(now: datetime) -> None:
    """Send what waits. Whoever learns alone has no class, and gets no letters."""
    if not settings.ALONE:
        letters.send(now)
