"""Running a block in the page: asked for, looked after, stopped. Answers are JSON; a refusal is in words."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.lectures import running, texts
from chainrule.campus.site.lectures.models import LiveRun
from chainrule.campus.site.share import Busy
from chainrule.labs import CannotStart

LATER = "The machine is busy. Try again in a moment."


@requires("lectures.run")
@require_POST
def run(request: HttpRequest, number: int) -> HttpResponse:
    """Run a block: on a learner's machine at once; else it is queued, and the answer says where to look for it."""
    if number not in texts.with_text():
        raise Http404("no text")
    try:
        program = running.program(texts.text(number), inputs.json_body(request, running.LARGEST))
        if settings.ALONE:
            with running.alone.taken():
                return JsonResponse(running.perform(number, program))
        return waits(running.begin(request.user, number, program))
    except running.Refused as refused:
        return JsonResponse({"error": str(refused)}, status=refused.status)
    except inputs.BadInput as bad:
        return JsonResponse({"error": inputs.sentence(bad)}, status=400)
    except (Busy, CannotStart) as error:
        return JsonResponse({"error": str(error) or LATER}, status=503)


@requires("lectures.run")
@require_GET
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one's own run, or when to look again."""
    found = get_object_or_404(LiveRun, pk=pk, reader=request.user)
    if found.is_waiting:
        return waits(found)
    if found.state == LiveRun.State.DONE and found.result is not None:
        return JsonResponse(found.result)
    stopped = found.state == LiveRun.State.CANCELLED
    return JsonResponse({"error": "Stopped." if stopped else found.problem or LATER}, status=410 if stopped else 503)


@requires("lectures.run")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up on one's own run."""
    running.stop(request.user, pk)
    return HttpResponse(status=204)


def waits(found: LiveRun) -> JsonResponse:
    """The answer for what is not done yet."""
    place = reverse("lectures:look", args=[found.pk])
    stop = reverse("lectures:stop", args=[found.pk])
    return JsonResponse({"look": place, "stop": stop, "after": found.look_again_now, "note": found.problem}, status=202)
