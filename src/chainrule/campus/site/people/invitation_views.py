"""Inviting people by e-mail or on paper, and the page that an invitation opens."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.site import clock, inputs, rates
from chainrule.campus.site.accounts import sign_in as gate
from chainrule.campus.site.accounts.forms import ChoosePasswordForm
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.addresses import house
from chainrule.campus.site.people import invitations, letters

WAYS = ("email", "print")
WRONG = rates.Rate("invitation", 30, 60)  # links that open nothing, from one address; those that work always do
BACKEND = "chainrule.campus.site.accounts.backend.EmailBackend"


def link_maker(request: HttpRequest) -> Callable[[str], str]:
    """What makes the whole address of an invitation out of its secret."""
    return lambda secret: request.build_absolute_uri(reverse("people:invitation", args=[secret]))


@requires("people.change")
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """A link for everybody who has none yet and has never had a password."""
    now = clock.now()
    people = list(invitations.waiting(now))
    how = inputs.form(request).choice("how", WAYS, "")
    if not people or not how:
        messages.info(
            request, "Nobody waits for an invitation." if how else "Choose how to invite: by e-mail or on paper."
        )
        return redirect("people:list")
    if how == "print":
        return sheet(request, invitations.make(people, request.user, now, "paper"))
    by_email(request, people[: letters.AT_ONCE])
    left = len(people) - letters.AT_ONCE
    if left > 0:
        messages.info(request, f"{letters.AT_ONCE} go out at once. {left} still wait: send again.")
    return redirect("people:list")


def refusal(user: User) -> str:
    """Why somebody's link is not shown to another; "" where it may be."""
    if user.role == User.Role.INSTRUCTOR and user.has_usable_password():
        return (
            "A link for an instructor who has a password is only sent by e-mail: whoever sees it could sign in as them."
        )
    return ""


def invite_one(request: HttpRequest, user: User, how: str) -> HttpResponse:
    """A new link for one person; the one before ends."""
    why_not = refusal(user) if how == "print" else ""
    if not user.is_active:
        why_not = f"{user} is not in the course. Bring {user} back first."
    if why_not:
        messages.error(request, why_not)
    elif how == "print":
        return sheet(request, invitations.make([user], request.user, clock.now(), "paper"))
    else:
        by_email(request, [user])
    return redirect("people:person", pk=user.pk)


def sheet(request: HttpRequest, invited: list[tuple[User, str]]) -> HttpResponse:
    """The links on paper, a strip for each person. They are shown here and never again."""
    link = link_maker(request)
    strips = [(user, link(secret)) for user, secret in invited]
    context = {"strips": strips, "site": request.build_absolute_uri("/"), "until": clock.now() + invitations.LASTS}
    response = render(request, "people/sheet.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def by_email(request: HttpRequest, people: list[User]) -> None:
    """Send links, and say whom they did not reach: their links end."""
    now = clock.now()
    invited = invitations.make(people, request.user, now, "e-mail")
    failed = letters.send(invited, link_maker(request))
    for user in failed:
        invitations.revoke(user, now, request.user, "the e-mail was not sent")
    sent = len(invited) - len(failed)
    if sent:
        done = "sent" if letters.are_sent() else "written to files on the server: it sends no e-mail yet"
        messages.success(request, f"{sent} invitation{pluralize(sent)} {done}.")
    if failed:
        names = ", ".join(user.name for user in failed[:5]) + (f" and {len(failed) - 5} more" if failed[5:] else "")
        messages.error(
            request, f"Not sent to {names}. Check the address and the mail server, then send again, or print the links."
        )


@requires("account.by_invitation")
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password, and be signed in with it."""
    invitation = invitations.found(secret, clock.now())
    if invitation is None:
        return dead_link(request)
    form = ChoosePasswordForm(invitation.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = invitations.use(invitation, make_password(form.cleaned_data["new_password1"]), clock.now())
        if user is None:
            return dead_link(request)
        login(request, user, backend=BACKEND)
        response = redirect("core:home")
        gate.remember_browser(response, user.email)
        messages.success(request, f"Your password is set, and you are signed in. Next time sign in with {user.email}.")
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "people/invitation.html", {"form": form, "person": invitation.user}, status=status)


def dead_link(request: HttpRequest) -> HttpResponse:
    """The same for every link that does not work; it does not tell whether there is an account."""
    where = house(request.META.get("REMOTE_ADDR", ""))
    wait = WRONG.wait(where)
    WRONG.count(where)
    context = {"days": invitations.LASTS.days, "wait": rates.words(wait) if wait else ""}
    response = render(request, "people/dead_link.html", context, status=429 if wait else 404)
    if wait:
        response["Retry-After"] = str(wait)
    return response
