"""What is made before a class begins: each student's paper is drawn, its questions are kept and formatted.

All of a class begin within seconds. What is made here they need not wait for; what is not, is made when they begin.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from django.template.loader import render_to_string

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import STUDENT
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.papers import drawing, shown, status
from chainrule.campus.syllabus import Assessment, window

BEFORE = dt.timedelta(hours=1)  # that a paper opens
AT_ONCE = 0.2  # seconds of each second: the rest is for those who ask


def make(now: dt.datetime) -> int:
    """Make some of what is to come; how many papers. Quick where there is nothing to do."""
    deadline, count = time.monotonic() + AT_ONCE, 0
    for student, paper in waiting(now):
        if time.monotonic() >= deadline:
            break
        drawn = drawing.draw_for(drawing.name_of(student, 1), paper)
        shown.keep(drawn)
        render_to_string("papers/questions.html", {"questions": drawn.for_student(bank())})
        count += 1
    return count


def waiting(now: dt.datetime) -> Iterator[tuple[int, str]]:
    """Whose paper is still to be drawn: (student, paper)."""
    for assessment, students in soon(now):
        yield from ((student, assessment.id) for student in students if not is_drawn(student, assessment.id))


def soon(now: dt.datetime) -> Iterator[tuple[Assessment, list[int]]]:
    """The papers that are open or open soon, in their order, each with the students who have not begun it."""
    for assessment in status.papers():
        hours = window(course(), assessment.id)
        if hours.opens - BEFORE <= now < hours.closes and drawing.is_prepared(assessment.id):
            students = User.objects.filter(role=STUDENT, is_active=True).exclude(attempts__paper=assessment.id)
            yield assessment, list(students.values_list("pk", flat=True))


def is_drawn(student: int, paper: str) -> bool:
    """Whether this student's paper need not be drawn any more."""
    return drawing.draw_for.knows(drawing.name_of(student, 1), paper)
