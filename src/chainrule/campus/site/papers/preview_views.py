"""Two looks at questions before anybody sits them: a paper as one student gets it, and the samples for everybody."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.questions import Paper, Ran, Variant
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import Shelf, bank, course, public_bank
from chainrule.campus.site.papers import drawing, sitting
from chainrule.campus.site.papers.runs import runner
from chainrule.campus.site.papers.shown import shown
from chainrule.campus.site.papers.staff_views import assessment_or_404, students
from chainrule.course import CourseError


@requires("bank.read")
@require_GET
def preview(request: HttpRequest, paper: str) -> HttpResponse:
    """The paper of any student, with its keys folded away: what was drawn, or what would be drawn now."""
    assessment, chosen = assessment_or_404(paper), student_in(request)
    attempt = sitting.current(chosen, paper) if chosen else None
    missing = None if attempt else drawing.what_is_missing(paper)
    variants: list[tuple[int, float, Variant]] = []
    if attempt:
        variants = of_paper(attempt.questions, shown([attempt]))
    elif missing is None:
        variants = of_paper(drawing.draw(chosen, paper, 1) if chosen else drawing.draw_for("preview", paper), bank())
    context = {
        "assessment": assessment,
        "students": students(),
        "chosen": chosen,
        "attempt": attempt,
        "missing": missing,
        "questions": looked_at(variants),
    }
    return render(request, "papers/preview_as.html", context)


def student_in(request: HttpRequest) -> User | None:
    """The student that the address names; None where it names none."""
    pk = inputs.query(request).whole("student", None)
    found = next((one for one in students() if one.pk == pk), None)
    if pk is not None and found is None:
        raise Http404("The class has no such student.")
    return found


def of_paper(paper: Paper, variants: Any) -> list[tuple[int, float, Variant]]:
    """Number, points and variant of each question of a paper."""
    return [(item.number, item.points, variants.variant_of(item)) for item in paper.items]


def looked_at(variants: list[tuple[int, float, Variant]]) -> list[dict[str, Any]]:
    """Questions as a student sees them, each with its key and reasons."""
    programs = [program for _, _, variant in variants for program in variant.author_programs()]
    runs: dict[str, Ran] = runner().run_cached(programs)
    return [
        {
            "shown": {**variant.for_student(), "number": number, "points": points, "answer": None},
            "item": {"number": number, "feedback": variant.feedback(None, runs), "state": "preview", "parts": []},
        }
        for number, points, variant in variants
    ]


def _samples() -> list[dict[str, Any]]:
    found: list[Variant] = []
    for id in course().quiz_rules.samples:
        if id in public_bank():
            with suppress(CourseError):  # the page of the bank says what is wrong with it
                found.append(public_bank()[id].variant(0))
    return looked_at([(number, float(variant.out_of), variant) for number, variant in enumerate(found, 1)])


sample_questions = Shelf(_samples)


@requires("course.read")
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """One question of each kind, as the syllabus promises it before the first quiz, with its key."""
    return render(request, "papers/samples.html", {"questions": sample_questions()})
