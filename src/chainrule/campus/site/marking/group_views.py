"""Answers that are alike, marked together: each is read, and gets the mark only if the marker says so."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions.similar import groups
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import Answer, answers_to, variant_of
from chainrule.campus.site.marking.forms import about, readable, rubric_form, typed_in
from chainrule.campus.site.marking.sentences import how_alike
from chainrule.campus.site.marking.views import question_id
from chainrule.campus.site.papers.staff_views import assessment_or_404
from chainrule.campus.syllabus import Assessment

MOST_SHOWN = 40  # answers of one group on a page: those that are left make the next


def waiting_groups(paper: str, question: str) -> list[list[Answer]]:
    """The answers that wait, those that are alike together: the largest group first."""
    by_question: dict[str, list[Answer]] = {}
    for answer in answers_to(paper, question):
        if not answer.is_marked:
            by_question.setdefault(answer.asked, []).append(answer)
    found = [
        [answers[place] for place in group]
        for answers in by_question.values()
        for group in _groups(tuple(answer.text for answer in answers))
    ]
    return sorted(found, key=lambda group: -len(group))


@lru_cache(maxsize=64)
def _groups(texts: tuple[str, ...]) -> list[list[int]]:
    how = how_alike()
    return groups(texts, how.embed, how.farthest)


def fingerprint(answer: Answer) -> str:
    """A short name of what was read: a tick counts for this text and for no other."""
    return hashlib.sha256(answer.text.encode()).hexdigest()[:16]


@requires("marking.mark")
@require_GET
def listed(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """The groups of one question."""
    assessment, question = assessment_or_404(paper), question_id(number, name)
    found = waiting_groups(paper, question)
    alike = [group for group in found if len(group) > 1]
    context = {
        **about(assessment, question),
        "groups": alike,
        "alone": len(found) - len(alike),
        "waiting": sum(map(len, found)),
        "how": how_alike().name,
    }
    return render(request, "marking/groups.html", context)


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, paper: str, number: int, name: str, attempt: int, item: int) -> HttpResponse:
    """One group, named by one of its answers: read each, tick those that get the mark, give it."""
    assessment, question = assessment_or_404(paper), question_id(number, name)
    found = next((g for g in waiting_groups(paper, question) if (attempt, item) in {a.place for a in g}), [])
    back = redirect("marking:groups", paper=paper, number=number, name=name)
    if request.method == "POST":
        ticked = ticked_in(inputs.form(request), answers_to(paper, question))
        done = marked(request, ticked, back)
        group = found or [answer for answer in ticked if not answer.is_marked]
        return done or (shown(request, assessment, question, group, 422) if group else back)
    if not found:
        messages.info(request, "This answer is marked by now. What still waits stands here.")
        return back
    return shown(request, assessment, question, found, 200)


def shown(
    request: HttpRequest, assessment: Assessment, question: str, group: list[Answer], status: int
) -> HttpResponse:
    """The page of a group. What was typed and ticked stays."""
    form, variant = inputs.form(request), variant_of(group[0])
    typed = typed_in(form, variant)
    rows = [
        {"answer": answer, "name": tick(answer), "text": fingerprint(answer), "ticked": bool(form.raw(tick(answer)))}
        for answer in group[:MOST_SHOWN]
    ]
    context = {
        **about(assessment, question),
        **rubric_form(variant, typed.points, typed.comment),
        "rows": rows,
        "more": len(group) - len(rows),
    }
    return render(request, "marking/group.html", context, status=status)


def tick(answer: Answer) -> str:
    """The name of the box that says: I read this answer, and it gets the mark."""
    return f"take-{answer.attempt.pk}-{answer.number}"


def ticked_in(form: inputs.Given, answers: list[Answer]) -> list[Answer]:
    """The answers whose boxes were ticked."""
    return [answer for answer in answers if form.raw(tick(answer))]


def marked(request: HttpRequest, ticked: list[Answer], back: HttpResponse) -> HttpResponse | None:
    """Give the mark to the answers that were ticked; None, and a message, where it cannot be given."""
    if not ticked:
        messages.error(request, "Tick each answer that gets this mark, after you read it. Nothing was saved.")
        return None
    form, variant = inputs.form(request), variant_of(ticked[0])
    typed = readable(request, typed_in(form, variant), variant)
    if typed is None:
        return None
    same = [
        answer
        for answer in ticked
        if form.raw(tick(answer)) == fingerprint(answer)
        and not answer.is_marked
        and (answer.asked, variant_of(answer).rubric) == (ticked[0].asked, variant.rubric)
    ]
    given, left = giving.give_all(request.user, same, typed, {answer.place: answer.seen for answer in same})
    if given:
        messages.success(request, f"{len(given)} answer{pluralize(len(given))} marked.")
    if out := len(ticked) - len(same) + len(left):
        marks = "That mark stands" if out == 1 else "Those marks stand"
        words = (
            f"{out} answer{pluralize(out)} left out: somebody marked {pluralize(out, 'it,them')} meanwhile. {marks}."
        )
        messages.warning(request, f"{words} Yours was: {typed}.")
    return back
