"""Practice papers, and the plan of what to repeat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.under_way import shut_while_sitting
from chainrule.campus.site.practice import records, sheets, where
from chainrule.campus.site.practice.repeating import Plan, Repeat
from chainrule.campus.site.practice.views import asked, shut


@requires("practice.work")
@require_POST
def make(request: HttpRequest, number: int) -> HttpResponse:
    """Make a practice paper on one lecture, and begin it."""
    where.questions_or_404(number)
    paper = sheets.of_lecture(request.user, number, clock.now())
    if paper is None:
        return shut(request)
    return redirect("practice:paper_question", pk=paper.pk, place=1)


@requires("practice.work")
@require_POST
def repeat(request: HttpRequest) -> HttpResponse:
    """Make a short paper of what is due today, and begin it."""
    now = clock.now()
    found = records.to_repeat(request.user, now)
    paper = sheets.of_due(request.user, found, now)
    if paper is None and found.due:
        return shut(request)
    if paper is None:
        messages.info(request, "Nothing is due today.")
        return redirect("practice:plan")
    return redirect("practice:paper_question", pk=paper.pk, place=1)


@requires("practice.work")
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """What is due today, and what comes next."""
    found = records.to_repeat(request.user, clock.now())
    context = {
        "due": [shown(one) for one in found.due],
        "coming": [shown(one) for one in found.coming],
        "minutes": sheets.minutes(request.user, found),
        "most": sheets.MOST_TO_REPEAT,
    }
    return render(request, "practice/plan.html", context)


def shown(one: Repeat) -> dict[str, Any]:
    """One outcome for a page."""
    number, outcome = one.outcome
    return {"number": number, "topic": course().meeting(number).topic, "outcome": outcome, "on": one.due}


@requires("practice.work")
@require_GET
@shut_while_sitting
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A practice paper: what was answered, and when all is, how it went and what comes back."""
    chosen = where.paper_or_404(request, pk)
    rows = sheets.rows(chosen)
    found = records.to_repeat(request.user, clock.now())
    context = {
        "paper": chosen,
        "rows": rows,
        "topic": course().meeting(chosen.lecture).topic if chosen.lecture else "",
        "onward": sheets.next_place(rows),
        "right": sum(row.answer is not None and row.answer.is_right for row in rows),
        "back": comes_back(rows, found),
        "due": len(found.due),
    }
    return render(request, "practice/paper.html", context)


def comes_back(rows: list[sheets.Row], found: Plan) -> list[dict[str, Any]]:
    """The outcomes of a paper that come back, and when."""
    asked_about = {(row.question.class_number, row.question.outcome) for row in rows if row.question and row.answer}
    there = [(one, one in found.due) for one in (*found.due, *found.coming)]
    return [shown(one) | {"is_due": is_due} for one, is_due in there if one.outcome in asked_about]


@requires("practice.work")
@require_http_methods(["GET", "POST"])
@shut_while_sitting
def paper_question(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One question of a practice paper. Its first answer stays; then its feedback is shown."""
    chosen = where.paper_or_404(request, pk)
    rows = sheets.rows(chosen)
    if not 1 <= place <= len(rows):
        raise Http404(f"This paper has {len(rows)} questions.")
    row = rows[place - 1]
    if row.answer is not None:
        return redirect("practice:answer", pk=row.answer.pk)
    if row.question is None:
        messages.info(request, "This question is no longer in the course.")
        return redirect("practice:paper", pk=pk)
    return asked(request, where.Where(row.question, place, len(rows), chosen), row.seed)
