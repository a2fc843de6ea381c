"""Home, the course's own pages, and what operators ask for."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core import home as front


@requires("site.use")
def home(request: HttpRequest) -> HttpResponse:
    """What is due next, where you left off, what changed."""
    return render(request, "core/home.html", {"summary": front.gather(request.user, clock.now())})


@requires("feed.read")
def feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


@requires("site.use")
def liveness(request: HttpRequest) -> HttpResponse:
    """`{"status": "ok"}` when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
