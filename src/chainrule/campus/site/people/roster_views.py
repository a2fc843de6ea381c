"""Updating the class from a list: what it would do is shown, and done when it is confirmed as shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import roster
from chainrule.campus.site.accounts.changes import Entry, Plan
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.people import records
from chainrule.campus.site.people.forms import ListForm

GONE_AT_ONCE = 500  # ticks in one form: Django takes no form with more than a thousand fields
LABELS = {"email": "email", "name": "name", "role": "role", "section": "section", "student_id": "student ID"}


@requires("people.change")
@require_http_methods(["GET", "POST"])
def update(request: HttpRequest) -> HttpResponse:
    """Take a list; show what it would do; do it."""
    if request.method == "GET":
        return render(request, "people/update.html", {"form": ListForm()})
    given = inputs.form(request)
    inputs.upload(request, "file")
    form = ListForm({"text": given.raw("text"), "source": given.raw("source")}, request.FILES)
    try:
        entries = roster.entries(form.cleaned_data["content"]) if form.is_valid() else []
    except roster.Unreadable as error:
        return render(request, "people/update.html", {"form": form, "wrong": str(error).splitlines()}, status=422)
    if not entries:
        return render(request, "people/update.html", {"form": form}, status=422)
    text, source = roster.decoded(form.cleaned_data["content"]), form.cleaned_data["source"]
    if given.choice("do", ("show", "apply"), "show") == "show":
        return preview(request, records.plan_of(entries), text, source)
    return confirm(request, entries, text, source)


def confirm(request: HttpRequest, entries: list[Entry], text: str, source: str) -> HttpResponse:
    """Do what was shown. Where accounts changed meanwhile nothing is done, and the new preview is shown."""
    given = inputs.form(request)
    gone = {inputs.whole(pk) for pk in request.POST.getlist("gone")}
    if given.raw("all_gone"):
        gone |= {account.pk for account in records.plan_of(entries).gone}
    try:
        done = records.apply(entries, given.raw("seen"), gone, request.user, source)
    except records.Meanwhile as meanwhile:
        return preview(request, meanwhile.plan, text, source, refused=str(meanwhile), status=409)
    except records.Refused as refused:
        return preview(request, records.plan_of(entries), text, source, refused=str(refused), status=422)
    messages.success(request, done.words + (" Invite who is new below." if done.added else ""))
    return redirect("people:list")


def preview(
    request: HttpRequest, plan: Plan, text: str, source: str, refused: str = "", status: int = 200
) -> HttpResponse:
    """Each group with its count, and what will happen to each."""
    context: dict[str, Any] = {
        "plan": plan,
        "text": text,
        "source": source,
        "refused": refused,
        "labels": LABELS,
        "gone": plan.gone[:GONE_AT_ONCE],
        "gone_later": max(len(plan.gone) - GONE_AT_ONCE, 0),
    }
    return render(request, "people/preview.html", context, status=status)
