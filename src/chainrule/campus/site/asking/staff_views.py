"""What staff do with posts: hide one with a reason, show it again, call an answer good."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.asking import board
from chainrule.campus.site.asking.forms import ReasonForm
from chainrule.campus.site.asking.places import Reader
from chainrule.campus.site.asking.views import post_or_404, to_post


@requires("asking.moderate")
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a post; the class reads the reason in its place."""
    post = post_or_404(Reader(request.user, clock.now()), pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        board.hide(request.user, post, form.cleaned_data["reason"], clock.now())
        messages.success(request, "Hidden. The class reads your reason in its place.")
    else:
        messages.error(request, f"{form.errors['reason'][0]} Nothing was hidden.")
    return to_post(post)


@requires("asking.moderate")
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a hidden post again."""
    post = post_or_404(Reader(request.user, clock.now()), pk)
    board.show(request.user, post)
    messages.success(request, "Shown again.")
    return to_post(post)


@requires("asking.moderate")
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """Call an answer good, or take that back."""
    post = post_or_404(Reader(request.user, clock.now()), pk)
    on = inputs.form(request).raw("on") == "yes"
    try:
        board.endorse(request.user, post, on, clock.now())
    except board.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Marked as a good answer." if on else "No longer marked as a good answer.")
    return to_post(post)
