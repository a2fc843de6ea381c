"""The student's pages: the list of papers, one paper, sitting it, and what came of it after release."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.questions import replay
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, guards, plain, receipts, saving, sitting, status
from chainrule.campus.site.papers.look_again import LONGEST, with_looks
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.notes import notes_of
from chainrule.campus.site.papers.shown import shown
from chainrule.campus.site.papers.staff_views import assessment_or_404, overview
from chainrule.campus.site.papers.standing import standing

MAX_BODY = 1_000_000


@requires("papers.see")
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Every quiz and exam, and where this reader stands with it."""
    now = clock.now()
    listed = status.papers()
    if allows(request.user, "papers.sit"):
        records = status.gather(student=request.user)
        rows = [status.status(request.user, assessment, now, records) for assessment in listed]
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
    stands = status.status(request.user, assessment, now)
    notes = notes_of(request.user, [stands.attempt.pk]) if stands.attempt else []
    context = {
        "status": stands,
        "rules": course().paper_rules(paper),
        "now": now,
        "notes": notes,
        "links": guards.links(request.user, paper),
    }
    return render(request, "papers/paper.html", context)


@requires("papers.sit")
@require_POST
def begin(request: HttpRequest, paper: str) -> HttpResponse:
    """Start the clock, or go back to an attempt that has begun."""
    now = clock.now()
    assessment_or_404(paper)
    latest = sitting.current(request.user, paper)
    try:
        if objection := guards.refusal(request, paper, now, begun=latest is not None and latest.is_open):
            return redirect(objection.way_on)
        sitting.begin_after(latest, request.user, paper, now)
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
    assessment, now = assessment_or_404(paper), clock.now()
    current = sitting.current(request.user, paper)
    if current is not None:
        sitting.close_if_over(current, now)
    if current is None or not current.is_open:
        return redirect("papers:paper", paper=paper)
    if objection := guards.refusal(request, paper, now, begun=True):
        return redirect(objection.way_on)
    events = standing([current])[current.pk] if current.has_events else []
    replayed = replay(events, closes_at=current.ends_at)
    asked = current.questions.for_student(shown([current]))
    questions = [{**question, "answer": replayed.answers.get(question["number"])} for question in asked]
    state = {
        "attempt": current.pk,
        "tab": sitting.new_tab(),
        "owner": current.tab,
        **times(current, now),
        "turn": current.turn,
        "sequence": current.events.aggregate(last=Max("sequence"))["last"] if current.has_events else 0,
        "stands": {str(event.item): [event.turn, event.sequence] for event in events},
        "answers": {str(number): answer for number, answer in replayed.answers.items()},
        "receipts": about_receipts(current),
    }
    context = {
        "attempt": current,
        "assessment": assessment,
        "questions": questions,
        "state": state,
        "attempt_zone": str(course().timezone),
    }
    return render(request, "papers/attempt.html", context)


def about_receipts(attempt: Attempt) -> dict[str, Any]:
    """What the page needs to keep receipts: whose they are, where their chain starts, and the last one."""
    last = receipts.last(attempt) if attempt.has_events else None
    about = {"student": attempt.student_id, "paper": attempt.paper, "start": receipts.start_of(attempt)}
    return about | {"last": last.hash if last else ""}


@requires("papers.sit")
@require_POST
def save(request: HttpRequest, paper: str) -> JsonResponse:
    """Store answer events. Answers only when the database has them."""
    current, now = own_attempt(request.user, paper), clock.now()
    if inputs.length(request) > MAX_BODY:
        return JsonResponse({"error": "this is too much at once: send fewer changes"}, status=413)
    try:
        body = inputs.json_object(request.body)
        batch = saving.read_batch(body)
        if body.get("attempt") != current.pk:
            return JsonResponse({"error": "this page belongs to another attempt: reload it"}, status=409)
        if batch.take_over and current.tab not in ("", batch.tab):
            guards.noticed(request, current, "tab", now)
        saved = saving.save(current, batch, now, refused=why_held(request, current, now))
    except (inputs.BadInput, saving.BadSave) as wrong:
        return JsonResponse({"error": str(wrong)}, status=400)
    except saving.OtherTab as other:
        guards.noticed(request, current, "tab", now)
        return JsonResponse({"error": str(other), "owner": other.owner, **times(current, now)}, status=409)
    except saving.Held as held:
        return JsonResponse({"error": str(held), "held": True, **times(current, now)}, status=423)
    sitting.close_if_over(current, now)
    stands = {"turn": current.turn, "open": current.is_open, "ended": current.ended}
    return JsonResponse({**dataclasses.asdict(saved), **times(current, now), **stands})


def why_held(request: HttpRequest, attempt: Attempt, now: datetime) -> str:
    """Why an attempt that is open may not be written to from this browser, or ""."""
    may_not = guards.refusal(request, attempt.paper, now, begun=True) if attempt.is_open else None
    return may_not.why if may_not else ""


def times(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """What the page counts from: its own clock may be wrong, and the end may have been moved."""
    ends = attempt.time.end(now).timestamp()
    return {"now": now.timestamp(), "ends": ends, "paused": attempt.paused_at is not None}


@requires("papers.sit")
@require_POST
def submit(request: HttpRequest, paper: str) -> HttpResponse:
    """Hand in; without JavaScript also save, all answers of the form at once."""
    current, now = own_attempt(request.user, paper), clock.now()
    title = course().assessment(paper).title
    form = inputs.form(request)
    try:
        if form.raw("plain") == "yes":
            saved = plain.save_form(current, form, now, refused=why_held(request, current, now))
            if saved.refused or (form.raw("do") == "save" and now < current.ends_at):
                return say_saved(request, paper, saved, now)
        elif why := why_held(request, current, now):
            raise saving.Held(why, paused=False)
        done = sitting.submit(current, now)
        if current.is_open:
            raise saving.Held(saving.PAUSED, paused=True)
    except saving.Held as held:
        context = {"assessment": course().assessment(paper), "held": held, "plain": form.raw("plain") == "yes"}
        return render(request, "papers/held.html", context, status=423)
    if done and current.ended == Attempt.Ended.SUBMITTED:
        messages.success(request, f"You have handed in {title}. You will see your score here when it is released.")
    else:
        messages.info(request, f"{title} was already closed. What you saved before that counts.")
    return redirect("papers:paper", paper=paper)


def say_saved(request: HttpRequest, paper: str, saved: saving.Saved, now: datetime) -> HttpResponse:
    """Back to the paper, with what became of a form that was sent without JavaScript."""
    for reason in saved.refused.values():
        messages.error(request, f"Not saved: {reason}.")
    count = len(saved.acknowledged)
    last = f" Receipt: {saved.receipts[-1].hash[:8]}." if saved.receipts else ""
    messages.info(request, f"Saved at {timezone.localtime(now):%H:%M:%S}: {count} change{pluralize(count)}.{last}")
    return redirect("papers:attempt", paper=paper)


@requires("papers.review_own")
@require_GET
def review(request: HttpRequest, paper: str) -> HttpResponse:
    """Score, key and reasons: after release, and not before; nor while the paper can be sat once more."""
    assessment = assessment_or_404(paper)
    stands = status.status(request.user, assessment, clock.now())
    if stands.state != status.RELEASED or stands.attempt is None:
        return redirect("papers:paper", paper=paper)
    context = {
        "assessment": assessment,
        "attempt": stands.attempt,
        **with_looks(attempt_marks.review(stands.attempt), stands.attempt),
        "notes": notes_of(request.user, [stands.attempt.pk]),
        "longest": LONGEST,
    }
    return render(request, "papers/review.html", context)
