"""What if: any score moved, past or future, and what is needed on one for a grade. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django_htmx.http import replace_url

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import page, records, what_if_form
from chainrule.campus.site.grades.sources import Tree, sources_of
from chainrule.campus.site.grades.what_if_form import Asked, Field
from chainrule.campus.syllabus import Assessment, CourseGrade, Derivation, Scores, course_grade, needed
from chainrule.campus.syllabus.needed import Needed, scorable

ASSUMED = {
    "nothing": "counts zero",
    "as-so-far": "goes as so far",
    "full": "gets full marks",
}


@dataclass(frozen=True)
class Line:
    """One field with what stands beside it: the mark on record, or that it is imagined and how to put it back."""

    field: Field
    recorded: Derivation
    imagined: bool
    put_back: str


@dataclass(frozen=True)
class Answer:
    """What one target needs; `name` is its letter, or empty for a number that was typed."""

    name: str
    needed: Needed

    @property
    def target(self) -> str:
        return f"{float(self.needed.target):.10g}"


@requires("grades.read_own")
@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """The whole page; for htmx the parts of it that change, and the address that holds what is imagined."""
    now = clock.now()
    scores = records.scores_of(request.user, now)
    asked = what_if_form.read(inputs.query(request), scores, now)
    imagined = {**scores, **asked.records}
    before, after = course_grade(course(), scores, now), course_grade(course(), imagined, now)
    sources = sources_of(request.user, scores, request.user)
    here = reverse("grades:what_if")
    asked, wanted = wanted_of(asked, scores, now)
    context = {
        "before": page.headlines(before, Tree()),
        "after": page.headlines(after, Tree(sources, asked.records)),
        "asked": asked,
        "groups": groups(lines(asked, before, here)),
        "revision": after.revision,
        "letters": course().letters,
        **wanted,
    }
    if not request.headers.get("HX-Request"):
        return render(request, "grades/what_if.html", context)
    return replace_url(render(request, "grades/what_if_live.html", context), _at(here, asked.address()))


def lines(asked: Asked, before: CourseGrade, here: str) -> list[Line]:
    """The fields by date."""
    return [
        Line(
            one,
            before.so_far.mark_of(one.assessment.id),
            one.assessment.id in asked.records,
            _at(here, asked.address(without=one.assessment.id)),
        )
        for one in asked.fields
    ]


def _at(here: str, query: str) -> str:
    return f"{here}?{query}" if query else here


def groups(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The fields under the titles of the parts of the grade; exams stand together."""
    kinds = {"quiz": "Quizzes", "exam": "Exams"}
    titles = dict.fromkeys(["Quizzes", "Exams", "Project"])
    of = [(kinds.get(line.field.assessment.kind, "Project"), line) for line in found]
    return [(title, [line for where, line in of if where == title]) for title in titles]


def wanted_of(asked: Asked, scores: Scores, now: datetime) -> tuple[Asked, dict[str, Any]]:
    """What is needed, and on what; the final or whatever comes last of what is open, where nothing else was chosen.

    The assessment itself is as on record: what the student imagines for it is what is asked for.
    """
    can_be = scorable(course(), scores, now)
    if not can_be:
        return replace(asked, on=""), {"can_be": (), "answers": [], "assumed": ASSUMED}
    on = next((a for a in can_be if a.id == asked.on), default_of(can_be))
    asked = replace(asked, on=on.id)
    others = {id: record for id, record in {**scores, **asked.records}.items() if id != on.id}
    base = others | ({on.id: scores[on.id]} if on.id in scores else {})
    targets = {letter.name: letter.least for letter in course().letters if letter.least > 0}
    if asked.target and not asked.target_error:
        targets = {"": inputs.number(asked.target, 0, 100), **targets}
    found = needed(course(), base, on.id, list(targets.values()), asked.others, now) if targets else ()
    answers = [Answer(name, one) for name, one in zip(targets, found, strict=True)]
    return asked, {"can_be": can_be, "on": on, "answers": answers, "assumed": ASSUMED}


def default_of(can_be: Sequence[Assessment]) -> Assessment:
    """The last exam that is open, else what comes last."""
    exams = [assessment for assessment in can_be if assessment.kind == "exam"]
    return (exams or list(can_be))[-1]
