"""The gallery: what the class sees, what a team offers, and what staff hide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.site.rubrics import gallery
from chainrule.campus.site.rubrics.models import LONGEST_PATH, LONGEST_REASON, LONGEST_TITLE
from chainrule.campus.site.rubrics.standings import Refused


@requires("gallery.see")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The projects that are shown; staff also see what they hid."""
    there = gallery.entries()
    hides = allows(request.user, "gallery.hide")
    context = {
        "entries": [one for one in there if one.is_shown],
        "hidden": [one for one in there if one.hidden and not one.missing] if hides else [],
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "rubrics/gallery.html", context)


@requires("gallery.offer")
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """What one's own team offers: write it, agree to it, take it down."""
    team, refused, typed = team_of(request.user), "", None
    if request.method == "POST" and team:
        form = inputs.form(request)
        try:
            return done(request, team, form)
        except inputs.BadInput as bad:
            refused = f"{inputs.sentence(bad)} Nothing was saved."
        except Refused as why:
            refused = str(why)
        typed = {name: form.code(name) for name in ("title", "text", "notebook")}
    entry = gallery.entry_of(team) if team else None
    source = gallery.source_of(team) if team else None
    first = (
        {name: getattr(entry.offer, name) for name in ("title", "text", "notebook")} if entry and entry.offer else {}
    )
    context = {
        "team": team,
        "entry": entry,
        "repository": source.address if source else "",
        "closed": gallery.EARLY if source is None else "" if source.address else gallery.NO_ADDRESS,
        "has_agreed": entry is not None and request.user in entry.agreed,
        "typed": typed or first,
        "refused": refused,
        "longest_title": LONGEST_TITLE,
        "longest_text": gallery.LONGEST_TEXT,
        "longest_path": LONGEST_PATH,
    }
    return render(request, "rubrics/offer.html", context, status=409 if refused else 200)


def done(request: HttpRequest, team: Team, form: inputs.Given) -> HttpResponse:
    """Do what a member asked for. Raises `Refused`, `BadInput`."""
    now, what = clock.now(), form.raw("do")
    if what == "agree":
        gallery.agree(team, request.user, form.whole("number", 0), now)
        messages.success(request, "You agreed. The project is shown once every member has.")
    elif what == "take_down":
        gallery.take_down(team, request.user, now)
        messages.success(request, "The project is out of the gallery.")
    else:
        title, notebook = form.line("title", most=LONGEST_TITLE), form.line("notebook", most=LONGEST_PATH)
        gallery.offer(team, request.user, title, form.code("text").strip(), notebook, now)
        messages.success(
            request, "Saved, and you agreed. The project is shown once every member has agreed to this text."
        )
    return redirect("rubrics:offer")


@requires("gallery.hide")
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide the project of a team for a reason, or show it again."""
    team, form = get_object_or_404(Team, pk=pk), inputs.form(request)
    try:
        if form.raw("do") == "show":
            gallery.show(team, request.user, clock.now())
            messages.success(request, "The project is shown again.")
        else:
            gallery.hide(team, request.user, form.line("reason", most=LONGEST_REASON), clock.now())
            messages.success(request, "The project is hidden. Its team reads why.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("rubrics:gallery")
