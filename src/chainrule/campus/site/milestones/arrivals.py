"""When a request came: its first byte, and the moment at which it was whole. The front says so, never a header."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.http import HttpRequest

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.front.instants import BEGAN, WHOLE
from chainrule.campus.syllabus import Arrival


def arrival(request: HttpRequest) -> Arrival:
    """The request's arrival by the site's clock; behind another server than ours, all of it came now."""
    now, ticks = clock.now(), time.monotonic()

    def moment(name: str) -> datetime:
        return now - timedelta(seconds=max(0.0, ticks - float(request.META.get(name, ticks))))

    return Arrival(moment(BEGAN), moment(WHOLE), inputs.length(request))
