"""The second marker's page, which shows no other mark; and the page where somebody decides between two marks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions.two_markers import total
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import Answer, answers_to, short_answers, variant_of
from chainrule.campus.site.marking.forms import about, answer_of, readable, rubric_form, typed_in
from chainrule.campus.site.marking.giving import Typed
from chainrule.campus.site.marking.models import Decision
from chainrule.campus.site.marking.pairs import Pair, pairs_of, standing_of
from chainrule.campus.site.marking.plans import plan_of
from chainrule.campus.site.marking.views import question_id
from chainrule.campus.site.papers.staff_views import assessment_or_404


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """Give second marks to one question: answer after answer, without a look at the first mark."""
    assessment, question = assessment_or_404(paper), question_id(number, name)
    there = answers_to(paper, question)
    wanted = [answer for _, answer in standing_of(paper, [(question, answer) for answer in there]).wanted]
    mine = [answer for answer in wanted if is_for(answer, request.user)]
    typed, code = None, 200
    if request.method == "POST":
        form = inputs.form(request)
        answer = answer_of(form, there)
        if answer is None or not is_for(answer, request.user):
            raise Http404("This answer does not wait for a second mark of yours.")
        typed, code = typed_in(form, variant_of(answer)), 422
        if kept := readable(request, typed, variant_of(answer)):
            given = giving.give_second(request.user, answer, kept)
            if not giving.counts(given):
                messages.info(request, giving.KEPT_AS_WELL)
            if [one for one in mine if one.place != answer.place]:
                return redirect(request.path)
            messages.success(request, "All second marks of this question that wait for you are given.")
            return redirect("marking:twice", paper=paper)
    else:
        answer = mine[min(inputs.query(request).whole("answer", 0), len(mine) - 1)] if mine else None
    if answer is None:
        messages.info(request, "No answer to this question waits for a second mark of yours.")
        return redirect("marking:twice", paper=paper)
    shown = typed or Typed(())
    context = {
        **about(assessment, question),
        **rubric_form(variant_of(answer), shown.points, shown.comment),
        "answer": answer,
        "place": next((place for place, one in enumerate(mine) if one.place == answer.place), 0),
        "left": len(mine),
    }
    return render(request, "marking/second.html", context, status=code)


def is_for(answer: Answer, user: User) -> bool:
    """Whether this person can give an answer its second mark: it has a first one, which is somebody else's."""
    return answer.latest is not None and answer.latest.marker_id != user.pk


@requires("marking.mark")
@require_GET
def twice(request: HttpRequest, paper: str) -> HttpResponse:
    """The second marks of a paper: what waits for one, what has to be decided, and what was decided."""
    assessment = assessment_or_404(paper)
    stands = standing_of(paper, short_answers(paper))
    counts: dict[str, int] = {}
    for question, answer in stands.wanted:
        counts[question] = counts.get(question, 0) + is_for(answer, request.user)
    context = {
        "assessment": assessment,
        "plan": stands.plan,
        "rows": [{**about(assessment, id), "count": count} for id, count in sorted(counts.items())],
        "wanted": len(stands.wanted),
        "waiting": [{"pair": pair, "may": may_decide(pair, request.user)} for pair in stands.waiting],
        "log": Decision.objects.filter(second__attempt__paper=paper).select_related(
            "by", "mark", "second__attempt", "second__first__marker", "second__marker"
        ),
    }
    return render(request, "marking/twice.html", context)


def may_decide(pair: Pair, user: User) -> bool:
    """Whether this person decides: a third one, or the instructor."""
    return user.role == User.Role.INSTRUCTOR or not pair.is_by(user)


@requires("marking.mark")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, paper: str, second: int) -> HttpResponse:
    """Both marks of one answer side by side, and the one that counts."""
    assessment = assessment_or_404(paper)
    pair = next((pair for pair in pairs_of(paper) if pair.second.pk == second), None)
    answer = pair and next((one for one in answers_to(paper, pair.question) if one.place == pair.place), None)
    if pair is None or answer is None:
        raise Http404("There are no two marks of such an answer.")
    if pair.decision or not pair.waits(plan_of(paper)):
        messages.info(request, f"This is decided, by {pair.decision.by}." if pair.decision else "The marks agree.")
        return redirect("marking:twice", paper=paper)
    if not may_decide(pair, request.user):
        messages.info(request, "One of the two marks is yours. A third person decides, or the instructor.")
        return redirect("marking:twice", paper=paper)
    typed, reason, variant = Typed(()), "", variant_of(answer)
    if request.method == "POST":
        form = inputs.form(request)
        typed, reason = typed_in(form, variant), form.raw("reason")
        if decided(request, pair, answer, typed):
            return redirect("marking:twice", paper=paper)
    context = {
        **about(assessment, pair.question),
        **rubric_form(variant, typed.points, typed.comment),
        "pair": pair,
        "answer": answer,
        "rows": side_by_side(pair),
        "totals": [float(total(mark)) for mark in pair.marks],
        "out_of": float(pair.rubric.out_of),
        "reason": reason,
    }
    return render(request, "marking/decide.html", context, status=422 if request.method == "POST" else 200)


def decided(request: HttpRequest, pair: Pair, answer: Answer, typed: Typed) -> bool:
    """Write the decision; False, and a message, where it cannot be kept."""
    kept = readable(request, typed, variant_of(answer))
    try:
        reason = inputs.line(inputs.form(request).raw("reason"))
    except inputs.BadInput as bad:
        messages.error(request, f"The reason: {bad}. Nothing was saved.")
        return False
    if kept is None or not reason:
        if kept:
            messages.error(request, "Give a reason. It is kept in the records. Nothing was saved.")
        return False
    try:
        giving.decide(request.user, pair, answer, kept, reason)
        messages.success(request, "Decided. This mark counts.")
    except giving.Decided:
        said = f"Somebody decided while you had this open. That decision stands. Yours was not saved: {kept}."
        messages.warning(request, said)
    return True


def side_by_side(pair: Pair) -> list[dict[str, Any]]:
    """The points of both marks by criterion."""
    first, second = pair.marks
    return [
        {"criterion": criterion, "first": float(one), "second": float(other), "differ": one != other}
        for criterion, one, other in zip(pair.rubric.rubric, first.points, second.points, strict=True)
    ]
