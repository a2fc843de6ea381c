"""A student's side: the marks of the team after the release, and reports about team-mates from the deadline on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.grades import records
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.rubrics import forms, peers
from chainrule.campus.site.rubrics.results import derivation, score, with_lateness
from chainrule.campus.site.rubrics.standings import (
    Refused,
    adjustments,
    deadline,
    milestone_or_404,
    milestones,
    of_team,
    released,
    team_at,
)

HISTORY = "history"  # the check that says who committed how much


@requires("milestones.feedback")
@require_GET
def feedback(request: HttpRequest, milestone: str) -> HttpResponse:
    """Levels, comments, the late penalty, the own adjustment, and the sum; nothing of it before the release."""
    asked, now = milestone_or_404(milestone), clock.now()
    team = team_at(request.user, asked.id, now)
    known = of_team(team, asked, now) if team else None
    context: dict[str, Any] = {
        "milestone": asked,
        "all": milestones(),
        "team": team,
        "hand_in": known.hand_in if known else None,
        "deadline": deadline(asked.id),
        "now": now,
        "released": asked.id in released(),
        "by_hand": bool(records.standing(records.history(request.user, asked.id))),
        "can_report": team is not None and not peers.why_not(asked, now),
    }
    if known and known.counts and context["released"]:
        own = adjustments(known.marking).get(request.user.pk)
        context |= {
            "rows": forms.given(asked, known.counts),
            "overall": known.counts.overall,
            "own": own,
            "points": derivation(asked, known.counts, own),
            "mark": with_lateness(asked, score(asked, known.counts, own), now),
            "late": known.lateness,
        }
    return render(request, "rubrics/feedback.html", context)


@requires("peers.report")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, milestone: str) -> HttpResponse:
    """What this student says of each team-mate: one form a team-mate, each saved by itself."""
    asked, now = milestone_or_404(milestone), clock.now()
    wrong: dict[int, dict[str, str]] = {}
    typed: dict[int, dict[str, str]] = {}
    refused = ""
    if request.method == "POST":
        form = inputs.form(request)
        about = mate_or_404(request.user, asked, form.whole("about", 0))
        answers = {one.id: form.code(f"answer-{one.id}").strip() for one in asked.peer}
        try:
            made, problems = peers.report(request.user, about, asked, answers, now)
            if made:
                messages.success(request, f"Saved what you say about {about}. Only staff read it.")
                return redirect("rubrics:report", milestone=milestone)
            wrong[about.pk] = problems
        except Refused as why:
            refused = str(why)
        typed[about.pk] = answers
    there = peers.own(request.user, asked)
    context = {
        "milestone": asked,
        "all": milestones(),
        "team": team_at(request.user, asked.id, now),
        "deadline": deadline(asked.id),
        "now": now,
        "closed": peers.why_not(asked, now),
        "refused": refused,
        "mates": [
            {
                "student": one,
                "report": there.get(one.pk),
                "fields": fields(asked, typed.get(one.pk), there.get(one.pk), wrong.get(one.pk, {})),
                "wrong": len(wrong.get(one.pk, {})),
            }
            for one in peers.mates(request.user, asked, now)
        ],
    }
    code = 409 if refused else 422 if wrong else 200
    return render(request, "rubrics/report.html", context, status=code)


def mate_or_404(student: User, milestone: Milestone, pk: int) -> User:
    """A team-mate by number; anybody else looks as if they did not exist."""
    found = next((one for one in peers.mates(student, milestone, clock.now()) if one.pk == pk), None)
    if found is None:
        raise Http404(peers.FOREIGN)
    return found


def fields(milestone: Milestone, typed: Any, there: Any, wrong: dict[str, str]) -> list[dict[str, Any]]:
    """Each question with its answer: what was typed, else what is kept."""
    said = typed or (there.answers if there else {})
    return [
        {
            "asked": one,
            "options": [
                (str(place) if one.kind == "scale" else words, words) for place, words in enumerate(one.options, 1)
            ],
            "answer": said.get(one.id, ""),
            "problem": wrong.get(one.id, ""),
        }
        for one in milestone.peer
    ]


@requires("milestones.mark")
@require_GET
def reports(request: HttpRequest, milestone: str, pk: int) -> HttpResponse:
    """For staff: what the members of a team say of each other, and who has said nothing."""
    asked, now, team = milestone_or_404(milestone), clock.now(), get_object_or_404(Team, pk=pk)
    known = of_team(team, asked, now)
    said = peers.of_members(asked, known.members)
    missing = [(author, about) for author, about in peers.missing(asked, now) if author in known.members]
    context = {
        "milestone": asked,
        "team": team,
        "members": [{"student": one, "reports": said.get(one.pk, [])} for one in known.members],
        "missing": missing,
        "open": now >= deadline(asked.id),
        "deadline": deadline(asked.id),
        "shares": shares(known.run),
    }
    return render(request, "rubrics/reports.html", context)


def shares(run: Any) -> list[str]:
    """What the check of the history says of each member's part of the commits."""
    verdicts = run.verdicts if run else ()
    return [line for one in verdicts if one["id"] == HISTORY for line in (one["text"], *one["details"])]
