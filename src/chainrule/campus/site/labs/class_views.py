"""The staff's page of a lab: who passed what, where the class is stuck."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.labs import desk
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.labs.views import lab_or_404


@requires("labs.see_class")
@require_GET
def lab_class(request: HttpRequest, number: int) -> HttpResponse:
    """Each student's best, the checks that fail most, and the messages that come most often."""
    lab = lab_or_404(number)
    students = list(User.objects.filter(role=User.Role.STUDENT, is_active=True))
    standings = desk.standings(students, lab)
    rows = [{"student": student, "standing": standings[student.pk]} for student in students]
    latest: dict[int, Submission] = {}
    for submission in (
        Submission.objects.filter(lab=lab.number, verdict__isnull=False).select_related("verdict").defer("source")
    ):
        latest.setdefault(submission.student_id, submission)
    failed: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for submission in latest.values():
        for check in submission.verdict.details["checks"]:
            if not check["passed"]:
                failed[check["sentence"]] += 1
                if check["message"]:
                    said[check["message"].splitlines()[0]] += 1
    context = {
        "lab": lab,
        "number": number,
        "rows": sorted(rows, key=lambda row: (row["standing"].passed, row["standing"].tries == 0, row["student"].name)),
        "passed": sum(row["standing"].passed for row in rows),
        "failed": failed.most_common(8),
        "said": said.most_common(8),
        "tried": len(latest),
    }
    return render(request, "labs/class.html", context)


@requires("labs.see_class")
@require_GET
def history(request: HttpRequest, number: int, student: int) -> HttpResponse:
    """One student's submissions of one lab."""
    lab, one = lab_or_404(number), get_object_or_404(User, pk=student, role=User.Role.STUDENT)
    rows = Submission.objects.filter(lab=lab.number, student=one).select_related("verdict").defer("source")
    return render(request, "labs/history.html", {"lab": lab, "number": number, "rows": rows, "student": one})
