"""The grade book: the class as a table and as a file, one student's grade, one cell with its history, recording it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.accounts.sections import chosen
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import book_table, class_book, entering, records, records_file, sheets
from chainrule.campus.site.grades.cell_history import history
from chainrule.campus.site.grades.class_book import FILTERS, items
from chainrule.campus.site.grades.forms import ScoreForm
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.grades.spread import spread
from chainrule.campus.site.grades.views import explained, mark_of
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.shown import changes
from chainrule.campus.syllabus import Assessment, Score, due


@requires("grades.read_all")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """All students and all items. Sorted and filtered by the address, so that it works without a script."""
    given = inputs.query(request)
    name, which = given.line("name", most=80), given.choice("show", list(FILTERS), "all")
    by = given.choice("by", ["name", "grade", "best", *(a.id for a in items())], "name")
    upward = given.choice("order", ["up", "down"], "down") == "up"
    people = class_book.students()
    sections = chosen(given, people)
    asked = class_book.called(sections.within(people), name)
    rows = class_book.of_whom(class_book.rows_of(asked, clock.now()), which)
    filters = (("name", name), ("section", sections.section), ("show", which))
    kept = {key: value for key, value in filters if value not in ("", "all")}
    heads = [head(label, key, by, upward, kept) for key, label in columns()]
    context = {
        "rows": book_table.rows(class_book.sorted_by(rows, by, upward=upward)),
        "heads": heads,
        "spreads": [spread(map(class_book.number_of(one["key"]), rows)) for one in heads[1:]],
        "by": by,
        "name": name,
        "which": which,
        "sections": sections,
        "order": "up" if upward else "down",
        "filters": [(key, label) for key, (label, _) in FILTERS.items()],
        "count": len(rows),
        "everybody": len(people),
        "legend": book_table.LEGEND,
        "revision": course().revision,
        "notices": [*records.strays(), *map(str, changes(Attempt.objects.filter(closed_at__isnull=False)))],
    }
    return render(request, "grades/book.html", context)


def columns() -> list[tuple[str, str]]:
    """(key, label) of each column of the table."""
    return [("name", "Student"), ("grade", "So far"), ("best", "At best"), *((a.id, a.title) for a in items())]


def head(label: str, key: str, by: str, upward: bool, kept: dict[str, str]) -> dict[str, str]:
    """The head of a column. Its link sorts by it, and the other way round once it is sorted by it."""
    turned = {"order": "up"} if key == by and not upward else {}
    rises = upward != (key == "name")  # names go from A to Z, numbers from high to low
    is_sorted = ("ascending" if rises else "descending") if key == by else ""
    return {"key": key, "label": label, "sorted": is_sorted, "link": "?" + urlencode({**kept, "by": key, **turned})}


@requires("grades.read_all")
@require_GET
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student's grade with its derivation, for staff."""
    one = get_object_or_404(User, pk=pk, role=User.Role.STUDENT)
    context = explained(one, request.user, clock.now())
    return render(request, "grades/mine.html", {**context, "student": one, "items": items()})


@requires("grades.export")
@require_GET
def book_csv(request: HttpRequest) -> HttpResponse:
    """The grade book as CSV (RFC 4180, UTF-8): percents for reading, and what is on record, to be read back."""
    given, now = inputs.query(request), clock.now()
    comma = given.choice("decimal", ["point", "comma"], "point") == "comma"
    mark = given.choice("mark", ["yes", "no"], "yes") == "yes"
    content = sheets.written(records_file.table(class_book.students(), now, comma=comma), comma=comma, mark=mark)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="gradebook-{timezone.localdate(now)}.csv"'
    return response


@requires("grades.read_all")
@require_GET
def cell(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """One mark: how it came about, its history, and for who may a form; a part of the table's page, or a page."""
    one, assessment = named(pk, item)
    form = form_of(one, assessment) if allows(request.user, "grades.record") else None
    return answer(request, one, assessment, form)


@requires("grades.record")
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """Write down a score or a verdict; what was written before stays in the history."""
    one, assessment = named(pk, item)
    user = request.user
    assert isinstance(user, User)
    if request.method == "GET":
        return answer(request, one, assessment, form_of(one, assessment))
    if inputs.form(request).raw("withdraw"):
        entering.store(user, one, item, withdrawn=True, note=inputs.form(request).line("note"))
        messages.success(request, f"The record for {assessment.title} has been withdrawn and no longer counts.")
        return redirect("grades:student", pk=pk)
    replaces = entering.has_number(one, assessment, clock.now())
    form = ScoreForm(request.POST, kind=assessment.kind, replaces=replaces)
    if form.is_valid() and entering.record_cell(user, form, one, assessment):
        if request.headers.get("HX-Request"):
            return HttpResponse(book_table.row(class_book.rows_of([one], clock.now())[0]))
        messages.success(request, f"Recorded: {assessment.title}, {one}.")
        return redirect("grades:student", pk=pk)
    return answer(request, one, assessment, form, status=422)


def named(pk: int, item: str) -> tuple[User, Assessment]:
    """The student and the assessment of an address."""
    one = get_object_or_404(User, pk=pk, role=User.Role.STUDENT)
    assessment = class_book.item(item)
    if assessment is None:
        raise Http404(f"The course has no item {item}.")
    return one, assessment


def form_of(one: User, assessment: Assessment) -> ScoreForm:
    """The form as it is first shown: with the number that stands there."""
    past = records.history(one, assessment.id)
    score = records.scores_of(one, clock.now()).get(assessment.id)
    received = records.received(assessment.kind, past) or due(course(), assessment.id)
    first: dict[str, Any] = {"received_at": timezone.localtime(received), "seen": past[-1].pk if past else 0}
    if isinstance(score, Score):
        numbers = {"points": score.points, "out_of": score.out_of, "bonus": score.bonus}
        first |= {name: sheets.plain_number(value) for name, value in numbers.items()}
    return ScoreForm(kind=assessment.kind, replaces=isinstance(score, Score), initial=first)


def answer(
    request: HttpRequest, one: User, assessment: Assessment, form: ScoreForm | None, status: int = 200
) -> HttpResponse:
    """The page of one mark, or the part of it that the table's page shows."""
    standing: list[RecordedScore] = list(records.standing(records.history(one, assessment.id)))
    context = {
        "student": one,
        "assessment": assessment,
        "form": form,
        "mark": mark_of(one, assessment.id, request.user, clock.now()),
        "history": history(one, assessment),
        "can_withdraw": form is not None and bool(standing) and not standing[-1].withdrawn,
    }
    template = "grades/cell.html" if request.headers.get("HX-Request") else "grades/record.html"
    return render(request, template, context, status=status)
