"""What the open page of an attempt asks for every few seconds: the time, and what staff did meanwhile."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.papers import guards, sitting
from chainrule.campus.site.papers.views import own_attempt, times

AGAIN = 8  # seconds until a page asks again, a quarter more or less; where it is invigilated a guard says fewer


@requires("papers.sit")
@require_GET
def news(request: HttpRequest, paper: str) -> JsonResponse:
    """The end as it is now, whether the attempt is open, paused or refused here, and what else there is to hear."""
    now, current = clock.now(), own_attempt(request.user, paper)
    sitting.close_if_over(current, now)
    about = {"attempt": current.pk, "open": current.is_open, "ended": current.ended, "again": AGAIN, "refused": None}
    if current.is_open and (refused := guards.refusal(request, paper, now, begun=True)):
        about["refused"] = {"why": refused.why, "way_on": refused.way_on}
    return JsonResponse({**times(current, now), **about, **guards.news(request, current, now)})
