"""Marking one team's milestone by its rubric, as first or as second marker; who marks a second time; adjustments."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.project.two_marks import State, is_in
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import STAFF, requires
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.rubrics import forms, giving, releasing
from chainrule.campus.site.rubrics.giving import Saved
from chainrule.campus.site.rubrics.models import LONGEST_REASON, Adjustment, Version
from chainrule.campus.site.rubrics.results import derivation
from chainrule.campus.site.rubrics.standings import (
    Known,
    Part,
    Refused,
    adjustments,
    milestone_or_404,
    of_class,
    of_team,
    released,
)

MOST_AMOUNT = 1000.0


def waits_for(known: Known, marker: User) -> bool:
    """Whether a team's milestone waits for this person: for a first mark, or for the second one that is theirs."""
    if known.state is State.NOTHING:
        return False
    if known.second_marker == marker:
        return not is_in(known.criteria, known.number, known.marks.second) and known.marks.decision is None
    return known.state in (State.TO_MARK, State.BEGUN, State.AGAIN)


def sees(known: Known, part: str, reader: User) -> bool:
    """Whether a person may see a mark: of two markers nobody sees the other's before their own is in."""
    if known.second_marker is None or part == Part.DECISION:
        return True
    own = giving.part_of(known, reader)
    mine = known.marks.second if own == Part.SECOND else known.marks.first
    return part == own or is_in(known.criteria, known.number, mine)


def what_checks_say(known: Known) -> list[tuple[int, str, str]]:
    """How many checks found a problem, are to be looked at, are fine: with words and the colour of a badge."""
    if known.run is None:
        return []
    count = Counter(verdict["outcome"] for verdict in known.run.verdicts)
    kinds = (("problem", "warn"), ("notice", "info"), ("ok", "good"), ("not tried", ""))
    many = {"problem": "problems", "notice": "notices"}
    return [
        (found, many.get(outcome, outcome) if found > 1 else outcome, badge)
        for outcome, badge in kinds
        if (found := count[outcome])
    ]


@requires("milestones.mark")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """The rubric of one team's milestone, as this person marks it."""
    asked, team, now = milestone_or_404(milestone), get_object_or_404(Team, pk=pk), clock.now()
    known = of_team(team, asked, now)
    if request.method == "GET":
        return page(request, known)
    form = inputs.form(request)
    read = forms.read(form, asked)
    if read.problems:
        return page(
            request, known, read, read.problems.get("", "Mend what is marked below. Nothing was saved."), code=422
        )
    shown = form.choice("part", Part.values, Part.FIRST), form.whole("seen", 0), form.whole("number", 0)
    try:
        saved = giving.save(team, asked, request.user, read.typed, shown, now)
    except Refused as refused:
        return page(request, of_team(team, asked, now), read, str(refused), code=409)
    if saved.other:
        return page(request, of_team(team, asked, now), read, code=409, other=saved.other)
    return go_on(request, asked, team, saved)


def go_on(request: HttpRequest, milestone: Milestone, team: Team, saved: Saved) -> HttpResponse:
    """To the next team that waits; back to this one where criteria lack a level; else to the list."""
    if lacks := [one.title for one in milestone.criteria if one.id not in saved.version.levels]:
        messages.info(request, f"Saved. Without a level yet: {', '.join(lacks)}.")
        return redirect(request.path)
    messages.success(request, f"{team}: saved, {forms.total(saved.version):g} of {milestone.out_of} points.")
    following = next_team(of_class(milestone, clock.now()), team, request.user)
    if following:
        return redirect("rubrics:mark", milestone=milestone.id, pk=following.pk)
    return redirect("rubrics:teams", milestone=milestone.id)


def next_team(teams: list[Known], team: Team, marker: User) -> Team | None:
    """The next team in the list that waits for a person, from the top again after the last."""
    place = next((place for place, known in enumerate(teams) if known.team == team), -1)
    return next((one.team for one in (*teams[place + 1 :], *teams[:place]) if waits_for(one, marker)), None)


def page(
    request: HttpRequest,
    known: Known,
    read: forms.Read | None = None,
    refused: str = "",
    code: int = 200,
    other: Version | None = None,
) -> HttpResponse:
    """The page, with what was typed where it could not be kept."""
    user, part = request.user, giving.part_of(known, request.user)
    latest, typed = known.latest.get(part), read.typed if read else None
    rows = Version.objects.filter(marking=known.marking).select_related("by", "hand_in") if known.marking else ()
    teams = of_class(known.milestone, clock.now())
    context: dict[str, Any] = {
        "known": known,
        "milestone": known.milestone,
        "team": known.team,
        "part": part,
        "latest": latest,
        "fields": forms.fields(known.milestone, typed or latest, read),
        "read_typed": typed is not None,
        "latest_rows": forms.given(known.milestone, latest) if latest else [],
        "checks": what_checks_say(known),
        "overall": typed.overall if typed else latest.overall if latest else "",
        "refused": refused,
        "other": other,
        "other_rows": forms.given(known.milestone, other) if other else [],
        "outdated": latest is not None and latest.hand_in != known.hand_in,
        "following": next_team(teams, known.team, user),
        "released": known.milestone.id in released(),
        "versions": [(one, forms.given(known.milestone, one)) for one in rows if sees(known, one.part, user)][::-1],
        "may_edit": may_edit(known),
        "longest": forms.LONGEST_COMMENT,
        "others": User.objects.filter(role__in=STAFF, is_active=True).order_by("folded_name"),
        "units": Adjustment.Unit.choices,
        "members": members(known, user),
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "rubrics/mark.html", context, status=code)


def may_edit(known: Known) -> bool:
    """Whether a mark can be given or changed now."""
    decided = known.marks.decision is not None and known.marks.decision.hand_in == known.number
    both = known.second_marker is not None and known.both_in
    return known.hand_in is not None and known.milestone.id not in released() and not decided and not both


def members(known: Known, reader: User) -> list[dict[str, Any]]:
    """Each member with their adjustment, and their points where a mark counts."""
    stand, counts = adjustments(known.marking), known.counts
    return [
        {
            "student": one,
            "adjustment": stand.get(one.pk),
            "sum": derivation(known.milestone, counts, stand.get(one.pk)) if counts else None,
        }
        for one in known.members
    ]


@requires("milestones.moderate")
@require_POST
def second_marker(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """Ask somebody for a second mark of this team, or nobody any more."""
    asked, team = milestone_or_404(milestone), get_object_or_404(Team, pk=pk)
    number = inputs.form(request).whole("marker", 0)
    marker = get_object_or_404(User, pk=number, role__in=STAFF, is_active=True) if number else None
    try:
        giving.appoint(team, asked, marker, request.user, clock.now())
        messages.success(request, f"{marker} gives the second mark." if marker else "This team is marked once.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("rubrics:mark", milestone=milestone, pk=pk)


@requires("milestones.moderate")
@require_POST
def adjust(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """Give one member more or less than the team."""
    asked, team, form = milestone_or_404(milestone), get_object_or_404(Team, pk=pk), inputs.form(request)
    student = get_object_or_404(User, pk=form.whole("student", 0), role=User.Role.STUDENT)
    try:
        amount = inputs.number(form.raw("amount").replace("−", "-").removeprefix("+"), -MOST_AMOUNT, MOST_AMOUNT)
        reason = form.line("reason", most=LONGEST_REASON)
        unit = form.choice("unit", Adjustment.Unit.values, Adjustment.Unit.POINTS)
        row = releasing.adjust(team, asked, student, amount, unit, reason, request.user, clock.now())
        messages.success(
            request, f"{student}: {row.words}." if row and amount else f"{student} gets what the team gets."
        )
    except inputs.BadInput as bad:
        messages.error(request, f"{inputs.sentence(bad)} Nothing was saved.")
    except Refused as refused:
        messages.error(request, f"{refused} Nothing was saved.")
    return redirect("rubrics:mark", milestone=milestone, pk=pk)
