"""The pages where a student asks to please look again, and staff answer without a name before them."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, look_again, status
from chainrule.campus.site.papers.models import Attempt, LookAgain
from chainrule.campus.site.papers.staff_views import assessment_or_404


@requires("papers.look_again")
@require_POST
def ask(request: HttpRequest, paper: str, item: int) -> HttpResponse:
    """Write a message about a question of one's own released paper."""
    stands = status.status(request.user, assessment_or_404(paper), clock.now())
    attempt = stands.attempt
    if stands.state != status.RELEASED or attempt is None or item not in numbers(attempt):
        raise Http404("There is no such question in a released paper of yours.")
    here = f"{reverse('papers:review', args=[paper])}#look-{item}"
    text = message_in(request)
    if text is None:
        return redirect(here)
    with transaction.atomic():
        list(Attempt.objects.select_for_update().filter(pk=attempt.pk))  # two at once: the second sees the first
        thread = thread_of(attempt, item)
        if thread and thread.is_closed:
            messages.error(request, f"The thread about question {item} is closed. Nothing was sent.")
        elif thread and thread.is_full:
            messages.error(
                request, f"You have written {look_again.MOST} messages about question {item}. Wait for an answer."
            )
        else:
            LookAgain.objects.create(attempt=attempt, item=item, by=request.user, text=text)
            audit.record(request.user, "papers.look_again", paper, about=request.user, attempt=attempt.pk, item=item)
            messages.success(
                request, f"Sent. You will find the answer here, under question {item}, and on your home page."
            )
    return redirect(here)


def numbers(attempt: Attempt) -> set[int]:
    """The numbers of the questions on a paper."""
    return {item.number for item in attempt.questions.items}


def thread_of(attempt: Attempt, item: int) -> look_again.Thread | None:
    """The thread about one question, None where nobody wrote."""
    return next((thread for thread in look_again.threads([attempt]) if thread.item == item), None)


def message_in(request: HttpRequest) -> str | None:
    """What was written; None, and a message, where it is empty or cannot be kept."""
    try:
        text = inputs.note(inputs.form(request).raw("text"), look_again.LONGEST).strip()
    except inputs.BadInput as bad:
        messages.error(request, f"Your message: {bad}. Nothing was sent.")
        return None
    if not text:
        messages.error(request, "Write what should be looked at again. Nothing was sent.")
    return text or None


@requires("papers.answer_look")
@require_GET
def threads(request: HttpRequest) -> HttpResponse:
    """Every thread, those that wait first, without names."""
    known = {paper.id: paper.title for paper in status.papers()}
    rows = [
        {"thread": one, "title": known[one.attempt.paper], "question": one.attempt.questions.item(one.item).question}
        for one in look_again.threads()
        if one.attempt.paper in known
    ]
    return render(request, "papers/looks.html", {"rows": rows})


@requires("papers.answer_look")
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, attempt: int, item: int) -> HttpResponse:
    """One thread, with the answer that it is about; answering and closing it."""
    found = get_object_or_404(Attempt, pk=attempt)
    about = thread_of(found, item)
    if about is None or not course().has_assessment(found.paper):
        raise Http404("Nobody asked about this question.")
    if request.method == "POST" and (text := message_in(request)):
        closes = inputs.form(request).raw("closes") == "yes"
        with transaction.atomic():
            LookAgain.objects.create(
                attempt=found, item=item, by=request.user, text=text, by_staff=True, closes=closes or about.is_closed
            )
            audit.record(
                request.user, "papers.answer_look", found.paper,
                about=found.student, attempt=found.pk, item=item, closes=closes,
            )  # fmt: skip
        messages.success(request, "Answered. The student is told.")
        return redirect("papers:looks")
    question = found.questions.item(item).question
    context = {
        "thread": about,
        "assessment": course().assessment(found.paper),
        "question": question,
        "number": int(question[:2]),
        "name": question[3:],
        "item": next(one for one in attempt_marks.review(found)["items"] if one["number"] == item),
        "longest": look_again.LONGEST,
        "typed": inputs.form(request).raw("text") if request.method == "POST" else "",
    }
    return render(request, "papers/look.html", context, status=422 if request.method == "POST" else 200)
