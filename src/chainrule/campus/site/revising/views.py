"""The instructor's look at what an edited course.toml would change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import folder
from chainrule.campus.site.revising import planning
from chainrule.campus.site.safekeeping.problems import Refused
from chainrule.course import CourseError


@requires("course.revise")
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """What the file, as it lies on the server's disk, would change. It is applied on the command line."""
    context: dict[str, object] = {"command": "chainrule revise --apply --summary"}
    try:
        context["plan"] = planning.plan(clock.now())
    except CourseError as error:
        where = f"{error.path.name}, line {error.line}" if error.line else error.path.name
        context |= {"mistake": error, "where": where}
    except Refused as refused:
        context["refused"] = str(refused).split("\n")[0]
    context["folder"] = folder().name
    return render(request, "revising/preview.html", context)
