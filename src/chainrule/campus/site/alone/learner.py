"""The one person of a course for one: known without a sign-in, because the site answers on this machine alone."""

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import LEARNER
from chainrule.campus.site.alone import neighbours

EMAIL = "learner@localhost"


def learner() -> User:
    """The learner's row, made when it is not there. `LEARNER` is no role that an account can be given by a form."""
    nobody_signs_in = {"name": "You", "password": make_password(None)}
    return User.objects.get_or_create(email=EMAIL, role=LEARNER, defaults=nobody_signs_in)[0]


def signed_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Every request of this machine's user is the learner's. It is there only where CHAINRULE_ALONE is set."""

    def handle(request: HttpRequest) -> HttpResponse:
        if neighbours.is_stranger(request):
            return HttpResponse("This course belongs to another user of this machine.\n", "text/plain", 403)
        request.user = learner()
        return get_response(request)

    return handle
