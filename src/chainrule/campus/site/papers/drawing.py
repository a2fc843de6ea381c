"""Which paper belongs to whom. Drawing one takes 10 to 80 ms, so it is done once: by `ahead`, before a paper opens."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from django.conf import settings

from chainrule.campus.questions import Paper, check_blueprint, draw_paper
from chainrule.campus.questions.papers import eligible
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.papers import own_code
from chainrule.campus.syllabus.model import PaperRules
from chainrule.course import CourseError

P = ParamSpec("P")
Made = TypeVar("Made")
MOST_KEPT = 8192  # a class of 500 and its papers of a term
COURSES_KEPT = 2  # that in force, and one that an instructor looks at before it is


class MadeOnce(Generic[P, Made]):
    """A function that remembers what it made for as long as the course, the bank and the site's secret are the same."""

    def __init__(self, make: Callable[P, Made]) -> None:
        functools.update_wrapper(self, make)
        self._make = make
        self._made: list[tuple[tuple[object, ...], OrderedDict[object, Made]]] = []

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Made:
        made, key = self._of_today(), (args, tuple(kwargs.items()))
        if key not in made:
            made[key] = self._make(*args, **kwargs)
            if len(made) > MOST_KEPT:
                made.popitem(last=False)
        return made[key]

    def knows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether it need not make this any more."""
        return (args, tuple(kwargs.items())) in self._of_today()

    def _of_today(self) -> OrderedDict[object, Made]:
        of = course(), bank(), settings.SECRET_KEY
        same = [entry for entry in self._made if [*map(id, entry[0])] == [*map(id, of)]]
        entry = same[0] if same else (of, OrderedDict[object, Made]())
        if not self._made or self._made[0] is not entry:
            self._made = [entry, *(one for one in self._made if one is not entry)][:COURSES_KEPT]
        return entry[1]


def blueprint_of(rules: PaperRules) -> dict[str, int]:
    """How many questions of each group, in the order of the paper."""
    drawn = rules.blueprint
    return {"multiple_choice": drawn.multiple_choice, "short_answer": drawn.short_answer, "code": drawn.code}


def draw(student: User, paper: str, round_: int) -> Paper:
    """The student's own paper; a second sitting draws another."""
    return draw_for(name_of(student.pk, round_), paper)


def name_of(student: int, round_: int) -> str:
    """Under which name a student's paper is drawn."""
    return f"{student}" if round_ == 1 else f"{student}/{round_}"


@MadeOnce
def draw_for(name: str, paper: str) -> Paper:
    """The paper that belongs to a name: the same for ever, as long as the bank is the same."""
    rules, covers = course().paper_rules(paper), course().assessment(paper).covers
    secret = settings.SECRET_KEY.encode()
    how = {"ask_optional": course().ask_optional_outcomes, "levels": rules.levels}
    samples = course().quiz_rules.samples
    drawn = draw_paper(bank(), blueprint_of(rules), covers, secret, name, paper, **how, leave_out=samples)
    return own_code.with_class(drawn)


def is_prepared(paper: str) -> bool:
    """Whether the bank has enough questions for this paper."""
    return what_is_missing(paper) is None


@MadeOnce
def what_is_missing(paper: str) -> CourseError | None:
    """Why this paper cannot be drawn: which questions the bank lacks; None where it has enough."""
    rules, covers = course().paper_rules(paper), course().assessment(paper).covers
    samples, optional = course().quiz_rules.samples, course().ask_optional_outcomes
    try:
        check_blueprint(eligible(bank(), covers, optional, samples), blueprint_of(rules), covers, paper)
        own_code.check(paper)
    except CourseError as error:
        return error
    return None
