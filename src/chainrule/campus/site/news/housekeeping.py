"""What the server does by itself: it looks what happened, makes notices, and sends letters."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from chainrule.campus.site.news import happened, letters

EVERY = 15  # seconds between two looks


def tick(now: datetime) -> None:
    """Look now and then; send what waits. Whoever learns alone has no class, and gets no letters."""
    if settings.ALONE:
        return
    if cache.add("news-looked", True, timeout=EVERY):
        happened.look(now)
        letters.address(now)
    letters.send(now)
