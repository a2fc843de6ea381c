"""The staff's pages about one paper: who sat it, releasing it, granting another sitting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core.course import course
from chainrule.campus.site.papers import marks, sitting, status
from chainrule.campus.site.papers.models import Attempt, Release, Sitting
from chainrule.campus.syllabus import Assessment, window


def overview(listed: Sequence[Assessment], now: dt.datetime) -> list[dict[str, Any]]:
    """One row a paper: its hours, how many sat it, what waits, whether it is released."""
    return [
        {
            "assessment": assessment,
            "window": window(course(), assessment.id),
            "begun": Attempt.objects.filter(paper=assessment.id).count(),
            "open": Attempt.objects.filter(paper=assessment.id, closed_at=None).count(),
            "waiting": len(marks.waiting_short_answers(assessment.id)),
            "released": marks.is_released(assessment.id),
            "now": now,
        }
        for assessment in listed
    ]


def assessment_or_404(paper: str) -> Assessment:
    """The quiz or exam of this id."""
    found = next((a for a in status.papers() if a.id == paper), None)
    if found is None:
        raise Http404(f"There is no paper called {paper}.")
    return found


def students() -> list[User]:
    """The class."""
    return list(User.objects.filter(role=User.Role.STUDENT, is_active=True))


@requires("papers.read_all")
@require_GET
def staff(request: HttpRequest, paper: str) -> HttpResponse:
    """Who has begun, handed in, waits or missed it."""
    assessment, now = assessment_or_404(paper), clock.now()
    rows = []
    for student in students():
        stands = status.status(student, assessment, now)
        closed = stands.attempt is not None and not stands.attempt.is_open
        result = marks.result(stands.attempt) if stands.attempt and closed else None
        rows.append({"student": student, "status": stands, "result": result})
    context = {
        "assessment": assessment,
        "rules": course().paper_rules(paper),
        "window": window(course(), paper),
        "rows": rows,
        "waiting": len(marks.waiting_short_answers(paper)),
        "released": marks.is_released(paper),
        "sittings": Sitting.objects.filter(paper=paper).select_related("student", "granted_by"),
        "now": now,
    }
    return render(request, "papers/staff.html", context)


@requires("papers.release")
@require_POST
def release(request: HttpRequest, paper: str) -> HttpResponse:
    """Make score and feedback visible, or withdraw them. While short answers wait it must be confirmed."""
    assessment = assessment_or_404(paper)
    shown = request.POST.get("shown") != "no"
    waiting = len(marks.waiting_short_answers(paper))
    if shown and waiting and request.POST.get("confirmed") != "yes":
        messages.warning(
            request, f"{waiting} short answers of {assessment.title} are not marked yet. Confirm to release it so."
        )
        return redirect("papers:staff", paper=paper)
    with transaction.atomic():
        Release.objects.create(paper=paper, shown=shown, by=request.user)
        audit.record(request.user, "papers.release" if shown else "papers.withdraw", paper, waiting=waiting)
    messages.success(request, f"{assessment.title} is {'released' if shown else 'withdrawn'}.")
    return redirect("papers:staff", paper=paper)


class SittingForm(forms.Form):
    """Another time for one student, or more minutes."""

    student = forms.ModelChoiceField(queryset=User.objects.none(), error_messages={"required": "Choose a student."})
    opens_at = forms.DateTimeField(
        label="Opens", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    closes_at = forms.DateTimeField(
        label="Closes", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(min_value=1, max_value=600)
    again = forms.BooleanField(label="A fresh paper, although one was sat already", required=False)
    reason = forms.CharField(max_length=300, error_messages={"required": "Say why: it stays in the records."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["student"].queryset = User.objects.filter(role=User.Role.STUDENT, is_active=True)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "It must close after it opens.")
        return found


@requires("papers.grant_sitting")
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, paper: str) -> HttpResponse:
    """Grant one student another sitting or more minutes, with a reason."""
    assessment, hours = assessment_or_404(paper), window(course(), paper)
    first = {
        "student": request.GET.get("student"),
        "opens_at": timezone.localtime(hours.opens),
        "closes_at": timezone.localtime(hours.closes),
        "minutes": course().paper_rules(paper).minutes,
    }
    form = SittingForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            granted = Sitting.objects.create(paper=paper, granted_by=request.user, **form.cleaned_data)
            audit.record(
                request.user, "papers.grant_sitting", f"{paper}: {granted.student}",
                opens=granted.opens_at.isoformat(), closes=granted.closes_at.isoformat(),
                minutes=granted.minutes, again=granted.again, reason=granted.reason,
            )  # fmt: skip
        messages.success(request, f"{granted.student} may sit {assessment.title} in the hours given.")
        return redirect("papers:staff", paper=paper)
    code = 422 if request.method == "POST" else 200
    return render(request, "papers/grant.html", {"assessment": assessment, "form": form}, status=code)


@requires("papers.read_all")
@require_GET
def one_attempt(request: HttpRequest, paper: str, attempt: int) -> HttpResponse:
    """One student's attempt with every answer and mark, for staff."""
    found = get_object_or_404(Attempt, pk=attempt, paper=paper)
    sitting.close_if_over(found, clock.now())
    context = {
        "assessment": assessment_or_404(paper),
        "attempt": found,
        "student": found.student,
        **marks.review(found),
    }
    return render(request, "papers/review.html", context)
