"""Excuses: the academic advisor records them, the staff reads them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import excusing, records
from chainrule.campus.site.grades.forms import ExcuseForm
from chainrule.campus.site.grades.models import Excuse


def page(request: HttpRequest, form: ExcuseForm, status: int = 200) -> HttpResponse:
    """The list, with the form for whom it is for."""
    rows = Excuse.objects.select_related("student", "verified_by").order_by("-id")
    latest: dict[tuple[int, str], int] = {}
    for row in rows:
        latest.setdefault((row.student_id, row.assessment), row.pk)
    there = records.what_counts_before_an_excuse({row.student_id for row in rows})
    listed = [
        {
            "excuse": row,
            "title": title_of(row.assessment),
            "standing": not row.withdrawn and latest[(row.student_id, row.assessment)] == row.pk,
            "without_effect": there.get((row.student_id, row.assessment), ""),
        }
        for row in rows
    ]
    context = {"rows": listed, "form": form, "may_record": allows(request.user, "excuses.record")}
    return render(request, "grades/excuses.html", context, status=status)


def title_of(assessment: str) -> str:
    """What an assessment is called; the name that is on record where the course has it no more."""
    return course().assessment(assessment).title if course().has_assessment(assessment) else assessment


@requires("excuses.read")
@require_GET
def excuses(request: HttpRequest) -> HttpResponse:
    """Every verified excuse."""
    return page(request, ExcuseForm())


@requires("excuses.record")
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record a verified excuse."""
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    excuse = excusing.record(request.user, **form.cleaned_data)
    title = title_of(excuse.assessment)
    messages.success(request, f"Recorded: {excuse.student} is excused from {title}.")
    there = records.what_counts_before_an_excuse({excuse.student.pk})
    if why := there.get((excuse.student.pk, excuse.assessment)):
        messages.warning(
            request,
            f"This changes no mark. {why} For a second try, ask the instructor to grant another attempt.",
        )
    return redirect("grades:excuses")


@requires("excuses.record")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an excuse back: a new row says so."""
    excusing.withdraw(request.user, get_object_or_404(Excuse, pk=pk))
    messages.success(request, "The excuse has been withdrawn.")
    return redirect("grades:excuses")
