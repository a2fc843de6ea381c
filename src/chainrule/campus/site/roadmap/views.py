"""The pages "Outcomes" and "Roadmap"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chainrule.campus.proof.outcomes import FEWEST
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.roadmap import gathered, standing
from chainrule.campus.site.roadmap.outcomes import of_course
from chainrule.campus.site.roadmap.picture import picture
from chainrule.campus.site.roadmap.standing import Stop


@requires("roadmap.read")
@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Each outcome with what serves it, and what is missing. Who may not read the bank gets counts of questions."""
    classes = of_course()
    context = {
        "classes": [one for one in classes if one.is_begun],
        "planned": [one for one in classes if not one.is_begun],
        "needed": sum(row.is_needed for one in classes for row in one.rows),
        "holes": sum(one.holes for one in classes),
        "fewest": FEWEST,
    }
    return render(request, "roadmap/outcomes.html", context)


@requires("roadmap.read")
@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    """The classes as a map: what each needs, and what of it this reader has done."""
    stops = gathered.stops(request.user, gathered.labs_of(request.user), {})
    return render(request, "roadmap/roadmap.html", as_map(stops))


def as_map(stops: list[Stop]) -> dict[str, Any]:
    """The context of the roadmap's page."""
    drawn = picture({stop.number: stop.needs for stop in stops})
    of_number = {stop.number: stop for stop in stops}
    lacking = standing.missing(stops)
    return {
        "picture": drawn,
        "nodes": [(node, of_number[node.number]) for node in drawn.nodes],
        "stops": [(stop, [of_number[n] for n in stop.needs if n in of_number], lacking[stop.number]) for stop in stops],
        "done": sum(stop.state == standing.DONE for stop in stops),
        "there": sum(stop.state != standing.PLANNED for stop in stops),
        "next": standing.next_stop(stops),
    }
