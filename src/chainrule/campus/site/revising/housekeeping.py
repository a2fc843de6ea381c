"""What the server does by itself: it takes a revision up that was applied while it ran."""

from datetime import datetime

from django.conf import settings

from chainrule.campus.site.revising import keeping


def tick(now: datetime) -> None:
    """Look whether other rules are in force than those that this process holds."""
    if not settings.ALONE:
        keeping.look(now)
