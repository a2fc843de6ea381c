"""The student's pages: the list of papers, one paper, sitting it, and what came of it after release."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.questions import replay
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.core.course import bank, course
from chainrule.campus.site.papers import marks, sitting, status
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.staff_views import assessment_or_404, overview

MAX_BODY = 1_000_000


@requires("papers.see")
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Every quiz and exam, and where this reader stands with it."""
    now = clock.now()
    listed = status.papers()
    if allows(request.user, "papers.sit"):
        rows = [status.status(request.user, assessment, now) for assessment in listed]
        return render(request, "papers/list.html", {"rows": rows, "now": now})
    return render(request, "papers/list_staff.html", {"rows": overview(listed, now), "now": now})


@requires("papers.see")
@require_GET
def paper(request: HttpRequest, paper: str) -> HttpResponse:
    """One paper: its rules and what can be done now; for staff, who has sat it."""
    assessment, now = assessment_or_404(paper), clock.now()
    if not allows(request.user, "papers.sit"):
        if allows(request.user, "papers.read_all"):
            return redirect("papers:staff", paper=paper)
        return redirect("papers:list")
    context = {"status": status.status(request.user, assessment, now), "rules": course().paper_rules(paper), "now": now}
    return render(request, "papers/paper.html", context)


@requires("papers.sit")
@require_POST
def begin(request: HttpRequest, paper: str) -> HttpResponse:
    """Start the clock, or go back to an attempt that has begun."""
    assessment_or_404(paper)
    try:
        sitting.begin(request.user, paper, clock.now())
    except sitting.NotNow as refused:
        messages.error(request, str(refused))
        return redirect("papers:paper", paper=paper)
    return redirect("papers:attempt", paper=paper)


def own_attempt(user: Any, paper: str) -> Attempt:
    """The signed-in student's own attempt, or 404."""
    assert isinstance(user, User)
    attempt = sitting.current(user, assessment_or_404(paper).id)
    if attempt is None:
        raise Http404("You have not begun this paper.")
    return attempt


@requires("papers.sit")
@require_GET
def attempt(request: HttpRequest, paper: str) -> HttpResponse:
    """The page on which a paper is sat, with every answer that the server has."""
    if sitting.current(request.user, assessment_or_404(paper).id) is None:
        return redirect("papers:paper", paper=paper)
    current, now = own_attempt(request.user, paper), clock.now()
    sitting.close_if_over(current, now)
    if not current.is_open:
        return redirect("papers:paper", paper=paper)
    replayed = replay([event.pure() for event in current.events.all()], closes_at=current.ends_at)
    questions = [
        {**shown, "answer": replayed.answers.get(shown["number"])} for shown in current.questions.for_student(bank())
    ]
    state = {
        "attempt": current.pk,
        "tab": sitting.new_tab(),
        "owner": current.tab,
        "now": now.timestamp(),
        "ends": current.ends_at.timestamp(),
        "sequence": max((event.sequence for event in current.events.all()), default=0),
        "answers": {str(number): answer for number, answer in replayed.answers.items()},
    }
    context = {
        "attempt": current,
        "assessment": assessment_or_404(paper),
        "questions": questions,
        "state": state,
        "attempt_zone": str(course().timezone),
    }
    return render(request, "papers/attempt.html", context)


@requires("papers.sit")
@require_POST
def save(request: HttpRequest, paper: str) -> JsonResponse:
    """Store answer events. Answers only when the database has them."""
    current, now = own_attempt(request.user, paper), clock.now()
    if len(request.body) > MAX_BODY:
        return JsonResponse({"error": "too much at once: send fewer changes"}, status=413)
    try:
        body = json.loads(request.body)
        events = sitting.read_events(body)
        tab = str(body.get("tab", ""))[:40]
        wanted = body.get("attempt")
        if wanted != current.pk:
            return JsonResponse({"error": "this page belongs to another attempt: reload it"}, status=409)
        if current.is_open and tab and current.tab != tab:
            if current.tab and not body.get("take_over"):
                return JsonResponse({"error": "open in another tab", "owner": current.tab}, status=409)
            sitting.take_over(current, tab)
        saved = sitting.save(current, str(body.get("client") or tab)[:40], events, now)
    except (ValueError, RecursionError):
        return JsonResponse({"error": "this is not JSON"}, status=400)
    except sitting.BadSave as wrong:
        return JsonResponse({"error": str(wrong)}, status=400)
    sitting.close_if_over(current, now)
    return JsonResponse(
        {
            "acknowledged": saved.acknowledged,
            "late": saved.late,
            "now": now.timestamp(),
            "ends": current.ends_at.timestamp(),
            "open": current.is_open,
        }
    )


@requires("papers.sit")
@require_POST
def submit(request: HttpRequest, paper: str) -> HttpResponse:
    """Hand in."""
    current = own_attempt(request.user, paper)
    title = course().assessment(paper).title
    if sitting.submit(current, clock.now()) and current.ended == Attempt.Ended.SUBMITTED:
        messages.success(request, f"{title} is handed in. You will see your score here when it is released.")
    else:
        messages.info(request, f"{title} was closed already; what you had saved until then counts.")
    return redirect("papers:paper", paper=paper)


@requires("papers.review_own")
@require_GET
def review(request: HttpRequest, paper: str) -> HttpResponse:
    """Score, key and reasons: after release, and not before."""
    assessment = assessment_or_404(paper)
    attempts = Attempt.objects.filter(student=request.user, paper=paper, closed_at__isnull=False)
    current = get_object_or_404(attempts.order_by("-round")[:1])
    if not marks.is_released(paper):
        return redirect("papers:paper", paper=paper)
    context = {"assessment": assessment, "attempt": current, **marks.review(current)}
    return render(request, "papers/review.html", context)
