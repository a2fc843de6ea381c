"""Practice: the list of lectures, one question, and what came of an answer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.questions import SEEDS, HumanMark, Question, RunnerDied, ShortAnswer
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.papers.plain import answer_in
from chainrule.campus.site.practice import choosing, records
from chainrule.campus.site.practice.models import Answer
from chainrule.course import CourseError


@requires("practice.work")
@require_GET
def lectures(request: HttpRequest) -> HttpResponse:
    """Every lecture that has questions, and how far it is practised."""
    standings = records.standings(request.user)
    rows = [
        {"meeting": meeting, "standing": standings[meeting.number]}
        for meeting in course().classes
        if meeting.number in standings
    ]
    return render(request, "practice/list.html", {"rows": rows})


@requires("practice.work")
@require_GET
def next_one(request: HttpRequest, number: int) -> HttpResponse:
    """To the question that is best asked now."""
    there = questions_or_404(number)
    chosen = choosing.next_question(there, records.known(request.user))
    assert chosen is not None
    return redirect("practice:question", number=number, place=there.index(chosen) + 1)


@requires("practice.work")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """One question: a variant that was not asked before; an answer to it is marked at once."""
    chosen, known = question_or_404(number, place), records.known(request.user)
    seed = choosing.variant_of(chosen.id, known.get(chosen.id, choosing.NOTHING).tries)
    given, status = None, 200
    if request.method == "POST":
        form = inputs.form(request)
        seed = form.whole("seed", seed, most=SEEDS - 1)
        if form.raw("do") == "show":
            return redirect("practice:answer", pk=records.give_key(request.user, chosen, seed).pk)
        given, status = answer_in(form, place), 400
        problem = chosen.variant(seed).refusal(given)
        try:
            if not problem:
                made, found = records.answer(request.user, chosen, seed, given)
                if made.pk:
                    return redirect("practice:answer", pk=made.pk)
                problem = "choose or write an answer first" if not given else found.note
        except RunnerDied as died:
            problem, status = str(died), 503
        messages.error(request, inputs.sentence(Exception(problem)))
    context = context_of(request, chosen, number, place)
    context |= {"seed": seed, "shown": {**chosen.variant(seed).for_student(), "number": place, "answer": given}}
    return render(request, "practice/question.html", context, status=status)


@requires("practice.work")
@require_GET
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one answer: right or not, the key, and why."""
    kept, chosen, number, place = answer_or_404(request, pk)
    variant = chosen.variant(kept.seed)
    found = records.mark_of(kept, variant)
    item = {
        "number": place,
        "state": found.state,
        "note": found.note,
        "parts": kept.by_hand,
        "feedback": variant.feedback(kept.given, records.runs_of(kept)),
    }
    context = context_of(request, chosen, number, place)
    context |= {
        "answer": kept,
        "item": item,
        "to_mark": kept.points is None,
        "rubric": criteria(variant) if kept.points is None and isinstance(variant, ShortAnswer) else [],
        "sections": [] if kept.is_right else sections_of(chosen),
    }
    return render(request, "practice/answer.html", context)


@requires("practice.work")
@require_POST
def self_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """The points that the writer of a short answer gives to it, by the rubric."""
    kept, chosen, *_ = answer_or_404(request, pk)
    variant = chosen.variant(kept.seed)
    if not isinstance(variant, ShortAnswer):
        raise Http404("Only short answers are marked by hand.")
    form = inputs.form(request)
    halves = [form.whole(f"c{number}", None, most=1000) for number in range(len(variant.rubric))]
    if None in halves:
        messages.error(request, "Give points for each criterion: none is a choice too.")
        return redirect("practice:answer", pk=pk)
    points = tuple(Fraction(half, 2) for half in halves if half is not None)
    try:
        found = variant.mark_by_hand(HumanMark(points))
    except ValueError as error:
        raise inputs.BadInput(str(error)) from error
    kept.by_hand, kept.points = [float(point) for point in points], float(found.points or 0)
    kept.save(update_fields=["by_hand", "points"])
    return redirect("practice:answer", pk=pk)


# --- what the pages need ---


def questions_or_404(number: int) -> tuple[Question, ...]:
    """The questions of a lecture."""
    try:
        found = records.questions(number)
    except LookupError as error:
        raise Http404(str(error)) from error
    if not found:
        raise Http404(f"Lecture {number} has no questions.")
    return found


def question_or_404(number: int, place: int) -> Question:
    """The question at a place, from 1."""
    there = questions_or_404(number)
    if not 1 <= place <= len(there):
        raise Http404(f"Lecture {number} has {len(there)} questions.")
    return there[place - 1]


def answer_or_404(request: HttpRequest, pk: int) -> tuple[Answer, Question, int, int]:
    """One's own answer with its question, and where that stands: its lecture and its place."""
    kept = get_object_or_404(Answer, pk=pk, learner=request.user)
    chosen = bank().get(kept.question)
    there = records.questions(chosen.class_number) if chosen else ()
    if chosen is None or chosen not in there:
        raise Http404("This question is no longer in the course.")
    return kept, chosen, chosen.class_number, there.index(chosen) + 1


def context_of(request: HttpRequest, chosen: Question, number: int, place: int) -> dict[str, Any]:
    """What the pages of one question share."""
    there = records.questions(number)
    return {
        "question": chosen,
        "number": number,
        "place": place,
        "count": len(there),
        "meeting": course().meeting(number),
        "standing": choosing.standing(there, records.known(request.user)),
    }


def criteria(variant: ShortAnswer) -> list[dict[str, Any]]:
    """The rubric as a form asks for it: each criterion with its choices in halves of a point."""
    return [
        {"place": place, "name": one.name, "choices": [(half, half / 2) for half in range(int(2 * one.points) + 1)]}
        for place, one in enumerate(variant.rubric)
    ]


def sections_of(chosen: Question) -> list[tuple[str, str]]:
    """Where the lecture explains what the question asks: (address, title) of each section that serves its outcome."""
    number = chosen.class_number
    if number not in texts.with_text():
        return []
    try:
        served, titles = texts.page(number).outcomes, {s.id: s.title for s in texts.text(number).sections}
    except CourseError:
        return []
    asked = choosing.plain(chosen.outcome)
    found = [id for id, outcomes in served.items() if any(choosing.plain(o).startswith(asked) for o in outcomes)]
    return [(f"/lectures/{number:02d}/#{id}", titles.get(id, id)) for id in found]
