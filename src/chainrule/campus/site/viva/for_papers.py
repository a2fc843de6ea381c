"""Questions about own code for papers that ask them (`own_code` in course.toml): made as jobs before anybody begins.

For each student whose lab has passed one set is queued, from a day before the paper opens until it closes, about the
file by which the lab is passed then. Who passes later gets a set too; what is not made when the student begins is left
out (`papers.own_code`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import F

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import STUDENT
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.papers import sitting, status
from chainrule.campus.site.papers.models import Attempt, Sitting
from chainrule.campus.site.viva import desk
from chainrule.campus.site.viva.models import Made
from chainrule.campus.syllabus import Assessment, window

BEFORE = dt.timedelta(days=1)


def prepare(now: dt.datetime) -> int:
    """Queue what papers will ask and nobody queued yet; how many sets. Quick where there is nothing to do."""
    count = 0
    for assessment in status.papers():
        own = assessment.own_code
        lab = grading.labs().get(f"{own.lab:02d}") if own else None
        if lab is None:
            continue
        for student, round_ in wanted(assessment, lab.number, now):
            count += desk.ask(student, lab, now, for_staff=False, paper=assessment.id, round_=round_) is not None
    return count


def wanted(assessment: Assessment, lab: str, now: dt.datetime) -> Iterator[tuple[User, int]]:
    """Students who have passed the lab, may begin the paper soon or now, and have no set for it: and which round."""
    passed = Submission.objects.filter(lab=lab, verdict__points__gte=F("verdict__out_of")).values("student")
    hours = window(course(), assessment.id)
    if hours.opens - BEFORE <= now < hours.closes:
        have = Made.objects.filter(paper=assessment.id, round=1).values("submission__student")
        began = Attempt.objects.filter(paper=assessment.id).values("student")
        students = User.objects.filter(role=STUDENT, is_active=True, pk__in=passed)
        yield from ((student, 1) for student in students.exclude(pk__in=have).exclude(pk__in=began))
    granted = Sitting.objects.filter(paper=assessment.id, opens_at__lte=now + BEFORE, closes_at__gt=now)
    for one in granted.filter(student__in=passed).select_related("student"):
        if one != Sitting.objects.filter(student=one.student, paper=assessment.id).first():
            continue  # a later one counts
        round_ = sitting.next_round(sitting.current(one.student, assessment.id), one)
        sets = Made.objects.filter(paper=assessment.id, round=round_, submission__student=one.student)
        if round_ is not None and not sets.exists():
            yield one.student, round_
