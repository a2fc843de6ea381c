"""Marking short answers: one question at a time, answers without names, points by criterion."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core.course import bank
from chainrule.campus.site.papers import marks, status
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark


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
    for attempt in Attempt.objects.filter(paper=paper, closed_at__isnull=False).order_by("pk"):
        by_hand = marks.human_marks(attempt)
        for item in marks.result(attempt).items:
            if item.question != question or item.state == "unanswered":
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
        waiting = marks.waiting_short_answers(assessment.id)
        count = Counter(attempt.questions.item(number).question for attempt, number in waiting)
        asked = Counter(
            item.question
            for attempt in Attempt.objects.filter(paper=assessment.id, closed_at__isnull=False)
            for item in attempt.questions.items
            if item.question in bank() and bank()[item.question].group == "short_answer"
        )
        if asked:
            questions = [
                {"id": id, "class": int(id[:2]), "name": id[3:], "waiting": count[id], "asked": asked[id]}
                for id in sorted(asked, key=lambda id: (-count[id], id))
            ]
            rows.append({"assessment": assessment, "questions": questions, "waiting": len(waiting)})
    return render(request, "papers/marking.html", {"rows": rows})


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """Mark one question: answer after answer, each saved as it is marked."""
    question = f"{number:02d}/{name.replace('-', '_')}"
    if question not in bank() or bank()[question].group != "short_answer":
        raise Http404(f"There is no short-answer question {question}.")
    answers = answers_to(paper, question)
    if request.method == "POST":
        store(request, answers)
        place = int(request.POST.get("next", "0")) if request.POST.get("next", "0").isdigit() else 0
        return redirect(f"{request.path}?answer={place}")
    first = next((place for place, answer in enumerate(answers) if not answer.is_marked), 0)
    asked = request.GET.get("answer", "")
    place = min(int(asked), max(len(answers) - 1, 0)) if asked.isdigit() else first
    answer = answers[place] if answers else None
    variant = answer.attempt.questions.variant(bank(), answer.number) if answer else bank()[question].variant(0)
    assert isinstance(variant, ShortAnswer)
    guide = variant.for_marker()
    marked = answer.points if answer else ()
    criteria = [
        {**criterion, "steps": steps(Fraction(criterion["points"])), "given": marked[i] if i < len(marked) else ""}
        for i, criterion in enumerate(guide["rubric"])
    ]
    context = {
        "assessment": next(a for a in status.papers() if a.id == paper),
        "question": question,
        "guide": guide,
        "criteria": criteria,
        "answers": answers,
        "answer": answer,
        "place": place,
        "left": sum(not a.is_marked for a in answers),
    }
    return render(request, "papers/mark.html", context)


def steps(most: Fraction) -> list[str]:
    """The points that a criterion may get: none to all, by halves."""
    return [f"{float(Fraction(half, 2)):g}" for half in range(int(2 * most) + 1)]


def store(request: HttpRequest, answers: list[Answer]) -> None:
    """Save the points of one answer; a mark that does not fit the rubric is refused in words."""
    attempt = get_object_or_404(Attempt, pk=request.POST.get("attempt") or 0)
    answer = next((a for a in answers if a.attempt == attempt and str(a.number) == request.POST.get("item")), None)
    if answer is None:
        raise Http404("This answer does not belong to the question.")
    variant = attempt.questions.variant(bank(), answer.number)
    assert isinstance(variant, ShortAnswer)
    given = [request.POST.get(f"criterion-{place}", "") for place in range(len(variant.rubric))]
    try:
        points = tuple(Fraction(value) for value in given)
        variant.mark_by_hand(marks.HumanMark(points, ""))
    except (ValueError, ZeroDivisionError):
        messages.error(request, "Give points for each criterion: nothing was saved.")
        return
    with transaction.atomic():
        ShortAnswerMark.objects.create(
            attempt=attempt, item=answer.number, points=[str(p) for p in points],
            comment=request.POST.get("comment", "").strip()[:4000], marker=request.user,
        )  # fmt: skip
        audit.record(request.user, "marking.mark", attempt.paper, attempt=attempt.pk, item=answer.number, points=given)
