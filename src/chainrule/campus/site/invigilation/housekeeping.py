"""What the server does for supervised papers by itself: who begins in the moment of a pause is paused too."""

from datetime import datetime

from chainrule.campus.site.invigilation.models import Invigilation
from chainrule.campus.site.papers import pauses


def tick(now: datetime) -> None:
    """Pause who slipped through."""
    for room in Invigilation.objects.filter(is_on=True, paused_at__isnull=False):
        pauses.pause(room.paper, now)
