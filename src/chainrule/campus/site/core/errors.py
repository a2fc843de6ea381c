"""Error pages: what happened, that nothing was lost, and the way back."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.theme import theme_of
from chainrule.course import CourseError

BUSY_SECONDS = 5  # after which it is worth another try

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def unreadable(request: HttpRequest, words: str) -> HttpResponse:
    """What an address or a form holds makes no sense; `words` say which part."""
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return JsonResponse({"error": words}, status=400)
    return render(request, "errors/400.html", {"words": words}, status=400)


def busy(request: HttpRequest) -> HttpResponse:
    """More than the server can do at this moment: what was typed is shown again, but for passwords."""
    typed = {name: request.POST.get(name, "")[:2000] for name in ("username", "next")}
    context = {"again": request.path, **typed}
    response = render(request, "errors/busy.html", context, status=503)
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/413.html", status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", {"path": request.path}, status=404)


def broken_course(request: HttpRequest, error: CourseError) -> HttpResponse:
    """A page that needs a file which its author has just broken: what to mend, for those who can."""
    log.error("%s cannot be shown: %s", request.path, error)
    if request.path.startswith("/api/"):
        return JsonResponse({"error": "a file of the course cannot be read now; try again later"}, status=503)
    staff = allows(request.user, "health.read")
    return render(request, "errors/course.html", {"error": error if staff else None}, status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("refused a form without its token at %s: %s", request.path, reason)
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the database, the session or the course: any of them may be what is broken."""
    context = {"theme": theme_of(request), "path": request.path, "mail": settings.OPERATOR_MAIL}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
