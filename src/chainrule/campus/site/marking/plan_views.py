"""The instructor's pages: how the answers of a paper are marked, and how far the markers agree."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions.two_markers import FEW, Agreement, of_all, of_markers
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import short_answers
from chainrule.campus.site.marking.models import Plan
from chainrule.campus.site.marking.pairs import pairs_of
from chainrule.campus.site.marking.plans import MOST_APART, SHARES, plan_of
from chainrule.campus.site.papers.staff_views import assessment_or_404

WORDS = {0: "none", 100: "all"}


class PlanForm(forms.Form):
    """How the short answers of a paper are marked."""

    second = forms.TypedChoiceField(
        label="How many answers are marked by two people",
        choices=[(share, WORDS.get(share, f"{share}%")) for share in SHARES],
        coerce=int,
        help_text="Chosen by chance, the same ones always. The second person does not see the first mark.",
    )
    allowed = inputs.Number(
        label="By how many points two marks may differ",
        least=0,
        most=MOST_APART,
        help_text="Where they differ by more, a third person or you decide. Until then the first mark counts.",
    )
    alone = forms.BooleanField(
        label="The machine may mark an answer by itself where it is word for word one that a person marked",
        required=False,
    )


@requires("marking.plan")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, paper: str) -> HttpResponse:
    """Choose how the answers of a paper are marked; each choice is kept."""
    assessment, now = assessment_or_404(paper), plan_of(paper)
    first = {"second": now.second, "allowed": now.allowed, "alone": now.alone}
    form = PlanForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = giving.make_plan(request.user, paper, **form.cleaned_data)
            copied = giving.begin_alone([answer for _, answer in short_answers(paper)]) if made.alone else 0
        also = f" The machine marked {copied} answer{pluralize(copied)}." if copied else ""
        messages.success(request, f"Kept.{also}")
        return redirect("marking:list")
    log = Plan.objects.filter(paper=paper).select_related("by")
    context = {"assessment": assessment, "form": form, "log": log}
    return render(request, "marking/plan.html", context, status=422 if request.method == "POST" else 200)


@requires("marking.plan")
@require_GET
def agreement(request: HttpRequest, paper: str) -> HttpResponse:
    """How far the markers of a paper agree with each other, on the answers that two of them marked."""
    assessment = assessment_or_404(paper)
    found = [pair.both for pair in pairs_of(paper)]
    markers = {marker for one in found for marker in (one.first, one.second)}
    people = {user.pk: user for user in User.objects.filter(pk__in=markers)}
    context = {
        "assessment": assessment,
        "all": of_all(found),
        "rows": [{"marker": people[one.marker], "one": one, "gives": gives(one)} for one in of_markers(found)],
        "few": FEW,
    }
    return render(request, "marking/agreement.html", context)


def gives(one: Agreement) -> str:
    """How much more or less than the others a marker gives, in words."""
    difference = one.difference or 0.0
    if abs(difference) < 0.005:
        return "the same"
    return f"{abs(difference):.0%} {'more' if difference > 0 else 'less'}"
