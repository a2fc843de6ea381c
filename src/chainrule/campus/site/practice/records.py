"""What the database knows of a learner's practice, and new answers into it: marked at once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from chainrule.campus.questions import (
    HumanMark,
    IsolatedRunner,
    Item,
    Mark,
    Paper,
    Question,
    Ran,
    Variant,
    collect_runs,
    mark,
)
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import Shelf, bank, course
from chainrule.campus.site.papers.runs import runner
from chainrule.campus.site.practice import choosing
from chainrule.campus.site.practice.choosing import Known, Standing
from chainrule.campus.site.practice.models import Answer
from chainrule.labs import PlainLauncher


def _questions(number: int) -> tuple[Question, ...]:
    outcomes = [outcome.written for outcome in course().meeting(number).outcomes]
    there = [question for question in bank().of_classes([number]).values() if not question.asks_rules]
    return tuple(choosing.in_order(there, outcomes))


questions = Shelf(_questions)
"""The questions of a lecture, in the order in which they are numbered: not those about the rules of a class."""


def known(learner: User) -> dict[str, Known]:
    """What is known of each question that the learner answered; one query."""
    found: dict[str, Known] = {}
    rows = learner.practice_answers.values_list("pk", "question", "points", "out_of")
    for pk, question, points, out_of in rows:
        before = found.get(question, choosing.NOTHING)
        right = points is not None and points >= out_of
        found[question] = Known(before.tries + 1, before.right or right, pk)
    return found


def standings(learner: User) -> dict[int, Standing]:
    """How far each lecture that has questions is practised, by its number."""
    there = known(learner)
    numbers = [meeting.number for meeting in course().classes if questions(meeting.number)]
    return {number: choosing.standing(questions(number), there) for number in numbers}


def answer(learner: User, question: Question, seed: int, given: Any) -> tuple[Answer, Mark]:
    """Mark an answer, and keep it unless there was none. Raises `RunnerDied` where its code cannot be run here."""
    variant = question.variant(seed)
    runs = ran(question, variant, given)
    found = mark(variant, given, runs)
    made = Answer(
        learner=learner,
        question=question.id,
        seed=seed,
        given=given,
        runs={name: one.as_dict() for name, one in runs.items()},
        points=None if found.points is None else float(found.points),
        out_of=float(found.out_of),
    )
    if found.state != "unanswered":
        made.save()
    return made, found


def give_key(learner: User, question: Question, seed: int) -> Answer:
    """Keep that the key was asked for: it counts as an answer that is not right."""
    variant = question.variant(seed)
    runs = {name: one.as_dict() for name, one in ran(question, variant, None).items()}
    worth = float(variant.out_of)
    return learner.practice_answers.create(question=question.id, seed=seed, runs=runs, points=0.0, out_of=worth)


def ran(question: Question, variant: Variant, given: Any) -> dict[str, Ran]:
    """What the programs do that marking this answer needs: the learner's own code, on the learner's own machine."""
    item = Item(1, question.id, variant.seed, 1.0, variant.fingerprint)
    paper = Paper("practice", "", (item,))
    return collect_runs(paper, bank(), {1: given}, runner(), IsolatedRunner(PlainLauncher()))


def runs_of(kept: Answer) -> dict[str, Ran]:
    """The results of programs that were kept with an answer."""
    return {name: Ran(**one) for name, one in kept.runs.items()}


def mark_of(kept: Answer, variant: Variant) -> Mark:
    """The mark of an answer that was kept, by the variant as its file is today."""
    human = HumanMark(tuple(Fraction(points) for points in kept.by_hand)) if kept.by_hand else None
    return mark(variant, kept.given, runs_of(kept), human)
