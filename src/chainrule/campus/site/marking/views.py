"""Marking short answers: what waits, and one question at a time, answers without names, points by criterion."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import Answer, answers_to, in_bank, onward, variant_of
from chainrule.campus.site.marking.forms import about, answer_of, place_in, readable, rubric_form, typed_in
from chainrule.campus.site.marking.giving import Meanwhile, Typed
from chainrule.campus.site.marking.models import Plan, SecondMark
from chainrule.campus.site.marking.pairs import places_with_second, standing_of, wants_second
from chainrule.campus.site.marking.plans import is_for_two, plan_of, plans
from chainrule.campus.site.papers import attempt_marks, runs, status
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.shown import changes, openings_of
from chainrule.campus.site.papers.staff_views import assessment_or_404

KEPT_AS_SECOND = (
    "Somebody else marked this answer while you had it open. This paper wants two marks, "
    "so yours was kept as the second."
)


@requires("marking.mark")
@require_GET
def marking(request: HttpRequest) -> HttpResponse:
    """What waits, by paper and question."""
    rows, papers, planned = [], status.papers(), plans()
    closed = Attempt.objects.filter(closed_at__isnull=False, paper__in=[paper.id for paper in papers])
    results = attempt_marks.results(closed.order_by("closed_at", "pk"))
    for assessment in papers:
        found = [(attempt, result) for attempt, result in results if attempt.paper == assessment.id]
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
            plan = planned.get(assessment.id)
            twice = standing_of(assessment.id, plan=plan) if plan else None
            rows.append({"assessment": assessment, "questions": questions, "plan": plan, "twice": twice, **counts})
    return render(request, "marking/list.html", {"rows": rows, "broken": runs.needing_a_person()})


def question_id(number: int, name: str) -> str:
    """The question that an address names."""
    return f"{number:02d}/{name.replace('-', '_')}"


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """Mark one question: answer after answer, each saved as it is marked."""
    assessment, question = assessment_or_404(paper), question_id(number, name)
    there, plan = answers_to(paper, question), plan_of(paper)
    answers = visible(there, plan, request.user)
    typed, other = None, None
    if request.method == "POST":
        form = inputs.form(request)
        answer = answer_of(form, there)
        if answer is None:
            raise Http404("This answer does not belong to the question.")
        typed = typed_in(form, variant_of(answer))
        try:
            saved = store(request, question, answer, typed)
        except Meanwhile as meanwhile:
            saved, other = False, meanwhile.by_other
            answer = next((a for a in answers_to(paper, question) if a.place == answer.place), answer)
        if saved:
            return go_on(request, answers, answer, f"{assessment.title}: all answers to this question are marked.")
        place = next((place for place, a in enumerate(answers) if a.place == answer.place), 0)
    else:
        place = place_in(request, answers)
        answer = answers[place] if answers else None
    one = answer or next(iter(there), None)
    variant = variant_of(one) if one else in_bank(question)
    shown = typed or (Typed(answer.points, answer.comment) if answer else Typed(()))
    context = {
        **about(assessment, question),
        **rubric_form(variant, shown.points, shown.comment),
        "answers": answers,
        "answer": answer,
        "place": place,
        "left": sum(not a.is_marked for a in answers),
        "alike": sum(not a.is_marked for a in there),
        "kept_back": len(there) - len(answers),
        "other": words_of(other) if other else "",
        "plan": plan,
    }
    return render(request, "marking/mark.html", context, status=409 if other else 422 if typed else 200)


def visible(answers: list[Answer], plan: Plan, user: User) -> list[Answer]:
    """The answers whose marks this person may see: not those that wait for a second mark, if it would be theirs."""
    if not any(answer.is_marked and is_for_two(answer, plan) for answer in answers):
        return answers
    have = places_with_second(answer.attempt for answer in answers)
    return [
        answer
        for answer in answers
        if not wants_second(answer, plan, have) or (answer.latest and answer.latest.marker_id == user.pk)
    ]


def store(request: HttpRequest, question: str, answer: Answer, typed: Typed) -> bool:
    """Save the points of one answer. False, and a message, where they cannot be kept. Raises `Meanwhile`."""
    kept = readable(request, typed, variant_of(answer))
    if kept is None:
        return False
    given = giving.give(request.user, question, answer, kept, inputs.form(request).whole("seen", None))
    if isinstance(given, SecondMark):
        messages.info(request, KEPT_AS_SECOND if giving.counts(given) else giving.KEPT_AS_WELL)
    return True


def go_on(request: HttpRequest, answers: list[Answer], answer: Answer, done: str) -> HttpResponse:
    """To the next answer that waits; where there is none, to the list, and a message."""
    here = next((one for one in answers if one.place == answer.place), None)
    waiting = (place for place, one in enumerate(answers) if not one.is_marked)
    to = onward(answers, here) if here else next(waiting, None)
    if to is not None:
        return redirect(f"{request.path}?answer={to}")
    messages.success(request, done)
    return redirect("marking:list")


def words_of(mark: ShortAnswerMark) -> dict[str, Any]:
    """Somebody else's mark, as the page shows it to whoever came second."""
    return {
        "by": mark.marker,
        "at": timezone.localtime(mark.marked_at),
        "points": " + ".join(mark.points),
        "comment": mark.comment,
    }
