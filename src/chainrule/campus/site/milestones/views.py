"""A milestone's page, trying and handing in, what was sent, and what the checks say of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.milestones import arrivals, receiving, shelf, standings, statement
from chainrule.campus.site.milestones.models import HandIn, Sent, Try
from chainrule.campus.site.milestones.receiving import Came, Refused
from chainrule.campus.site.milestones.shown import checks
from chainrule.campus.site.milestones.standings import RUNS, Where
from chainrule.campus.site.milestones.write_views import without_team
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of


@requires("project.see")
@require_GET
def page(request: HttpRequest, milestone: str) -> HttpResponse:
    """What a milestone is for, how it is marked, when it is due; for a team what it sent and what comes next."""
    assessment = standings.assessment(milestone)
    asked = standings.asked().get(milestone)
    mine = allows(request.user, "milestones.hand_in")
    team = team_of(request.user) if mine else None
    rows = standings.hand_ins(team, milestone) if team else []
    where = Where(milestone, clock.now(), rows)
    context: dict[str, Any] = {"assessment": assessment, "milestone": asked, "where": where, "mine": mine, "team": team}
    if team and asked:
        answers = standings.draft(team, milestone)
        context |= {
            "hand_ins": [(row, standings.words(row)) for row in reversed(rows)],
            "tries": standings.tries(team, milestone),
            "ready": len(asked.statement) - len(standings.missing(asked, answers)),
            "latest_checks": checks(asked, where.counting) if where.counting else None,
        }
    return render(request, "milestones/page.html", context)


@requires("milestones.hand_in")
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, milestone: str) -> HttpResponse:
    """Try the checks, or hand in. Lateness counts from the instant that the front noted, not from this view's."""
    arrival = arrivals.arrival(request)
    asked, team = standings.milestone(milestone), team_of(request.user)
    if team is None:
        return without_team(request, asked)
    if request.method == "GET":
        return form(request, team, asked, Came(last_address(team, asked), None))
    given = inputs.form(request)
    came = Came(
        given.raw("address").strip(), inputs.upload(request, "archive"), given.whole("seen", 0),
        given.raw("agreed") == "yes",
    )  # fmt: skip
    if given.whole("team", 0) != team.pk:
        refused = Refused("Your team has changed since this page was made. Look at it again, then send it.")
        return form(request, team, asked, came, refused)
    try:
        if given.choice("do", ("try", "hand-in"), "hand-in") == "try":
            tried = receiving.try_out(team, request.user, asked, came, arrival.whole)
            return redirect("milestones:tried", milestone=asked.id, pk=tried.pk)
        row = receiving.hand_in(team, request.user, asked, came, arrival)
    except Refused as refused:
        return form(request, team, asked, came, refused)
    messages.success(request, f"Handed in. {standings.words(row)}")
    return redirect("milestones:handed_in", milestone=asked.id, number=row.number)


def last_address(team: Team, asked: Milestone) -> str:
    """The address that the team sent last."""
    rows = [model.objects.filter(team=team, milestone=asked.id).order_by("pk").last() for model in (HandIn, Try)]
    latest = max((row for row in rows if row), key=lambda row: row.received_at, default=None)
    return latest.address if latest else ""


def form(
    request: HttpRequest, team: Team, asked: Milestone, came: Came, refused: Refused | None = None
) -> HttpResponse:
    """The form, with what was typed; a browser forgets the file, and the page says so."""
    answers = standings.draft(team, asked.id)
    context = {
        "team": team,
        "milestone": asked,
        "where": Where(asked.id, clock.now(), standings.hand_ins(team, asked.id)),
        "fields": statement.fields(asked, answers, {}),
        "missing": standings.missing(asked, answers),
        "seen": standings.seen(answers),
        "address": came.address,
        "lost_file": bool(refused and came.upload),
        "largest": receiving.largest(asked) // 1_000_000,
        "refused": str(refused or ""),
        "field": refused.field if refused else "",
    }
    return render(request, "milestones/send.html", context, status=409 if refused else 200)


@requires("milestones.hand_in")
@require_GET
def handed_in(request: HttpRequest, milestone: str, number: int) -> HttpResponse:
    """A hand-in of one's team: when it came, what it says, what the checks say of it."""
    return sent(request, milestone, find(request, HandIn, milestone, number=number))


@requires("milestones.hand_in")
@require_GET
def tried(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """A try of one's team."""
    return sent(request, milestone, find(request, Try, milestone, pk=pk))


def find(request: HttpRequest, model: type[Sent], milestone: str, **which: int) -> Any:
    """A row of one's own team; another's looks as if it did not exist."""
    standings.assessment(milestone)
    rows = model._default_manager.filter(team__memberships__in=request.user.memberships.filter(left_at__isnull=True))
    return get_object_or_404(rows.select_related("team", "by").prefetch_related(RUNS), milestone=milestone, **which)


def sent(request: HttpRequest, id: str, row: Any) -> HttpResponse:
    """The page of a row, or what of it a page that waits asks for again."""
    asked = standings.milestone(id)
    is_hand_in = isinstance(row, HandIn)
    rows = standings.hand_ins(row.team, id) if is_hand_in else []
    context = {
        "milestone": asked,
        "row": row,
        "hand_in": row if is_hand_in else None,
        "checks": checks(asked, row),
        "where": Where(id, clock.now(), rows),
        "words": standings.words(row) if is_hand_in else "",
        "title": f"Hand-in {row.number}" if is_hand_in else "A try",
    }
    waits = bool(request.headers.get("HX-Request"))
    return render(request, "milestones/checks.html" if waits else "milestones/sent.html", context)


@requires("milestones.hand_in")
@require_POST
def again(request: HttpRequest, milestone: str, number: int) -> HttpResponse:
    """Run the checks of a hand-in again that could not be run."""
    row = find(request, HandIn, milestone, number=number)
    try:
        receiving.check_again(row, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("milestones:handed_in", milestone=milestone, number=number)


@requires("milestones.hand_in")
@require_GET
def archive(request: HttpRequest, milestone: str, number: int) -> FileResponse:
    """The ZIP that was handed in, as it came."""
    row = find(request, HandIn, milestone, number=number)
    if not row.archive or not shelf.path_of(row.archive).is_file():
        raise Http404("No ZIP came with this hand-in.")
    name = f"{row.milestone}-hand-in-{row.number}.zip"
    return FileResponse(shelf.path_of(row.archive).open("rb"), as_attachment=True, filename=name)
