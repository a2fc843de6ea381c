"""One's own personal tokens: made and shown once, revoked; and for a program, whose token it has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.models import PersonalToken
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.views import account_page
from chainrule.campus.site.course import course

TO_THE_TOKENS = "/account/#tokens"


@requires("account.tokens")
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the token: it is kept nowhere, not even for a redirection."""
    try:
        made, text = tokens.make(request.user, inputs.form(request).line("name", most=tokens.LONGEST_NAME), clock.now())
    except (tokens.TooMany, inputs.BadInput) as refused:
        return account_page(request, refused=inputs.sentence(refused), typed=request.POST.get("name", ""))
    return account_page(request, made=made, text=text)


@requires("account.tokens")
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(PersonalToken, pk=pk, user=request.user)
    tokens.revoke(token, clock.now())
    messages.success(request, f"The token “{token.name}” is revoked. What was handed in with it stays.")
    return redirect(TO_THE_TOKENS)


@requires("account.name_self", by_token=True)
@require_GET
def whose(request: HttpRequest) -> JsonResponse:
    """Whose token this is, and of which course the site is: what `chainrule login` says."""
    return JsonResponse({"name": request.user.name, "email": request.user.email, "course": course().code})
