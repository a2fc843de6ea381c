"""A student's own absences: reporting one, adding to it, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.absences import desk, proofs, shown
from chainrule.campus.site.absences.forms import LineForm, ReportForm
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.syllabus.absences import REPORTED_WITHIN, Act, Impossible, Person


@requires("absences.report")
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own reports, and the form for another one."""
    now = clock.now()
    first = {"assessment": inputs.query(request).raw("paper")}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=first, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            made = desk.report(request.user, now, form.cleaned_data)
        except Impossible as why:
            form.add_error("assessment", str(why))
        else:
            messages.success(request, "Reported. Now bring a document of proof to your academic advisor.")
            return redirect("absences:own", pk=made.pk)
    context = {
        "rows": shown.rows(request.user.absence_reports.all(), request.user),
        "form": form,
        "days": REPORTED_WITHIN.days,
        "keeps": course().keep_documents,
    }
    return render(request, "absences/mine.html", context, status=422 if request.method == "POST" else 200)


def own_page(
    request: HttpRequest, report: AbsenceReport, form: LineForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    """One report of one's own; `problem`: why a document was not taken."""
    row = shown.row(report, request.user)
    context = {
        "row": row,
        "form": form,
        "may_add": Act.ADD in row.possible,
        "may_withdraw": Act.WITHDRAW in row.possible,
        "documents": proofs.of(report),
        "may_send": course().keep_documents and Act.ADD in row.possible,
        "until": proofs.kept_until(),
        "problem": problem,
    }
    return render(request, "absences/own.html", context, status=status)


@requires("absences.report")
@require_GET
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one's own report stands, and what was said."""
    return own_page(request, get_object_or_404(AbsenceReport, pk=pk, student=request.user), LineForm())


@requires("absences.report")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line to one's own report: what the advisor asked for, or when the proof comes."""
    found = get_object_or_404(AbsenceReport, pk=pk, student=request.user)
    form = LineForm(request.POST)
    if form.is_valid():
        try:
            desk.act(found.pk, Act.ADD, Person.STUDENT, request.user, form.cleaned_data["text"])
        except Impossible as why:
            form.add_error("text", str(why))
        else:
            messages.success(request, "Added. Your academic advisor reads it.")
            return redirect("absences:own", pk=pk)
    return own_page(request, found, form, status=422)


@requires("absences.report")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own report back, while nobody has acted on it."""
    found = get_object_or_404(AbsenceReport, pk=pk, student=request.user)
    try:
        desk.act(found.pk, Act.WITHDRAW, Person.STUDENT, request.user, beside=lambda: proofs.withdrawn(found))
    except Impossible as why:
        messages.error(request, f"Not withdrawn. {why}")
    else:
        messages.success(request, "The report is withdrawn.")
    return redirect("absences:own", pk=pk)
