"""A student's own pages: what the project asks for, and the team with all that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.project import forming
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.course import course
from chainrule.campus.site.project import acts, draws
from chainrule.campus.site.project.models import LONGEST_NAME, Invitation
from chainrule.campus.site.project.teams import all_teams, team_of, without_team
from chainrule.campus.syllabus import due

BACK = {"teams": "project:teams", "board": "project:board"}
Act = Callable[[User, inputs.Given, Any], str]
ACTS: dict[str, Act] = {
    "make": lambda student, form, now: acts.make(student, name(form), now),
    "rename": lambda student, form, now: acts.rename(student, name(form), now),
    "close": lambda student, form, now: acts.close(student, True, now),
    "open": lambda student, form, now: acts.close(student, False, now),
    "leave": lambda student, form, now: acts.leave(student, now),
    "invite": lambda student, form, now: acts.invite(student, invited(form), now),
    "ask": lambda student, form, now: acts.ask(student, form.whole("number", 0), now),
    "accept": lambda student, form, now: acts.answer(student, form.whole("number", 0), True, now),
    "decline": lambda student, form, now: acts.answer(student, form.whole("number", 0), False, now),
    "withdraw": lambda student, form, now: acts.withdraw(student, form.whole("number", 0), now),
}


def name(form: inputs.Given) -> str:
    """A team's name as it was typed."""
    try:
        return form.line("name", most=LONGEST_NAME)
    except inputs.BadInput as bad:
        raise acts.Refused(inputs.sentence(bad)) from None


def invited(form: inputs.Given) -> User:
    """Whom a form invites: an entry of the board, or an email address."""
    entry = form.whole("entry", None)
    return acts.of_address(form.line("email")) if entry is None else acts.on_board(entry)


def frame(now: Any) -> dict[str, Any]:
    """What every page about teams says: until when they change."""
    there = draws.promise(now)
    fixed = forming.why_fixed(draws.deadline(), now, drawn=there.drawn_at is not None)
    return {"draw": there, "deadline": draws.deadline(), "fixed": fixed, "most": draws.team_rules().members, "now": now}


@requires("project.see")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What the project asks for, by date; one's team, or the class's."""
    now, shares = clock.now(), dict(course().project_rules.shares)
    parts = [
        {"assessment": one, "due": due(course(), one.id), "share": shares.get(one.id)}
        for one in sorted(course().assessments, key=lambda one: one.date)
        if one.kind in ("teams", "proposal", "milestone")
    ]
    context = {**frame(now), "parts": parts}
    if allows(request.user, "teams.form"):
        context |= {"team": team_of(request.user)}
    if allows(request.user, "teams.see_class"):
        context |= {"teams": all_teams(), "without": without_team()}
    return render(request, "project/overview.html", context)


@requires("teams.form")
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """One's own team, invitations and requests, and what can be done next."""
    student, now = request.user, clock.now()
    team = team_of(student)
    waiting = Invitation.objects.filter(outcome=Invitation.Outcome.OPEN).select_related("team", "student")
    context = {
        **frame(now),
        "team": team,
        "memberships": team.memberships.all() if team else [],
        "invited": waiting.filter(student=student, asked=False),
        "requested": waiting.filter(student=student, asked=True),
        "invitations": waiting.filter(team=team, asked=False) if team else [],
        "requests": waiting.filter(team=team, asked=True) if team else [],
        "placed": student.placements.select_related("before", "team", "by"),
        "instructors": [person for person in course().people if person.role == "instructor"],
    }
    context["room"] = context["most"] - len(team.members) if team else 0
    context["code"] = draws.code_of(context["draw"], student)
    return render(request, "project/teams.html", context)


@requires("teams.form")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do what a form asks; why it cannot be is said on the page."""
    form = inputs.form(request)
    do = form.choice("do", tuple(ACTS), "")
    if do:
        try:
            messages.success(request, ACTS[do](request.user, form, clock.now()))
        except acts.Refused as why:
            messages.error(request, str(why))
    return redirect(BACK[form.choice("back", tuple(BACK), "teams")])
