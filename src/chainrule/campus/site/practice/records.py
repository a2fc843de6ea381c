"""What the database knows of a learner's practice: of each question, each lecture, and what is to be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from django.conf import settings
from django.utils import timezone

from chainrule.campus.questions import Question
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import Shelf, course, folder, public_bank
from chainrule.campus.site.papers.under_way import kept_back
from chainrule.campus.site.practice import choosing
from chainrule.campus.site.practice.choosing import Known, Standing
from chainrule.campus.site.practice.repeating import Answered, Plan, plan


def _questions(number: int) -> tuple[Question, ...]:
    outcomes = [outcome.written for outcome in course().meeting(number).outcomes]
    there = [question for question in public_bank().of_classes([number]).values() if is_public(question)]
    whole = (one.named(one.id, choosing.whole(one.outcome, outcomes)) for one in there)
    return tuple(choosing.in_order(list(whole), outcomes))


def is_public(question: Question) -> bool:
    """Whether practice may ask it: not what only a private bank holds, nor what is about the rules of a class."""
    return question.path.is_relative_to(folder()) and not question.asks_rules


questions = Shelf(_questions)
"""The public questions of a lecture in their order, with their outcomes as the course words them."""


def open_to(learner: User, *numbers: int) -> dict[int, list[Question]]:
    """By lecture those that practice may show: not what a paper of the learner asked that is not released yet."""
    shut = kept_back(learner) if numbers else set()
    return {number: [one for one in questions(number) if one.id not in shut] for number in numbers}


def question(id: str) -> Question | None:
    """One of them by its id; None where there is none, or no such one any more."""
    number = int(id[:2]) if re.match(r"\d\d/", id) else 0
    there = questions(number) if 1 <= number <= len(course().classes) else ()
    return next((one for one in there if one.id == id), None)


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


def zone() -> tzinfo:
    """Whose days are counted: a class has those of its course, who learns alone those of their machine."""
    alone = datetime.now().astimezone().tzinfo if settings.ALONE else None
    return alone or timezone.get_default_timezone()


def to_repeat(learner: User, now: datetime) -> Plan:
    """What the learner is to repeat, and when; one query."""
    here = zone()
    return plan(answered(learner), now.astimezone(here).date(), here)


def answered(learner: User) -> Iterator[Answered]:
    """The answers that are marked, in the order in which they were given; those to questions that are gone are not."""
    rows = learner.practice_answers.filter(points__isnull=False).values_list("question", "points", "out_of", "at")
    for id, points, out_of, at in rows:
        if (asked := question(id)) is not None:
            yield Answered((asked.class_number, asked.outcome), at, points >= out_of)
