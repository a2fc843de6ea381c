"""The question bank for staff: every question, and any variant of it with its key."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.questions import SEEDS, ShortAnswer
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import Shelf, bank, course
from chainrule.campus.site.papers.runs import runner
from chainrule.course import CourseError


@requires("bank.read")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """All questions by class and kind."""
    classes = []
    for meeting in course().classes:
        here = [question for question in bank().values() if question.class_number == meeting.number]
        listed = sorted(here, key=lambda q: (q.group, q.kind, q.id))
        if listed:
            rows = [{"question": question, "opening": opening(question.id)} for question in listed]
            classes.append({"meeting": meeting, "questions": rows})
    context = {
        "classes": classes,
        "count": len(bank()),
        "private": sum(question.private for question in bank().values()),
        "samples": course().quiz_rules.samples,
        "broken": bank().broken,
    }
    return render(request, "papers/bank.html", context)


def _opening(id: str) -> str:
    try:
        return bank()[id].variant(0).opening
    except CourseError:  # its page says what is wrong
        return bank()[id].title


opening: Callable[[str], str] = Shelf(_opening)


@requires("bank.read")
@require_GET
def question(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One variant as a student sees it, and its key."""
    id = f"{number:02d}/{name.replace('-', '_')}"
    if id not in bank():
        raise Http404(f"There is no question {id}.")
    seed = inputs.query(request).whole("seed", 0) % SEEDS
    variant = bank()[id].variant(seed)
    runs = runner().run_cached(variant.author_programs())
    context = {
        "question": bank()[id],
        "seed": seed,
        "next": (seed + 1) % SEEDS,
        "shown": {**variant.for_student(), "number": 1, "answer": None},
        "item": {"number": 1, "feedback": variant.feedback(None, runs), "state": "preview", "parts": []},
        "guide": variant.for_marker() if isinstance(variant, ShortAnswer) else None,
    }
    return render(request, "papers/question.html", context)
