"""Home and progress of the course for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.alone.bench import bench
from chainrule.campus.site.alone.lab_views import known
from chainrule.campus.site.alone.progress import Row, next_step
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import summary, texts
from chainrule.campus.site.practice import records
from chainrule.campus.site.roadmap import gathered as of_roadmap
from chainrule.campus.site.roadmap import standing
from chainrule.campus.site.roadmap.views import as_map


@requires("alone.work")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What comes next, where the learner left off, and how the parts of the course go together."""
    rows = gathered(request)
    context = {
        "step": next_step(rows),
        "resume": summary.summary(request.user, None).resume,
        "is_new": not any(row.read or row.passed or (row.practice and row.practice.answered) for row in rows),
        "plan": records.to_repeat(request.user, clock.now()),
        "folder": bench().path,
    }
    return render(request, "alone/home.html", context)


@requires("alone.work")
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Lectures read, labs passed, questions answered, and what comes next."""
    rows = gathered(request)
    labs = [row for row in rows if row.lab]
    practised = [row.practice for row in rows if row.practice]
    context = {
        "rows": rows,
        "step": next_step(rows),
        "read": sum(row.is_read for row in rows),
        "to_read": sum(row.read is not None for row in rows),
        "passed": sum(row.passed for row in labs),
        "labs": len(labs),
        "right": sum(standing.right for standing in practised),
        "questions": sum(standing.questions for standing in practised),
        "folder": bench().path,
    }
    return render(request, "alone/progress.html", context)


@requires("alone.work")
@require_GET
def roadmap(request: HttpRequest) -> HttpResponse:
    """The lectures as a map: what each needs, and what of it the learner has done."""
    labs, practice = {}, {}
    for row in gathered(request):
        if row.lab:
            best = row.progress.best if row.progress else None
            labs[row.number] = standing.building(row.number, best, row.lab.points, row.passed)
        if row.practice:
            practice[row.number] = standing.practising(row.number, row.practice.outcomes_right, row.practice.outcomes)
    return render(request, "roadmap/roadmap.html", as_map(of_roadmap.stops(request.user, labs, practice)))


def gathered(request: HttpRequest) -> list[Row]:
    """Every lecture that has something to read, to build or to answer."""
    positions = {position.lecture: position for position in request.user.reading_positions.all()}
    labs, standings = known(request), records.standings(request.user)
    rows = []
    for meeting in course().classes:
        number, place = meeting.number, positions.get(meeting.number)
        has_text, lab = number in texts.with_text(), bench().labs.get(f"{number:02d}")
        if has_text or lab or number in standings:
            rows.append(
                Row(
                    number,
                    meeting.topic,
                    (place.furthest if place else 0.0) if has_text else None,
                    bool(place and place.is_read),
                    lab,
                    labs.get(f"{number:02d}"),
                    standings.get(number),
                )
            )
    return rows
