"""Exempting a student from a paper, and taking that back. What it does to the grade, the syllabus' rules say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import granting, sitting
from chainrule.campus.site.papers.models import Exemption
from chainrule.campus.site.papers.staff_views import assessment_or_404

EFFECT = {
    "left-out": "The quiz mean is made of the other quizzes, as after a verified excuse.",
    "make-up": "By the rules of this course it is to be sat at another time: then grant another attempt too.",
    "other-exam": "The other exam counts for both.",
}


class ExemptionForm(forms.Form):
    """Who need not take it, and why."""

    student = inputs.Chosen(queryset=User.objects.none(), error_messages={"required": "Choose a student."})
    reason = inputs.Line(error_messages={"required": "Give a reason. It is kept in the records."})

    def __init__(self, *args: Any, paper: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["student"].queryset = User.objects.filter(role=User.Role.STUDENT, is_active=True)

    def clean_student(self) -> User:
        student: User = self.cleaned_data["student"]
        sat = sitting.current(student, self.paper)
        if sat is not None:
            what = "is taking it now" if sat.is_open else "has taken it, and that result counts"
            raise forms.ValidationError(f"{student.name} {what}. Exempt only who has not begun.")
        if sitting.exemption(student, self.paper):
            raise forms.ValidationError(f"{student.name} is exempt already.")
        return student


@requires("papers.grant_sitting")
@require_http_methods(["GET", "POST"])
def exempt(request: HttpRequest, paper: str) -> HttpResponse:
    """Exempt one student, with a reason."""
    assessment = assessment_or_404(paper)
    first = {"student": inputs.query(request).whole("student", None)}
    form = ExemptionForm(request.POST if request.method == "POST" else None, initial=first, paper=paper)
    if request.method == "POST" and form.is_valid():
        given = granting.exempt(paper, request.user, **form.cleaned_data)
        messages.success(request, f"{given.student} is exempt from {assessment.title}.")
        return redirect("papers:staff", paper=paper)
    context = {"assessment": assessment, "form": form, "effect": EFFECT[course().paper_rules(paper).excused]}
    return render(request, "papers/exempt.html", context, status=422 if request.method == "POST" else 200)


@requires("papers.grant_sitting")
@require_POST
def withdraw(request: HttpRequest, paper: str, pk: int) -> HttpResponse:
    """Take an exemption back: a new row says so."""
    old = get_object_or_404(Exemption, pk=pk, paper=paper)
    if sitting.exemption(old.student, paper):
        with transaction.atomic():
            Exemption.objects.create(
                student=old.student, paper=paper, reason=old.reason, withdrawn=True, granted_by=request.user
            )
            audit.record(request.user, "papers.exempt_no_more", f"{paper}: {old.student}", about=old.student)
        messages.success(request, f"{old.student} is no longer exempt.")
    return redirect("papers:staff", paper=paper)
