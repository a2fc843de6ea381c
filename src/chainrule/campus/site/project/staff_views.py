"""Staff: the class's teams, who has none, and placing a student."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.project import draws, placing
from chainrule.campus.site.project.acts import Refused
from chainrule.campus.site.project.forms import PlaceForm
from chainrule.campus.site.project.models import Placement
from chainrule.campus.site.project.teams import all_teams, without_team
from chainrule.campus.site.project.views import frame


@requires("teams.see_class")
@require_GET
def class_teams(request: HttpRequest) -> HttpResponse:
    """All teams, who has none, and whom the instructor placed why."""
    context = frame(clock.now())
    context |= {
        "teams": all_teams(),
        "without": without_team(),
        "placed": Placement.objects.select_related("student", "before", "team", "by"),
        "in_time": draws.promised_in_time(context["draw"]),
    }
    return render(request, "project/class.html", context)


@requires("teams.place")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Put a student into a team or out of one, with the reason."""
    first = {"student": inputs.query(request).whole("student", None)}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            placed = placing.place(given["student"], form.into(), given["reason"], request.user, clock.now())
        except Refused as why:
            form.add_error("team", str(why))
        else:
            messages.success(request, f"{placed.student} is in {placed.team or 'no team'} now.")
            return redirect("project:class")
    code = 422 if request.method == "POST" else 200
    return render(request, "project/place.html", {"form": form}, status=code)
