"""What holds for every request: permission before the view, and privacy after it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import permissions, tokens
from chainrule.campus.site.core import errors
from chainrule.campus.site.share import Busy
from chainrule.course import CourseError

Handler = Callable[[HttpRequest], HttpResponse]
LARGEST_REQUEST = 12 * 2**20  # bytes; a notebook may have 10 MB, and comes in a form
TOO_LARGE = "the file is too large: at most 10 MB are taken"
UNUSED_POWERS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def private_pages(get_response: Handler) -> Handler:
    """Keep what a signed-in person saw out of caches, so that the next user of the machine cannot go back to it."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = UNUSED_POWERS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return handle


def sized_requests(get_response: Handler) -> Handler:
    """Refuse what is far larger than anything that is handed in, before any of it is read or written to a disk."""

    def handle(request: HttpRequest) -> HttpResponse:
        try:
            if inputs.length(request) <= LARGEST_REQUEST:
                return get_response(request)
        except inputs.BadInput:
            pass  # no length at all, or one of a thousand digits
        if request.path.startswith("/api/"):
            return tokens.refusal(TOO_LARGE, 413)
        return errors.too_large(request)

    return handle


class InWords:
    """Turn what a view could not do into an answer in words: what it cannot read, and a server that is too busy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for_programs = request.path.startswith("/api/")
        if isinstance(error, inputs.BadInput):
            return tokens.refusal(str(error), 400) if for_programs else errors.unreadable(request, str(error))
        if isinstance(error, Busy):
            return errors.busy(request)
        return None


class PermissionMiddleware:
    """Look the view's action up in the permission table before the view runs.

    A view without an action is refused to everybody: forgetting `@requires` closes a page, never opens it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        action = permissions.action_of(view)
        if action is None:
            raise PermissionDenied(f"the view {view!r} names no action")
        if permissions.takes_token(view):
            return tokens.admit(request, action)
        if permissions.allows(request.user, action):
            return None
        if request.user.is_authenticated:
            return errors.forbidden(request)
        return permissions.ask_to_sign_in(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A file of the course that cannot be read is said to be that, and no failure of the site."""
        return errors.broken_course(request, error) if isinstance(error, CourseError) else None
