"""Writing the statement together: the form, which a script saves as one types, and every version of an answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core.templatetags.site import clock_time
from chainrule.campus.site.milestones import standings, statement
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.site.project.texts import Kept, Typed, as_json

NOT_SAVED = "Not everything was saved. Look at the answers that are marked below."


def without_team(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """The page of a student who is in no team."""
    status = 404 if request.method == "POST" else 200
    return render(request, "milestones/no_team.html", {"milestone": milestone}, status=status)


@requires("milestones.hand_in")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, milestone: str) -> HttpResponse:
    """The statement's draft. A POST saves what was typed; for a script the answer is JSON."""
    asked, team = standings.milestone(milestone), team_of(request.user)
    if team is None:
        return without_team(request, asked)
    kept: dict[str, Kept] = {}
    if request.method == "POST":
        given = inputs.form(request)
        kept = statement.save(team, request.user, asked, typed(given, asked), clock.now())
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"at": clock_time(clock.now()), "answers": as_json(kept, clock_time)})
        if not any(one.is_open for one in kept.values()):
            saved = any(one.what == "saved" for one in kept.values())
            messages.success(request, "Saved." if saved else "Nothing of yours had changed.")
            onward = given.raw("then") == "hand-in"
            return redirect("milestones:send" if onward else "milestones:write", milestone=asked.id)
    return page(request, team, asked, kept)


def typed(given: inputs.Given, asked: Milestone) -> dict[str, Typed]:
    """What each field holds and began from; a field that was not sent is left alone."""
    found = {}
    for question in asked.statement:
        base = given.whole(f"base-{question.id}", None)
        if base is not None:
            found[question.id] = Typed(given.code(f"answer-{question.id}").strip(), base)
    return found


def page(request: HttpRequest, team: Team, asked: Milestone, kept: dict[str, Kept]) -> HttpResponse:
    context = {
        "team": team,
        "milestone": asked,
        "where": standings.Where(asked.id, clock.now()),
        "fields": statement.fields(asked, standings.draft(team, asked.id), kept),
        "problem": NOT_SAVED if kept else "",
    }
    return render(request, "milestones/write.html", context, status=409 if kept else 200)


@requires("milestones.hand_in")
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, milestone: str, question: str) -> HttpResponse:
    """Every version of one answer, those that were set aside too; each can be made the team's again."""
    asked, team = standings.milestone(milestone), team_of(request.user)
    if team is None:
        return without_team(request, asked)
    one = next((one for one in asked.statement if one.id == question), None)
    if one is None:
        raise Http404(f"The statement has no question {question}.")
    rows = standings.versions(team, asked.id).filter(question=question).select_related("by")
    if request.method == "POST":
        version = get_object_or_404(rows, pk=inputs.form(request).whole("version", 0))
        kept = statement.use(team, request.user, asked, version, clock.now())
        if kept.is_open:
            messages.error(request, kept.why)
        else:
            messages.success(request, "This is your team’s answer now.")
        return redirect("milestones:versions", milestone=asked.id, question=question)
    context = {
        "team": team,
        "milestone": asked,
        "question": one,
        "versions": list(reversed(rows)),
        "latest": standings.draft(team, asked.id).get(question),
        "where": standings.Where(asked.id, clock.now()),
    }
    return render(request, "milestones/versions.html", context)
