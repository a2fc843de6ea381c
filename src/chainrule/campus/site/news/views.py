"""The page of news, writing an announcement, and what one gets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.news import board
from chainrule.campus.site.news.forms import AnnouncementForm
from chainrule.campus.site.news.models import Item, Kind, TurnedOff


@requires("news.read")
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """All news for this reader, the latest first."""
    now = clock.now()
    found = board.entries(request.user, now)
    may_write = allows(request.user, "news.write")
    context = {
        "entries": found,
        "new": sum(entry.is_new for entry in found),
        "coming": board.coming(now) if may_write else [],
        "may_write": may_write,
    }
    return render(request, "news/list.html", context)


@requires("news.read")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    board.mark_read(request.user, clock.now())
    return redirect("news:list")


@requires("news.read")
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What one gets by e-mail and in the calendar feed."""
    if request.method == "POST":
        given = inputs.form(request)
        board.choose(request.user, [what for what in TurnedOff.What.values if given.raw(what) == "yes"])
        messages.success(request, "Saved.")
        return redirect("news:choices")
    off = board.choices_of(request.user)
    listed = [(what, label, what not in off) for what, label in TurnedOff.What.choices]
    return render(request, "news/choices.html", {"choices": listed})


@requires("news.write")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write an announcement, look at it, publish it."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    sent, preview = request.method == "POST", None
    if sent and form.is_valid():
        if inputs.form(request).raw("preview"):
            preview = form.cleaned_data
        else:
            item = board.write(request.user, clock.now(), **form.cleaned_data)
            out = item.shown_from <= clock.now()
            messages.success(request, "Announced." if out else "Kept. It is shown from the time that you gave.")
            return redirect("news:list")
    context = {"form": form, "preview": preview}
    return render(request, "news/write.html", context, status=422 if sent and form.errors else 200)


@requires("news.write")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an announcement back: it is shown no more, and letters that still wait are not sent."""
    item = get_object_or_404(Item, pk=pk, kind=Kind.WRITTEN)
    if board.take_back(request.user, item, clock.now()):
        messages.success(request, f"“{item.title}” is taken back. Letters that went out cannot be.")
    else:
        messages.info(request, f"“{item.title}” was taken back before.")
    return redirect("news:list")
