"""Writing a proposal together: the form, which a script saves as one types, and every version of an answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from chainrule.campus.project.proposal import count_words
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core.templatetags.site import clock_time
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.site.project.texts import LONGEST, Kept, Typed, as_json
from chainrule.campus.site.proposals import writing
from chainrule.campus.site.proposals.models import Answer
from chainrule.campus.site.proposals.shown import Field, Where, fields
from chainrule.campus.site.proposals.standings import draft, form, of_team

NOT_SAVED = "Not everything was saved. Look at the answers that are marked below."


def without_team(request: HttpRequest) -> HttpResponse:
    """The page of a student who is in no team."""
    return render(request, "proposals/no_team.html", status=404 if request.method == "POST" else 200)


@requires("proposals.write")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The draft. A POST saves what was typed; for a script the answer is JSON."""
    team = team_of(request.user)
    if team is None:
        return without_team(request)
    kept: dict[str, Kept] = {}
    if request.method == "POST":
        given = inputs.form(request)
        kept = writing.save(team, request.user, typed(given), given.whole("edition", 1, 1, 99), clock.now())
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"at": clock_time(clock.now()), "answers": as_json(kept, clock_time)})
        if not any(one.is_open for one in kept.values()):
            saved = any(one.what == "saved" for one in kept.values())
            messages.success(request, "Saved." if saved else "Nothing of yours had changed.")
            return redirect("proposals:preview" if given.raw("then") == "preview" else "proposals:write")
    return page(request, team, kept)


def typed(given: inputs.Given) -> dict[str, Typed]:
    """What each field holds and began from; a field that was not sent is left alone."""
    found = {}
    for question in form().questions:
        base = given.whole(f"base-{question.id}", None)
        if base is not None:
            found[question.id] = Typed(given.code(f"answer-{question.id}").strip(), base)
    return found


def page(request: HttpRequest, team: Team, kept: dict[str, Kept]) -> HttpResponse:
    """The form, with what was typed where it could not be saved."""
    known, now = of_team(team), clock.now()
    shown = fields(draft(known.proposal, known.standing.edition))
    for place, field in enumerate(shown):
        one = kept.get(field.question.id)
        if one and one.is_open:
            shown[place] = Field(field.question, one.typed, field.latest, one.what == "clash", one.why)
    comments = known.latest.reviews.all() if known.latest else []
    context = {
        "team": team,
        "form": form(),
        "fields": shown,
        "where": Where(known, now),
        "edition": known.standing.edition,
        "comments": next((review.comments for review in reversed(comments) if review.comments), {}),
        "problem": NOT_SAVED if kept else "",
        "longest": LONGEST,
    }
    return render(request, "proposals/write.html", context, status=409 if kept else 200)


@requires("proposals.write")
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, question: str) -> HttpResponse:
    """Every version of one answer, those that were set aside too; each can be made the team's text again."""
    team, asked = team_of(request.user), form().question(question)
    if team is None:
        return without_team(request)
    if asked is None:
        raise Http404(f"The form has no question {question}.")
    known = of_team(team)
    rows = Answer.objects.filter(proposal=known.proposal, question=question).select_related("by")
    if request.method == "POST":
        version = get_object_or_404(rows, pk=inputs.form(request).whole("version", 0))
        say(request, writing.use(team, request.user, version, clock.now()))
        return redirect("proposals:versions", question=question)
    latest = draft(known.proposal, known.standing.edition).get(question)
    shown = [{"row": row, "words": count_words(row.text), "is_latest": row == latest} for row in reversed(rows)]
    context = {"team": team, "question": asked, "versions": shown, "where": Where(known, clock.now())}
    return render(request, "proposals/versions.html", context)


def say(request: HttpRequest, kept: Kept) -> None:
    if kept.is_open:
        messages.error(request, kept.why)
    else:
        messages.success(request, "This is your team’s text now.")
