"""Reviewing proposals: which wait, one beside its earlier rounds with what changed, the verdict and its comments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.project.changes import changed, shared
from chainrule.campus.project.verdicts import VERDICTS, Act, State, cost, cost_words
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import all_teams, members_of
from chainrule.campus.site.proposals import reviewing
from chainrule.campus.site.proposals.handing_in import Refused
from chainrule.campus.site.proposals.models import Proposal, Submission
from chainrule.campus.site.proposals.shown import Where, by_hand, link_of
from chainrule.campus.site.proposals.standings import HAND_INS, Known, form, known, of_team

CHOICES = (
    ("a", Act.PASS, "Pass", "The full share, less what lateness costs."),
    ("s", Act.REVISE, "Revise", "A provisional zero until the changes are approved, then the full share."),
    (
        "d",
        Act.REJECT,
        "Reject",
        "A substantially different one is needed, which earns at most {most:g} of {share:g}.",
    ),
)
NEVER = datetime.max.replace(tzinfo=UTC)


def wheres(now: datetime) -> list[tuple[Team, Where]]:
    """Every team with its proposal; what waits stands first, the oldest on top."""
    proposals = {one.team_id: one for one in Proposal.objects.prefetch_related(HAND_INS)}
    rows = [(team, Where(known(proposals.get(team.pk)), now)) for team in all_teams()]
    return sorted(rows, key=lambda row: waiting_since(row[1]) or NEVER)


def waiting_since(where: Where) -> datetime | None:
    """When what waits for a verdict came in."""
    latest = where.known.latest
    return latest.at if latest and where.known.standing.state is State.WAITING else None


@requires("proposals.review")
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The teams and where their proposals are."""
    rows: list[dict[str, Any]] = [
        {"team": team, "where": where, "members": team.members} for team, where in wheres(clock.now())
    ]
    recorded = set(by_hand([member for row in rows for member in row["members"]]))
    for row in rows:
        row["by_hand"] = bool(row["members"]) and recorded.issuperset(row["members"])
    waiting = sum(row["where"].state == State.WAITING.value for row in rows)
    return render(request, "proposals/teams.html", {"rows": rows, "waiting": waiting, "form": form()})


@requires("proposals.review")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal and the decision on it."""
    team = get_object_or_404(Team, pk=pk)
    if request.method == "GET":
        return page(request, team)
    given = inputs.form(request)
    act = next((one for one in VERDICTS if one.value == given.raw("verdict")), None)
    overall = given.code("comment").strip()
    latest = of_team(team).latest
    ids = [question["id"] for question in latest.form] if latest else []
    comments = {id: given.code(f"comment-{id}").strip() for id in ids}
    try:
        if act is None:
            raise Refused("Choose a verdict.")
        reviewing.review(team, request.user, act, overall, comments, given.whole("number", 0), clock.now())
    except Refused as refused:
        return page(request, team, {"verdict": given.raw("verdict"), "overall": overall, **comments}, str(refused))
    messages.success(request, f"{team}: {Where(of_team(team), clock.now()).words}.")
    following = next((one for one, where in wheres(clock.now()) if waiting_since(where)), None)
    return redirect("proposals:review", pk=following.pk) if following else redirect("proposals:teams")


@requires("proposals.take_back")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the latest verdict back."""
    team = get_object_or_404(Team, pk=pk)
    try:
        reviewing.take_back(team, request.user, inputs.form(request).code("reason").strip(), clock.now())
        messages.success(request, "The verdict has been taken back. The proposal waits again.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("proposals:review", pk=pk)


def page(request: HttpRequest, team: Team, typed: dict[str, str] | None = None, refused: str = "") -> HttpResponse:
    """The latest hand-in beside an earlier one, the form for a verdict, and all decisions so far."""
    found, now, members = of_team(team), clock.now(), members_of(team)
    earlier, recorded = chosen(request, found), by_hand(members)
    rules = course().project_rules
    reach = {"most": rules.proposal.rejected_at_most, "share": Where(found, now).mark.out_of}
    queue = [one.pk for one, where in wheres(now) if waiting_since(where) and one != team]
    context: dict[str, Any] = {
        "team": team,
        "members": members,
        "where": Where(found, now),
        "known": found,
        "latest": found.latest,
        "earlier": earlier,
        "rows": rows_of(found.latest, earlier, typed or {}) if found.latest else [],
        "reviews": found.reviews[::-1],
        "choices": [(key, act.value, title, words.format(**reach)) for key, act, title, words in CHOICES],
        "typed": typed or {},
        "refused": refused,
        "following": queue[0] if queue else None,
        "recorded": recorded,
        "by_hand": len(recorded) == len(members) > 0,
        "late": cost_words(cost(course(), found.standing.received)) if found.standing.received else "",
        "most": reviewing.MOST,
    }
    if found.latest and earlier and earlier.edition < found.latest.edition:
        context["alike"] = shared(earlier.answers, found.latest.answers)
    return render(request, "proposals/review.html", context, status=409 if refused else 200)


def chosen(request: HttpRequest, found: Known) -> Submission | None:
    """The earlier hand-in that the address names, else the one before the latest."""
    before = {one.number: one for one in found.submissions[:-1]}
    named = before.get(inputs.query(request).whole("with", 0))
    return named or (found.submissions[-2] if before else None)


def rows_of(latest: Submission, earlier: Submission | None, typed: dict[str, str]) -> list[dict[str, Any]]:
    """Question by question: the answer, the earlier one, what changed, what was said then, what is typed now."""
    rows = []
    for question, text in latest.pairs:
        id = question["id"]
        before = earlier.answers.get(id, "") if earlier else ""
        said = [one.comments[id] for one in earlier.reviews.all() if one.comments.get(id)] if earlier else []
        rows.append(
            {
                "question": question,
                "text": text,
                "link": link_of(question, text),
                "before": before,
                "steps": changed(before, text) if earlier and before != text else None,
                "said": said,
                "typed": typed.get(id, ""),
            }
        )
    return rows
