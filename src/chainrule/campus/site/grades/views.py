"""My grades: every number of one's own, with how it came about, and what-if."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records, what_if_form


@requires("grades.read_own")
@require_GET
def my_grades(request: HttpRequest) -> HttpResponse:
    """The grade so far, what it rests on, and what it would be if."""
    now = clock.now()
    scores = records.scores_of(request.user, now)
    fields, imagined = what_if_form.read(inputs.query(request), scores)
    context = {
        "grade": records.grade_of(request.user, now),
        "imagined": records.grade_of(request.user, now, imagined) if imagined else None,
        "fields": fields,
        "asked": any(field.value for field in fields),
        "decimals": course().grade_rules.decimals,
        "student": None,
    }
    return render(request, "grades/mine.html", context)
