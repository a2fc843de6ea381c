"""Questions about a student's own code on a paper, where the course says so for it (`own_code` in course.toml).

Another room makes them before a paper is drawn (`core.parts`: `own_questions.py`). A paper never waits for them: what
is not ready when a student begins is the bank's.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from chainrule.campus.questions import Bank, Paper, Variant, name_of
from chainrule.campus.questions.own_code import check_class, of_class, places, with_own
from chainrule.campus.questions.papers import eligible
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import parts
from chainrule.campus.site.course import bank, course


def with_class(paper: Paper) -> Paper:
    """The paper that the bank alone gives, with questions of the lab's class where the course asks for that."""
    own = course().assessment(paper.id).own_code
    if own is None or own.not_passed != "same-class":
        return paper
    return of_class(paper, usable(paper.id), own.lab, own.questions, settings.SECRET_KEY.encode())


def with_ready(student: User, paper: Paper, round_: int) -> tuple[Paper, Mapping[str, Variant]]:
    """The paper with what is ready about this student's file, and these questions by the name of what is shown."""
    own = course().assessment(paper.id).own_code
    if own is None:
        return paper, {}
    sources = parts.functions("own_questions", "ready")
    made = [variant for _, ready in sources for variant in ready(student, paper.id, round_)][: own.questions]
    whole = with_own(paper, places(paper, usable(paper.id), own.lab, own.questions), own.lab, made)
    return whole, {name_of(variant): variant for variant in made}


def check(paper: str) -> None:
    """Raise `CourseError` where the bank cannot stand in for the questions about own code of this paper."""
    own = course().assessment(paper).own_code
    if own is not None and own.not_passed == "same-class":
        check_class(usable(paper), own.lab, own.questions, paper)


def usable(paper: str) -> Bank:
    """The questions that this paper may ask."""
    optional, samples = course().ask_optional_outcomes, course().quiz_rules.samples
    return eligible(bank(), course().assessment(paper).covers, optional, samples)
