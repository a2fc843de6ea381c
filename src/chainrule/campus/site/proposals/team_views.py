"""A team's proposal: where it stands, the preview, handing in, what was handed in and what was said about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.project import verdicts
from chainrule.campus.project.changes import shared
from chainrule.campus.project.proposal import problems
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.site.proposals import handing_in
from chainrule.campus.site.proposals.handing_in import Refused, seen
from chainrule.campus.site.proposals.models import Submission
from chainrule.campus.site.proposals.shown import Where, by_hand, fields, frozen
from chainrule.campus.site.proposals.standings import Known, draft, form, of_team, texts
from chainrule.campus.site.proposals.write_views import without_team


@requires("proposals.write")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Where the proposal stands, what comes next, what was said, what happened."""
    team = team_of(request.user)
    if team is None:
        return without_team(request)
    known, now = of_team(team), clock.now()
    answers = draft(known.proposal, known.standing.edition)
    said = texts(answers)
    context = {
        "team": team,
        "form": form(),
        "where": Where(known, now),
        "known": known,
        "reviews": known.reviews[::-1],
        "ready": len(form().questions) - len(problems(form(), said)),
        "begun": bool(answers),
        "differs": differs(known, said),
        "by_hand": bool(by_hand([request.user])),
    }
    return render(request, "proposals/mine.html", context)


def differs(known: Known, said: dict[str, str]) -> bool:
    """Whether the draft is another version of the proposal that was handed in last."""
    latest = known.latest
    return bool(latest and latest.edition == known.standing.edition and latest.answers != said)


@requires("proposals.write")
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The draft as staff will read it, what is missing, and what handing it in now would cost."""
    team = team_of(request.user)
    return without_team(request) if team is None else previewed(request, team)


@requires("proposals.write")
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in what the preview showed. The server's instant counts: that at which the whole request had come."""
    now, team, given = clock.now(), team_of(request.user), inputs.form(request)
    if team is None:
        return without_team(request)
    note = given.code("note").strip()
    try:
        submission = handing_in.hand_in(team, request.user, note, given.whole("seen", 0), now)
    except Refused as refused:
        return previewed(request, team, note, str(refused))
    words = "" if submission.number > 1 else " " + verdicts.cost_words(verdicts.cost(course(), submission.at))
    messages.success(request, f"Handed in.{words}")
    return redirect("proposals:mine")


def previewed(request: HttpRequest, team: Team, note: str = "", refused: str = "") -> HttpResponse:
    known, now = of_team(team), clock.now()
    answers = draft(known.proposal, known.standing.edition)
    alike = None
    if known.latest and known.latest.edition < known.standing.edition:
        alike = shared(known.latest.answers, texts(answers))
    context = {
        "team": team,
        "form": form(),
        "where": Where(known, now),
        "known": known,
        "fields": fields(answers),
        "problems": problems(form(), texts(answers)),
        "seen": seen(answers),
        "note": note,
        "alike": alike,
        "refused": refused,
        "late_now": verdicts.cost(course(), now),
        "late_words": verdicts.cost_words(verdicts.cost(course(), now)),
    }
    return render(request, "proposals/preview.html", context, status=409 if refused else 200)


@requires("proposals.write")
@require_GET
def handed_in(request: HttpRequest, number: int) -> HttpResponse:
    """What the team handed in, word for word, and the decisions on it."""
    team = team_of(request.user)
    if team is None:
        return without_team(request)
    submission = get_object_or_404(
        Submission.objects.select_related("by", "proposal__team"), proposal__team=team, number=number
    )
    reviews = submission.reviews.select_related("by")
    context = {"team": team, "submission": submission, "answers": frozen(submission), "reviews": reviews}
    return render(request, "proposals/handed_in.html", context)
