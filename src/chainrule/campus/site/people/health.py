"""Whether invitations leave this machine."""

from __future__ import annotations

from django.conf import settings

from chainrule.campus.site import clock
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.people import invitations, letters


def lines() -> list[Line]:
    """How e-mail goes out, and how many people have no link yet."""
    if letters.are_sent():
        mail = Line("E-mail", f"sent by {getattr(settings, 'EMAIL_HOST', '') or 'a server'}")
    else:
        mail = Line("E-mail", "written to files, not sent; set EMAIL_URL to send it")
    return [mail, Line("Not invited yet", str(invitations.waiting(clock.now()).count()))]
