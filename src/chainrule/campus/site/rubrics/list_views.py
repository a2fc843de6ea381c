"""A milestone's teams with what came in and how far its marking is; the release; who has not reported."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.project.two_marks import State
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.rubrics import forms, peers, releasing
from chainrule.campus.site.rubrics.mark_views import waits_for, what_checks_say
from chainrule.campus.site.rubrics.models import LONGEST_REASON, Release
from chainrule.campus.site.rubrics.standings import (
    Known,
    Refused,
    adjustments,
    closes,
    deadline,
    milestone_or_404,
    milestones,
    of_class,
    released,
)

BADGES = {State.NOTHING: "", State.MARKED: "good", State.TO_MARK: "info", State.BEGUN: "info"}


def rows(teams: list[Known], reader: Any) -> list[dict[str, Any]]:
    """The table: what waits for this person stands first."""
    prefetch_related_objects([known.hand_in for known in teams if known.hand_in], "runs")
    found = [
        {
            "known": known,
            "waits": waits_for(known, reader),
            "badge": BADGES.get(known.state, "warn"),
            "points": forms.total(known.counts),
            "checks": what_checks_say(known),
            "adjusted": len(adjustments(known.marking)),
            "by": sorted({version.by.name for version in known.latest.values()}),
        }
        for known in teams
    ]
    return sorted(found, key=lambda row: (not row["waits"], row["known"].state is State.NOTHING))


@requires("milestones.mark")
@require_GET
def first(request: HttpRequest) -> HttpResponse:
    """The milestone that is marked next: the latest whose deadline is over, else the first."""
    now = clock.now()
    there = milestones()
    over = [one for one in there if deadline(one.id) <= now]
    if not there:
        return render(request, "rubrics/none.html")
    return redirect("rubrics:teams", milestone=(over or there[:1])[-1].id)


@requires("milestones.mark")
@require_GET
def teams(request: HttpRequest, milestone: str) -> HttpResponse:
    """Every team of the class."""
    asked, now = milestone_or_404(milestone), clock.now()
    found = of_class(asked, now)
    context = {
        "milestone": asked,
        "all": milestones(),
        "rows": rows(found, request.user),
        "waiting": sum(waits_for(known, request.user) for known in found),
        "nothing": sum(known.state is State.NOTHING for known in found),
        "deadline": deadline(asked.id),
        "closes": closes(asked.id),
        "now": now,
        "released": asked.id in released(),
        "unreported": unreported(asked, now),
    }
    return render(request, "rubrics/teams.html", context)


def unreported(milestone: Milestone, now: datetime) -> list[tuple[Any, int]]:
    """Who has not reported, and about how many team-mates; empty before the deadline."""
    if now < deadline(milestone.id):
        return []
    return list(Counter(author for author, _ in peers.missing(milestone, now)).items())


@requires("milestones.release")
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, milestone: str) -> HttpResponse:
    """Release the marks of a milestone, or take that back."""
    asked, now = milestone_or_404(milestone), clock.now()
    if request.method == "POST":
        form = inputs.form(request)
        try:
            if form.raw("do") == "take_back":
                releasing.take_back(asked, form.line("reason", most=LONGEST_REASON), request.user, now)
                messages.success(request, "The release is taken back. Students see no marks of this milestone now.")
            else:
                releasing.release(asked, request.user, now)
                messages.success(request, "Released. Every member sees levels, comments and the sum.")
            return redirect("rubrics:teams", milestone=milestone)
        except Refused as refused:
            messages.error(request, str(refused))
    found = of_class(asked, now)
    context = {
        "milestone": asked,
        "released": asked.id in released(),
        "why_not": releasing.why_not(asked, found, now),
        "not_ready": releasing.not_ready(found),
        "marked": [known for known in found if known.state is State.MARKED],
        "nothing": [known for known in found if known.state is State.NOTHING],
        "log": Release.objects.filter(milestone=asked.id).select_related("by"),
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "rubrics/release.html", context, status=409 if request.method == "POST" else 200)
