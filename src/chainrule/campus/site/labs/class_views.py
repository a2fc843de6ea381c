"""The staff's pages: the class over all labs, one lab, one student's hand-ins, and a re-run under changed checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.sections import chosen
from chainrule.campus.site.labs import aside, changes, desk, grading, overview, rerun
from chainrule.campus.site.labs.models import Rerun, Submission
from chainrule.campus.site.labs.views import lab_or_404
from chainrule.labs import starter

HISTORY_PAGE = 10  # hand-ins, each with its changes


@requires("labs.see_class")
@require_GET
def all_labs(request: HttpRequest) -> HttpResponse:
    """Who passed what: students by labs, and where each lab makes people stumble."""
    everybody, labs = overview.students(), list(grading.labs().values())
    sections = chosen(inputs.query(request), everybody)
    people = sections.within(everybody)
    lines = overview.matrix(people, labs)
    columns = [
        {
            "lab": lab,
            "class": int(lab.number),
            "passed": sum(line.cells[place].passed for line in lines),
            "tried": sum(line.cells[place].tries > 0 for line in lines),
            "stumbling": overview.stumbling(lab, people, most=3),
            "outdated": rerun.outdated(lab.number).count(),
        }
        for place, lab in enumerate(labs)
    ]
    notices = overview.taken_out(labs)
    context = {"lines": lines, "columns": columns, "notices": notices, "sections": sections}
    return render(request, "labs/all.html", context)


@requires("labs.see_class")
@require_GET
def lab_class(request: HttpRequest, number: int) -> HttpResponse:
    """Each student's best, the checks that fail most, and the messages that come most often."""
    lab = lab_or_404(number)
    everybody = overview.students()
    sections = chosen(inputs.query(request), everybody)
    students = sections.within(everybody)
    standings = desk.standings(students, lab)
    rows: list[dict[str, Any]] = [{"student": student, "standing": standings[student.pk]} for student in students]
    context = {
        "lab": lab,
        "number": number,
        "sections": sections,
        "rows": sorted(rows, key=lambda row: (row["standing"].passed, row["standing"].tries == 0, row["student"].name)),
        "passed": sum(row["standing"].passed for row in rows),
        "stumbling": overview.stumbling(lab, students),
        "outdated": rerun.outdated(lab.number).count(),
        "graded": Submission.objects.filter(lab=lab.number, verdict__isnull=False).count(),
        "version": grading.version(lab.number),
        "aside": aside.put_aside(lab.number),
        "reruns": Rerun.objects.filter(lab=lab.number).select_related("started_by").defer("before")[:5],
    }
    return render(request, "labs/class.html", context)


@requires("labs.see_class")
@require_GET
def history(request: HttpRequest, number: int, student: int) -> HttpResponse:
    """One student's submissions of one lab, the newest first, each with what changed since the one before."""
    lab, one = lab_or_404(number), get_object_or_404(User, pk=student)
    found = Submission.objects.filter(lab=lab.number, student=one).select_related("verdict")
    page = Paginator(found, HISTORY_PAGE).get_page(inputs.query(request).whole("page", 1, 1))
    rows = list(page)
    older = found[page.end_index() : page.end_index() + 1]
    olds = [row.source for row in [*rows[1:], *older]] + [starter(lab)]
    entries = [
        {
            "submission": row,
            "diff": changes.changed(old, row.source),
            "is_first": row is rows[-1] and not older,
            "failed": [c for c in row.verdict.details["checks"] if not c["passed"]] if row.verdict else [],
        }
        for row, old in zip(rows, olds, strict=False)
    ]
    best = desk.standing(one, lab).best
    context = {"lab": lab, "number": number, "entries": entries, "student": one, "best": best, "page": page}
    return render(request, "labs/history.html", context)


@requires("labs.run_again")
@require_POST
def run_again(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Send a file to the graders once more that was put aside, or could not be graded."""
    lab = lab_or_404(number)
    chosen = get_object_or_404(Submission, pk=pk, lab=lab.number)
    if not aside.run_again(chosen, request.user):
        messages.info(request, "This file is not put aside: it was run again, or is being graded.")
    return redirect("labs:submission", number=number, pk=pk)


@requires("labs.regrade")
@require_POST
def start_rerun(request: HttpRequest, number: int) -> HttpResponse:
    """Grade everything again with the checks as they are now."""
    lab = lab_or_404(number)
    started = rerun.start(lab.number, request.user, clock.now())
    if started is None:
        messages.info(request, "There is nothing to run again: every file was graded with the present checks.")
        return redirect("labs:class", number=number)
    return redirect("labs:rerun", number=number, pk=started.pk)


@requires("labs.see_class")
@require_GET
def one_rerun(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """How far a re-run is, and the list of what it changed."""
    lab = lab_or_404(number)
    chosen = get_object_or_404(Rerun.objects.select_related("started_by"), pk=pk, lab=lab.number)
    newer = Rerun.objects.filter(lab=lab.number, pk__gt=pk).first()
    so_far = rerun.progress(chosen)
    listed = rerun.changes(chosen) if so_far.finished or newer else []
    context = {
        "lab": lab,
        "number": number,
        "rerun": chosen,
        "progress": so_far,
        "changes": listed,
        "changed": sum(change.changed for change in listed),
        "differences": rerun.differences(listed),
        "newer": newer,
    }
    template = "labs/rerun_state.html" if request.headers.get("HX-Request") else "labs/rerun.html"
    return render(request, template, context)
