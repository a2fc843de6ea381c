"""What the grade book says of the class: how each column is spread, and who is at risk and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.sections import chosen
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import class_book
from chainrule.campus.site.grades.class_book import items
from chainrule.campus.site.grades.spread import picture, spread
from chainrule.campus.syllabus.risk import rules_in_words


@requires("grades.read_all")
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Mean, median, quartiles and a picture for each column in which there is a number."""
    rows = class_book.rows_of(class_book.students(), clock.now())
    columns = [("grade", "Course grade so far"), *((a.id, a.title) for a in items())]
    spreads = [(key, title, spread(map(class_book.number_of(key), rows))) for key, title in columns]
    known = [(key, title, one, picture(one, title)) for key, title, one in spreads if one.n]
    return render(request, "grades/statistics.html", {"columns": known, "students": len(rows)})


@requires("grades.read_all")
@require_GET
def at_risk(request: HttpRequest) -> HttpResponse:
    """Who is at risk, with each reason in words, and the rules that said so."""
    people = class_book.students()
    sections = chosen(inputs.query(request), people)
    rows = class_book.rows_of(sections.within(people), clock.now())
    found = [row for row in rows if row.risks]
    found.sort(key=lambda row: (-len(row.risks), row.student.folded_name))
    context = {"rows": found, "students": len(rows), "rules": rules_in_words(course()), "sections": sections}
    return render(request, "grades/at_risk.html", context)
