"""The draw, for everybody: the promise, then what came out, and the file with which anybody can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from chainrule.campus.project.draw import opening
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.course import course
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.views import frame
from chainrule.campus.syllabus import readings


def rule() -> str:
    """How this course reads "assigned at random"."""
    return next(one.answer for _, topic in readings(course()) for one in topic if one.id == "team-assignment")


@requires("teams.read_draw")
@require_GET
def draw(request: HttpRequest) -> HttpResponse:
    """What was promised, what came out, how to check it. Students stand as their codes."""
    context = frame(clock.now())
    there = context["draw"]
    context["rule"] = rule()
    listed = draws.published(there)
    if there.drawn_at:
        formed = {code for team in listed["formed"] for code in team["members"]}
        context["opened"] = opening(there.course, there.deadline, there.seed)
        context["teams"] = [[(code, code in formed) for code in team] for team in listed["teams"]]
    if allows(request.user, "teams.form"):
        context["code"] = draws.code_of(there, request.user)
    return render(request, "project/draw.html", context | {"in_time": draws.promised_in_time(there)})


@requires("teams.read_draw")
@require_safe
def draw_file(request: HttpRequest) -> HttpResponse:
    """The published list, for `chainrule draw-teams --check FILE`."""
    answer = JsonResponse(draws.published(draws.promise(clock.now())), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="draw-of-teams.json"'
    return answer
