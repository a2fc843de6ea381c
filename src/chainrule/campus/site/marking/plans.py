"""How the instructor wants the short answers of each paper marked, and which answers are marked twice for that."""

from __future__ import annotations

from django.conf import settings

from chainrule.campus.questions.two_markers import is_chosen
from chainrule.campus.site.marking.answers import Answer
from chainrule.campus.site.marking.models import Plan

SHARES = (0, 10, 25, 50, 100)  # percent that can be chosen
MOST_APART = 10  # points


def plan_of(paper: str) -> Plan:
    """The plan of a paper; where nobody made one: each answer once, by a person."""
    return Plan.objects.filter(paper=paper).first() or Plan(paper=paper)


def plans() -> dict[str, Plan]:
    """The plan of each paper for which one was made."""
    return {plan.paper: plan for plan in Plan.objects.order_by("id")}


def with_second_marks() -> list[str]:
    """The papers of which some answers are to be marked twice."""
    return [paper for paper, plan in plans().items() if plan.second]


def is_for_two(answer: Answer, plan: Plan) -> bool:
    """Whether two people are to mark this answer."""
    name = f"{plan.paper}/{answer.attempt.pk}/{answer.number}"
    return is_chosen(settings.SECRET_KEY.encode(), name, plan.second)
