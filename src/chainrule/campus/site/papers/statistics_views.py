"""The page of a paper's statistics: what needs a look first, then every question, then pairs that agree too much."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.papers import statistics as numbers
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.shown import openings_of
from chainrule.campus.site.papers.staff_views import assessment_or_404
from chainrule.campus.site.papers.statistics_pictures import pictures


@requires("papers.statistics")
@require_GET
def statistics(request: HttpRequest, paper: str) -> HttpResponse:
    """How the questions of a paper did."""
    assessment, found = assessment_or_404(paper), numbers.of_paper(paper)
    context = {"assessment": assessment, "found": found}
    if found:
        attempts = {one.pk: one for one in Attempt.objects.filter(paper=paper).select_related("student")}
        openings = openings_of(attempts.values())
        context["rows"] = [
            {
                "one": question.numbers,
                "concerns": question.concerns,
                "opening": openings[question.numbers.question],
                "class": int(question.numbers.question[:2]),
                "name": question.numbers.question[3:],
                "minutes": None if question.numbers.seconds is None else question.numbers.seconds / 60,
            }
            for question in found.questions
        ]
        context["look"] = sum(bool(question.concerns) for question in found.questions)
        context["pictures"] = pictures(found)
        context["pairs"] = [
            {"pair": pair, "one": attempts[pair.attempts[0]], "other": attempts[pair.attempts[1]]}
            for pair in found.agreement.pairs
        ]
    return render(request, "papers/statistics.html", context)
