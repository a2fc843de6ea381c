"""My grades: every number of one's own, with how it came about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import page, records
from chainrule.campus.site.grades.sources import Shown, Tree, sources_of
from chainrule.campus.syllabus import course_grade


@requires("grades.read_own")
@require_GET
def my_grades(request: HttpRequest) -> HttpResponse:
    """The grade, and what it rests on."""
    return render(request, "grades/mine.html", explained(request.user, request.user, clock.now()))


def explained(student: User, viewer: User, now: datetime) -> dict[str, Any]:
    """What the page of one student's grade shows, to the student and to staff alike; `viewer` decides on the links."""
    scores = records.scores_of(student, now)
    grade = course_grade(course(), scores, now)
    tree = Tree(sources_of(student, scores, viewer), anchors=True)
    return {"grade": grade, "headlines": page.headlines(grade, tree), "student": None}


def mark_of(student: User, id: str, viewer: User, now: datetime) -> Shown:
    """The mark of one assessment as it counts so far, and what it rests on."""
    scores = records.scores_of(student, now)
    view = course_grade(course(), scores, now).so_far
    return Tree(sources_of(student, scores, viewer)).mark(view, id)
