"""Two marks of one team side by side, and what the instructor decides; how far the markers of a milestone agree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.project import rubric
from chainrule.campus.questions.two_markers import FEW, Both, of_all, of_markers
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.rubrics import forms, giving
from chainrule.campus.site.rubrics.models import LONGEST_REASON, Version
from chainrule.campus.site.rubrics.standings import (
    Known,
    Part,
    Refused,
    levels_of,
    milestone_or_404,
    of_class,
    of_team,
    released,
)

TAKES = (Part.FIRST, Part.SECOND)


@requires("milestones.mark")
@require_GET
def differences(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """Both marks, criterion by criterion, for whoever may see both."""
    asked, team = milestone_or_404(milestone), get_object_or_404(Team, pk=pk)
    return page(request, of_team(team, asked, clock.now()))


@requires("milestones.moderate")
@require_http_methods(["POST"])
def decide(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """Say which of two marks counts, or give new levels."""
    asked, team, now = milestone_or_404(milestone), get_object_or_404(Team, pk=pk), clock.now()
    form = inputs.form(request)
    takes, read = form.raw("takes"), forms.read(form, asked)
    reason = form.line("reason", most=LONGEST_REASON)
    if takes not in TAKES and read.problems:
        return page(request, of_team(team, asked, now), read, "Mend what is marked below.", reason, takes, code=422)
    try:
        takes = takes if takes in TAKES else ""
        saved = giving.decide(team, asked, request.user, takes, read.typed, reason, form.whole("seen", 0), now)
    except Refused as refused:
        return page(request, of_team(team, asked, now), read, str(refused), reason, takes or "new", code=409)
    if saved.other:
        words = f"{saved.other.by} decided while you read. That decision counts; yours is kept below it."
        return page(request, of_team(team, asked, now), read, words, reason, takes or "new", code=409)
    messages.success(request, f"{team}: decided, {forms.total(saved.version):g} of {asked.out_of} points.")
    return redirect("rubrics:differences", milestone=milestone, pk=pk)


def page(
    request: HttpRequest,
    known: Known,
    read: forms.Read | None = None,
    refused: str = "",
    reason: str = "",
    takes: str = "",
    code: int = 200,
) -> HttpResponse:
    """The two marks, what was decided, and for the instructor the form."""
    if not (known.second_marker and known.both_in):
        messages.info(request, f"There are no two marks of {known.team} to compare yet.")
        return redirect("rubrics:mark", milestone=known.milestone.id, pk=known.team.pk)
    two = [known.latest[part] for part in TAKES]
    decisions = Version.objects.filter(marking=known.marking, part=Part.DECISION).select_related("by")
    context: dict[str, Any] = {
        "known": known,
        "milestone": known.milestone,
        "team": known.team,
        "two": two,
        "totals": [forms.total(one) for one in two],
        "rows": forms.side_by_side(known.milestone, two),
        "comparison": rubric.compare(known.milestone, *(levels_of(known.milestone, one) for one in two)),
        "decisions": [(one, forms.given(known.milestone, one), forms.total(one)) for one in decisions][::-1],
        "may_decide": allows(request.user, "milestones.moderate") and known.milestone.id not in released(),
        "takes": takes,
        "seen": known.latest[Part.DECISION].number if Part.DECISION in known.latest else 0,
        "fields": forms.fields(known.milestone, read.typed if read else known.latest.get(Part.DECISION), read),
        "overall": read.typed.overall if read else "",
        "refused": refused,
        "reason": reason,
        "longest": forms.LONGEST_COMMENT,
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "rubrics/differences.html", context, status=code)


@requires("milestones.moderate")
@require_GET
def agreement(request: HttpRequest, milestone: str) -> HttpResponse:
    """How far the markers of a milestone agree, on the teams that two of them marked."""
    asked = milestone_or_404(milestone)
    twice = [known for known in of_class(asked, clock.now()) if known.second_marker and known.both_in]
    pairs = [pair for known in twice for pair in pairs_of(known)]
    people = User.objects.in_bulk({pk for one in pairs for pk in (one.first, one.second)})
    rows = [
        {"marker": people[one.marker], "one": one, "more": (one.difference or 0.0) * 100} for one in of_markers(pairs)
    ]
    criteria = [
        {"criterion": criterion, "one": of_all([pair for known in twice for pair in pairs_of(known, criterion.id)])}
        for criterion in asked.criteria
    ]
    context = {"milestone": asked, "teams": len(twice), "all": of_all(pairs), "rows": rows, "criteria": criteria}
    return render(request, "rubrics/agreement.html", {**context, "few": FEW})


def pairs_of(known: Known, only: str = "") -> list[Both]:
    """The two marks of a team, one pair a criterion, as shares of its points."""
    first, second = known.latest[Part.FIRST], known.latest[Part.SECOND]
    return [
        Both(first.by_id, second.by_id, first.levels[one.id] / one.points, second.levels[one.id] / one.points)
        for one in known.milestone.criteria
        if only in ("", one.id)
    ]
