"""The grade book: the class as a table and as a file, one student's grade, recording a score."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.forms import ScoreForm
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.shown import changes
from chainrule.campus.syllabus import Assessment, CourseGrade, Derivation, Proposal, due, rounded

GUARDED = ("=", "+", "-", "@", "\t", "\r")


def items() -> list[Assessment]:
    """What carries a mark, by date."""
    return sorted((a for a in course().assessments if a.kind != "teams"), key=lambda a: (a.date, a.id))


@dataclass(frozen=True)
class Row:
    """One student's line of the grade book."""

    student: User
    grade: CourseGrade
    cells: dict[str, Derivation]

    @property
    def so_far(self) -> float | None:
        return self.grade.so_far.percent


def rows_of(now: datetime) -> list[Row]:
    """The class."""
    students = list(User.objects.filter(role=User.Role.STUDENT, is_active=True))
    grades = records.grades_of_class(students, now)
    return [Row(one, grades[one.pk], {a.id: grades[one.pk].so_far.mark_of(a.id) for a in items()}) for one in students]


@requires("grades.read_all")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """All students and all items. Sorted and filtered by the address, so that it works without a script."""
    rows = rows_of(clock.now())
    given = inputs.query(request)
    wanted = given.line("name", most=80)
    if wanted:
        rows = [row for row in rows if folded(wanted) in row.student.folded_name]
    ids = [a.id for a in items()]
    by = given.choice("by", ["name", "grade", *ids], "name")
    if by == "grade":
        rows.sort(key=lambda row: -1.0 if row.so_far is None else row.so_far, reverse=True)
    elif by in ids:
        rows.sort(key=lambda row: -1.0 if row.cells[by].percent is None else row.cells[by].percent, reverse=True)
    columns = [{"assessment": a, **statistics([row.cells[a.id].percent for row in rows])} for a in items()]
    table = [{"row": row, "cells": [(a, row.cells[a.id]) for a in items()]} for row in rows]
    context = {"table": table, "columns": columns, "by": by, "name": wanted, "revision": course().revision}
    context["notices"] = [*records.strays(), *map(str, changes(Attempt.objects.filter(closed_at__isnull=False)))]
    return render(request, "grades/book.html", context | {"whole": statistics([row.so_far for row in rows])})


def statistics(values: list[float | None]) -> dict[str, float | int | None]:
    """How many, mean and median of the percents that are known."""
    known = [value for value in values if value is not None]
    return {"n": len(known), "mean": mean(known) if known else None, "median": median(known) if known else None}


@requires("grades.read_all")
@require_GET
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student's grade with its derivation, for staff."""
    one = get_object_or_404(User, pk=pk, role=User.Role.STUDENT)
    now = clock.now()
    context = {"grade": records.grade_of(one, now), "student": one, "items": items(), "fields": []}
    return render(request, "grades/mine.html", {**context, "decimals": course().grade_rules.decimals})


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(GUARDED) else text


@requires("grades.export")
@require_GET
def book_csv(request: HttpRequest) -> HttpResponse:
    """The grade book as CSV (RFC 4180, UTF-8): percents to four decimals, and the grade as it is shown.

    It begins with a byte order mark: without one, spreadsheets take the letters for those of another alphabet.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    heads = ["name", "email", *(a.id for a in items()), "so far", "so far (shown)", "if nothing more", "at best"]
    writer.writerow([*heads, "revision"])
    decimals = course().grade_rules.decimals
    for row in rows_of(clock.now()):
        percents = [row.cells[a.id].percent for a in items()]
        grade = row.grade
        views = [grade.so_far.percent, None, grade.if_nothing_more.percent, grade.at_best.percent]
        cells = ["" if value is None else f"{value:.4f}" for value in (*percents, *views)]
        if row.so_far is not None:
            cells[len(percents) + 1] = f"{rounded(row.so_far, decimals)}"
        writer.writerow([safe(row.student.name), safe(row.student.email), *cells, grade.revision])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="gradebook-{timezone.localdate(clock.now())}.csv"'
    return response


@requires("grades.record")
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """Write down a score or a verdict; what was written before stays in the history."""
    one = get_object_or_404(User, pk=pk, role=User.Role.STUDENT)
    assessment = next((a for a in items() if a.id == item), None)
    if assessment is None:
        raise Http404(f"The course has no item {item}.")
    past = records.history(one, item)
    received = records.received(assessment.kind, past) or due(course(), item)
    first = {"received_at": timezone.localtime(received)}
    form = ScoreForm(request.POST or None, kind=assessment.kind, initial=first)
    if request.method == "POST" and inputs.form(request).raw("withdraw"):
        store(request, one, item, withdrawn=True)
        messages.success(request, f"The record for {assessment.title} has been withdrawn and no longer counts.")
        return redirect("grades:student", pk=pk)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            User.objects.select_for_update().get(pk=pk)  # of two verdicts at the same moment, one sees the other
            stored = follows(form, assessment, records.history(one, item))
            if stored:
                given = {name: value for name, value in form.cleaned_data.items() if value is not None}
                store(request, one, item, **given)
        if stored:
            messages.success(request, f"Recorded: {assessment.title}, {one}.")
            return redirect("grades:student", pk=pk)
    context = {"student": one, "assessment": assessment, "form": form, "history": past}
    return render(request, "grades/record.html", context, status=422 if request.method == "POST" else 200)


def follows(form: ScoreForm, assessment: Assessment, past: list[RecordedScore]) -> bool:
    """Whether a verdict can follow those before it; the form says so where it cannot."""
    if assessment.kind == "proposal":
        try:
            latest = RecordedScore(verdict=form.cleaned_data["verdict"], received_at=form.cleaned_data["received_at"])
            assert isinstance(records.recorded("proposal", [*past, latest]), Proposal)
        except ValueError as error:
            form.add_error("verdict", f"This is not possible: {error}. Withdraw the earlier record first.")
            return False
    return True


def store(request: HttpRequest, student: User, item: str, **what: object) -> None:
    with transaction.atomic():
        row = RecordedScore.objects.create(student=student, item=item, recorded_by=request.user, **what)
        audit.record(request.user, "grades.record", f"{item}: {student}", about=student, what=row.what, note=row.note)
