"""One person: added by hand, changed, moved to another section, dropped, brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.changes import FIELDS
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.people import invitations, letters, records
from chainrule.campus.site.people.forms import PersonForm
from chainrule.campus.site.people.invitation_views import invite_one, refusal
from chainrule.campus.site.people.list_views import sections

ACTS = ("drop", "bring_back", "email", "print", "revoke")


def person_or_404(pk: int) -> User:
    """Somebody of the class."""
    return get_object_or_404(User, pk=pk, role__in=User.Role.values)


@requires("people.read")
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is, in which state, what was done to the account, what can be done."""
    one = person_or_404(pk)
    link = invitations.open_one(one)
    context = {
        "person": one,
        "link": link,
        "link_works": link is not None and invitations.works(link, clock.now()),
        "not_shown": refusal(one),
        "history": records.history(one),
        "are_sent": letters.are_sent(),
    }
    return render(request, "people/person.html", context)


@requires("people.change")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One more person."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = records.add(form.entry, request.user)
        except ValidationError as error:
            form.refuse(records.problems(error))
        else:
            messages.success(request, f"{made} is added. Send or print the invitation now.")
            return redirect("people:person", pk=made.pk)
    context = {"form": form, "sections": sections()}
    return render(request, "people/add.html", context, status=422 if request.method == "POST" else 200)


@requires("people.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, address, role, section or student ID."""
    one = person_or_404(pk)
    form = PersonForm(request.POST or None, initial={name: getattr(one, name) or "" for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            count = records.change(one, form.entry, request.user)
        except ValidationError as error:
            form.refuse(records.problems(error))
        except records.Refused as refused:
            form.refuse({"role": [str(refused)]})
        else:
            messages.success(request, "Saved." if count else "Nothing was changed.")
            return redirect("people:person", pk=pk)
    context = {"form": form, "person": one, "sections": sections()}
    return render(request, "people/change.html", context, status=422 if request.method == "POST" else 200)


@requires("people.change")
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop, bring back, invite, take the invitation back."""
    one, form = person_or_404(pk), inputs.form(request)
    do, reason = form.choice("do", ACTS, ""), form.line("reason", most=200)
    if do in ("email", "print"):
        return invite_one(request, one, do)
    if do in ("drop", "bring_back") and not reason:
        messages.error(request, "Nothing was done. Give a reason: it is kept in the records.")
    elif do:
        switch(request, one, do, reason)
    return redirect("people:person", pk=pk)


def switch(request: HttpRequest, one: User, do: str, reason: str) -> None:
    """Do what needs no page of its own, and say what was done."""
    try:
        if do == "drop":
            records.drop(one, request.user, reason)
            messages.success(request, f"{one} is dropped and can no longer sign in. What {one} did is kept.")
        elif do == "bring_back":
            records.bring_back(one, request.user, reason)
            messages.success(request, f"{one} is in the course again, with all that was done before.")
        elif invitations.revoke(one, clock.now(), request.user, "by hand"):
            messages.success(request, "The link no longer works.")
        else:
            messages.info(request, "There was no link that works.")
    except records.Refused as refused:
        messages.error(request, str(refused))
