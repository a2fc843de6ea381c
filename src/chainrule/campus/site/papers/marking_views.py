"""Marking short answers: one question at a time, answers without names, points by criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, runs, status
from chainrule.campus.site.papers.by_hand import human_marks
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.rulings import in_force
from chainrule.campus.site.papers.shown import changes, marked_by, shown
from chainrule.campus.site.papers.staff_views import assessment_or_404

LONGEST_COMMENT = 4_000  # characters


@dataclass(frozen=True)
class Answer:
    """One student's answer to the question being marked."""

    attempt: Attempt
    number: int
    text: str
    points: tuple[str, ...]
    comment: str

    @property
    def is_marked(self) -> bool:
        return bool(self.points)


def answers_to(paper: str, question: str) -> list[Answer]:
    """Every answer to this question in closed attempts, in an order that tells nothing about who wrote it."""
    found = []
    results = attempt_marks.results(attempt_marks.closed(paper))
    of_class = human_marks(attempt for attempt, _ in results)
    for attempt, result in results:
        by_hand = of_class[attempt.pk]
        for item in result.items:
            if (item.question, item.group) != (question, "short_answer") or item.state == "unanswered":
                continue
            if item.rule in ("drop", "everyone"):
                continue
            mark = by_hand.get(item.number)
            points = tuple(f"{float(p):g}" for p in mark.points) if mark and item.state == "marked" else ()
            text = item.answer.get("text", "") if isinstance(item.answer, dict) else ""
            found.append(Answer(attempt, item.number, text, points, mark.comment if mark else ""))
    return sorted(found, key=lambda answer: answer.attempt.questions.item(answer.number).fingerprint + answer.text)


@requires("marking.mark")
@require_GET
def marking(request: HttpRequest) -> HttpResponse:
    """What waits, by paper and question."""
    rows = []
    for assessment in status.papers():
        found = attempt_marks.results(attempt_marks.closed(assessment.id))
        count = Counter(a.questions.item(number).question for a, r in found for number in r.waiting_for_human)
        asked = Counter(item.question for _, result in found for item in result.items if item.group == "short_answer")
        if asked:
            openings = openings_of(attempt for attempt, _ in found)
            questions = [
                {
                    "id": id,
                    "class": int(id[:2]),
                    "name": id[3:],
                    "opening": openings[id],
                    "waiting": count[id],
                    "asked": asked[id],
                }
                for id in sorted(asked, key=lambda id: (-count[id], id))
            ]
            counts = {"waiting": count.total(), "changes": changes(attempt for attempt, _ in found)}
            rows.append({"assessment": assessment, "questions": questions, **counts})
    return render(request, "papers/marking.html", {"rows": rows, "broken": runs.needing_a_person()})


def openings_of(attempts: Iterable[Attempt]) -> dict[str, str]:
    """By question the first sentence of what was asked, as one of those was shown it."""
    attempts = list(attempts)
    variants, found = shown(attempts), dict[str, str]()
    for attempt in attempts:
        for item in attempt.questions.items:
            if item.question not in found:
                found[item.question] = variants.variant_of(item).opening
    return found


def onward(answers: list[Answer], answer: Answer) -> int | None:
    """The place to go on to when this answer is marked: one that waits, else the next; None where that was the last."""
    place = answers.index(answer)
    others = [*range(place + 1, len(answers)), *range(place)]
    waiting = next((other for other in others if not answers[other].is_marked), None)
    if waiting is not None or not answer.is_marked:
        return waiting
    return place + 1 if place + 1 < len(answers) else None  # somebody reads once more what is marked


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """Mark one question: answer after answer, each saved as it is marked."""
    assessment = assessment_or_404(paper)
    question = f"{number:02d}/{name.replace('-', '_')}"
    answers = answers_to(paper, question)
    typed = None
    if request.method == "POST":
        typed = typed_mark(inputs.form(request), answers)
        if store(request, typed):
            to = onward(answers, typed.answer)
            if to is not None:
                return redirect(f"{request.path}?answer={to}")
            messages.success(request, f"{assessment.title}: all answers to this question are marked.")
            return redirect("papers:marking")
        place = answers.index(typed.answer)
    else:
        first = next((place for place, answer in enumerate(answers) if not answer.is_marked), 0)
        place = min(inputs.query(request).whole("answer", first), max(len(answers) - 1, 0))
    answer = answers[place] if answers else None
    variant = variant_of(answer) if answer else in_bank(question)
    guide = variant.for_marker()
    marked = typed.points if typed else answer.points if answer else ()
    criteria = [
        {**criterion, "steps": steps(Fraction(criterion["points"])), "given": marked[i] if i < len(marked) else ""}
        for i, criterion in enumerate(guide["rubric"])
    ]
    context = {
        "assessment": assessment,
        "question": question,
        "guide": guide,
        "criteria": criteria,
        "answers": answers,
        "answer": answer,
        "comment": typed.comment if typed else answer.comment if answer else "",
        "place": place,
        "left": sum(not a.is_marked for a in answers),
    }
    return render(request, "papers/mark.html", context, status=422 if typed else 200)


def variant_of(answer: Answer) -> ShortAnswer:
    """The question as the one who answered was shown it, with the rubric that is in force."""
    variant = answer.attempt.questions.variant(marked_by([answer.attempt]).of(answer.attempt), answer.number)
    assert isinstance(variant, ShortAnswer)
    return variant


def in_bank(question: str) -> ShortAnswer:
    """The question as the bank has it, where nobody has answered it; 404 where it has none."""
    variant = bank()[question].variant(0) if question in bank() else None
    if not isinstance(variant, ShortAnswer):
        raise Http404(f"There is no short-answer question {question}.")
    return variant


def steps(most: Fraction) -> list[str]:
    """The points that a criterion may get: none to all, by halves."""
    return [f"{float(Fraction(half, 2)):g}" for half in range(int(2 * most) + 1)]


@dataclass(frozen=True)
class Typed:
    """What a marker sent for one answer, as it was typed."""

    answer: Answer
    points: tuple[str, ...]
    comment: str


def typed_mark(form: inputs.Given, answers: list[Answer]) -> Typed:
    """Which answer was marked, and how."""
    wanted = form.whole("attempt", None), form.whole("item", None)
    answer = next((a for a in answers if (a.attempt.pk, a.number) == wanted), None)
    if answer is None:
        raise Http404("This answer does not belong to the question.")
    variant = variant_of(answer)
    given = tuple(form.raw(f"criterion-{place}") for place in range(len(variant.rubric)))
    return Typed(answer, given, form.raw("comment"))


def store(request: HttpRequest, typed: Typed) -> bool:
    """Save the points of one answer. False, and a message, where they are none of the rubric's."""
    answer = typed.answer
    variant = variant_of(answer)
    allowed = [steps(Fraction(criterion.points)) for criterion in variant.rubric]
    if not all(points in possible for points, possible in zip(typed.points, allowed, strict=True)):
        messages.error(request, "Give points for each criterion. Nothing was saved.")
        return False
    try:
        comment = inputs.note(typed.comment, LONGEST_COMMENT).strip()
    except inputs.BadInput as bad:
        messages.error(request, f"The comment: {bad}. Nothing was saved.")
        return False
    given = list(typed.points)
    ruling = in_force([answer.attempt.paper]).on(answer.attempt).get(answer.number)
    with transaction.atomic():
        ShortAnswerMark.objects.create(
            attempt=answer.attempt,
            item=answer.number,
            points=given,
            comment=comment,
            marker=request.user,
            under=ruling.key if ruling else "",
        )
        audit.record(
            request.user,
            "marking.mark",
            answer.attempt.paper,
            attempt=answer.attempt.pk,
            item=answer.number,
            points=given,
        )
    return True
