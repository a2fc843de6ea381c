"""Practice: the list of lectures, one question, and what came of an answer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.questions import SEEDS, HumanMark, Question, RunnerDied, ShortAnswer
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.papers.plain import answer_in
from chainrule.campus.site.papers.under_way import kept_back, shut_while_sitting
from chainrule.campus.site.practice import answering, choosing, records, where
from chainrule.campus.site.practice.models import Answer, Run
from chainrule.campus.site.practice.where import Where
from chainrule.course import CourseError

KEPT_BACK = "A paper of yours asked this, and it is not released yet. Practice shows it again after the release."


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
    plan = records.to_repeat(request.user, clock.now())
    return render(request, "practice/list.html", {"rows": rows, "plan": plan})


@requires("practice.work")
@require_GET
def next_one(request: HttpRequest, number: int) -> HttpResponse:
    """To the question that is best asked now."""
    there = where.questions_or_404(number)
    chosen = choosing.next_question(records.open_to(request.user, number)[number], records.known(request.user))
    if chosen is None:
        return shut(request)
    return redirect("practice:question", number=number, place=there.index(chosen) + 1)


@requires("practice.work")
@require_http_methods(["GET", "POST"])
@shut_while_sitting
def question(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """One question: a variant that was not asked before; an answer to it is marked at once."""
    here = where.of_lecture(number, place)
    tries = records.known(request.user).get(here.question.id, choosing.NOTHING).tries
    return asked(request, here, choosing.variant_of(here.question.id, tries))


def asked(request: HttpRequest, here: Where, seed: int) -> HttpResponse:
    """The page that asks a question in a variant, or where an answer to it leads."""
    if here.question.id in kept_back(request.user):
        return shut(request)
    given, status = None, 200
    if request.method == "POST":
        form = inputs.form(request)
        if here.paper is None:
            seed = form.whole("seed", seed, most=SEEDS - 1)  # that of the page, which may stand open in two tabs
        wants_key = form.raw("do") == "show"
        given, status = None if wants_key else answer_in(form, here.place), 400
        problem = here.question.variant(seed).refusal(given)
        try:
            if not problem and (wants_key or given):
                kept = answering.answer(request.user, here.question, seed, given, here.kept_at)
                return redirect("practice:answer", pk=kept.pk)
            problem = problem or "choose or write an answer first"
        except answering.Refused as refused:
            problem = str(refused)
        except RunnerDied as died:
            problem, status = str(died), 503
        messages.error(request, inputs.sentence(Exception(problem)))
    variant = here.question.variant(seed)
    context = here.context(request.user)
    context |= {"seed": seed, "shown": {**variant.for_student(), "number": here.place, "answer": given}}
    return render(request, "practice/question.html", context, status=status)


def shut(request: HttpRequest) -> HttpResponse:
    """Where a learner is sent from what practice may not show them yet."""
    messages.info(request, KEPT_BACK)
    return redirect("practice:list")


@requires("practice.work")
@require_GET
@shut_while_sitting
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one answer: right or not, the key, and why; until its code was run, that it waits."""
    kept, here = where.of_answer(request, pk)
    if here.question.id in kept_back(request.user):
        return shut(request)
    run = Run.objects.filter(answer=kept).first() if kept.points is None else None
    if request.headers.get("HX-Request"):
        if run is not None and run.is_waiting:
            return render(request, "practice/waiting.html", {"run": run, "look_again": request.path})
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = here.context(request.user) | {"answer": kept, "run": run, "look_again": request.path}
    if run is None:
        context |= told(here, kept)
    return render(request, "practice/answer.html", context)


def told(here: Where, kept: Answer) -> dict[str, Any]:
    """What a page says of an answer whose code was run."""
    variant = here.question.variant(kept.seed)
    found = answering.mark_of(kept, variant)
    to_mark = kept.points is None
    return {
        "item": {
            "number": here.place,
            "state": found.state,
            "note": found.note,
            "parts": kept.by_hand,
            "feedback": variant.feedback(kept.given, answering.runs_of(kept)),
        },
        "to_mark": to_mark,
        "rubric": criteria(variant) if to_mark and isinstance(variant, ShortAnswer) else [],
        "sections": [] if kept.is_right else sections_of(here.question),
    }


@requires("practice.work")
@require_POST
def self_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """The points that the writer of a short answer gives to it, by the rubric."""
    kept, here = where.of_answer(request, pk)
    variant = here.question.variant(kept.seed)
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
    asked_for = choosing.plain(chosen.outcome)
    found = [id for id, outcomes in served.items() if any(choosing.plain(o).startswith(asked_for) for o in outcomes)]
    return [(f"{reverse('lectures:lecture', args=[number])}#{id}", titles.get(id, id)) for id in found]
