"""What every page's frame needs: the bar, the theme, the clock's banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import PUBLIC, role_of
from chainrule.campus.site.core import navigation
from chainrule.campus.site.course import course
from chainrule.campus.site.theme import THEMES, theme_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    return {
        "course": SimpleLazyObject(course),
        "now": clock.now(),
        "timezone_city": settings.TIME_ZONE.rsplit("/", 1)[-1].replace("_", " "),
        "navigation": navigation.links(request),
        "theme": theme_of(request),
        "themes": THEMES,
        "demo_clock": clock.is_shifted(),
        "is_demo": settings.DEMO,
        "published": role_of(getattr(request, "user", None)) == PUBLIC,
    }
