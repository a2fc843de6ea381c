"""The reports of all students, as the advisor, the instructor and assistants see them: each only their part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site.absences import desk, proofs, shown
from chainrule.campus.site.absences.forms import ExemptForm, NothingForm, OtherWindowForm, VerdictForm
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.papers.exemption_views import EFFECT
from chainrule.campus.syllabus import window
from chainrule.campus.syllabus.absences import Act, Impossible, Person


@requires("excuses.read")
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Every report: what waits for this reader first, then the rest, the latest first."""
    rows = shown.rows(AbsenceReport.objects.select_related("student"), request.user)
    waiting = sorted((row for row in rows if row.waits), key=lambda row: row.report.pk)
    rest = [row for row in rows if not row.waits]
    return render(request, "absences/reports.html", {"waiting": waiting, "rest": rest})


@requires("excuses.read")
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, and what this reader can do about it."""
    return page(request, found_or_404(pk))


def found_or_404(pk: int) -> AbsenceReport:
    """The report with its student."""
    return get_object_or_404(AbsenceReport.objects.select_related("student"), pk=pk)


def page(request: HttpRequest, found: AbsenceReport, status: int = 200, **filled: Form) -> HttpResponse:
    """The page of one report; `filled` holds a form that came back with errors."""
    row = shown.row(found, request.user)
    context: dict[str, Any] = {"row": row, "forms": forms_for(row) | filled}
    if row.person is Person.ADVISOR:
        context |= {"documents": proofs.of(found), "until": proofs.kept_until(), "keeps": course().keep_documents}
    if row.case.is_sat:
        there = records.what_counts_before_an_excuse({found.student_id})
        context["without_effect"] = there.get((found.student_id, found.assessment), "")
        context["effect"] = EFFECT[course().paper_rules(found.assessment).excused]
    return render(request, "absences/report.html", context, status=status)


def forms_for(row: shown.Row) -> dict[str, Form]:
    """An empty form for each thing that this reader can do now."""
    possible, found = row.possible, row.report
    made: dict[str, Form] = {}
    if row.person is Person.ADVISOR and possible:
        made["verdict"] = VerdictForm(possible=possible)
    if Act.WINDOW in possible:
        hours = window(course(), found.assessment)
        first = {
            "opens_at": timezone.localtime(hours.opens),
            "closes_at": timezone.localtime(hours.closes),
            "minutes": course().paper_rules(found.assessment).minutes,
        }
        made["window"] = OtherWindowForm(
            initial=first, paper=found.assessment, student=found.student, auto_id="window_%s"
        )
    if Act.EXEMPT in possible:
        made["exempt"] = ExemptForm(paper=found.assessment, student=found.student, auto_id="exempt_%s")
    if Act.NOTHING in possible:
        made["nothing"] = NothingForm(auto_id="nothing_%s")
    return made


def settle(
    request: HttpRequest, found: AbsenceReport, name: str, form: Form, do: Callable[[], None], done: str
) -> HttpResponse:
    """Do what a form asks for and say so; else the page again, with what was typed and why it was not done."""
    if form.is_valid():
        try:
            do()
        except Impossible as why:
            messages.error(request, f"Nothing was changed. {why}")
        else:
            messages.success(request, done)
        return redirect("absences:report", pk=found.pk)
    return page(request, found, 422, **{name: form})


@requires("excuses.record")
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was seen, and what follows from it."""
    found = found_or_404(pk)
    form = VerdictForm(request.POST, possible=frozenset({Act.SEE, Act.REFUSE, Act.ASK}))
    return settle(
        request, found, "verdict", form,
        lambda: desk.verify(found, Act(form.cleaned_data["verdict"]), request.user, form.cleaned_data["text"]),
        f"Recorded. {found.student.name} is told.",
    )  # fmt: skip


@requires("papers.grant_sitting")
@require_POST
def grant_window(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant another time to sit the paper."""
    found = found_or_404(pk)
    if not desk.is_sat(found.assessment):
        return refuse(request, found, Act.WINDOW)
    form = OtherWindowForm(request.POST, paper=found.assessment, student=found.student, auto_id="window_%s")
    return settle(
        request, found, "window", form,
        lambda: desk.grant_window(found, request.user, form.cleaned_data),
        f"{found.student.name} can take it at the times you gave.",
    )  # fmt: skip


@requires("papers.grant_sitting")
@require_POST
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Exempt the student from the paper."""
    found = found_or_404(pk)
    if not desk.is_sat(found.assessment):
        return refuse(request, found, Act.EXEMPT)
    form = ExemptForm(request.POST, paper=found.assessment, student=found.student, auto_id="exempt_%s")
    return settle(
        request, found, "exempt", form,
        lambda: desk.exempt(found, request.user, form.cleaned_data["reason"]),
        f"{found.student.name} is exempt.",
    )  # fmt: skip


@requires("papers.grant_sitting")
@require_POST
def nothing(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that nothing follows."""
    found = found_or_404(pk)
    form = NothingForm(request.POST, auto_id="nothing_%s")

    def do() -> None:
        desk.act(found.pk, Act.NOTHING, Person.INSTRUCTOR, request.user, form.cleaned_data["reason"])

    return settle(request, found, "nothing", form, do, f"Recorded. {found.student.name} reads your reason.")


def refuse(request: HttpRequest, found: AbsenceReport, act: Act) -> HttpResponse:
    """Say why an act is not possible for what was missed."""
    messages.error(request, f"Nothing was changed. {desk.case_of(found).why_not(act, Person.INSTRUCTOR)}")
    return redirect("absences:report", pk=found.pk)
