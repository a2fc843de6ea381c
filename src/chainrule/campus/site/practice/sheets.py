"""Practice papers: made from the questions of a lecture, or from what is due; as often as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chainrule.campus.questions import Question
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.practice import choosing, records
from chainrule.campus.site.practice.models import Answer, PracticePaper
from chainrule.campus.site.practice.repeating import Plan

MOST_TO_REPEAT = 8  # outcomes on one paper: a quarter of an hour


def of_lecture(learner: User, number: int, now: datetime) -> PracticePaper | None:
    """A paper on one lecture, made like a quiz: by the quizzes' blueprint, as far as the lecture has questions.

    None where a paper that is not released yet asked them all.
    """
    drawn = course().quiz_rules.blueprint
    blueprint = {"multiple_choice": drawn.multiple_choice, "short_answer": drawn.short_answer, "code": drawn.code}
    known = records.known(learner)
    asked = choosing.for_paper(records.open_to(learner, number)[number], known, blueprint)
    return made(learner, asked, number, now) if asked else None


def of_due(learner: User, plan: Plan, now: datetime) -> PracticePaper | None:
    """A short paper of what is due by this plan; None where nothing is, or all of it is kept back."""
    due = [one.outcome for one in plan.due]
    asked = choosing.to_repeat(due, by_class(learner, due), records.known(learner), MOST_TO_REPEAT)
    return made(learner, asked, None, now) if asked else None


def by_class(learner: User, outcomes: list[tuple[int, str]]) -> dict[int, list[Question]]:
    """The questions of the lectures of these outcomes, as far as practice may show them."""
    return records.open_to(learner, *{number for number, _ in outcomes})


def minutes(learner: User, plan: Plan) -> float:
    """About how long the next paper of what is due takes."""
    due = [one.outcome for one in plan.due]
    return sum(question.minutes for question in choosing.to_repeat(due, by_class(learner, due), {}, MOST_TO_REPEAT))


def made(learner: User, asked: list[Question], lecture: int | None, now: datetime) -> PracticePaper:
    """A paper of these questions, each in the next variant that its learner has not had; the last one, where it is that
    and nothing of it was answered.
    """
    known = records.known(learner)
    items = [[one.id, choosing.variant_of(one.id, known.get(one.id, choosing.NOTHING).tries)] for one in asked]
    last = learner.practice_papers.filter(lecture=lecture).first()
    if last is not None and last.items == items and not last.answers.exists():
        return last
    return PracticePaper.objects.create(learner=learner, lecture=lecture, items=items, made_at=now)


@dataclass(frozen=True)
class Row:
    """One place of a paper: its question (None: it is gone from the course), its variant and its answer."""

    place: int
    question: Question | None
    seed: int
    answer: Answer | None

    @property
    def waits(self) -> bool:
        """Whether it can still be answered."""
        return self.question is not None and self.answer is None


def rows(paper: PracticePaper) -> list[Row]:
    """The places of a paper in their order; one query."""
    answers = {answer.place: answer for answer in paper.answers.all()}
    found = []
    for place, (id, seed) in enumerate(paper.items, 1):
        found.append(Row(place, records.question(id), seed, answers.get(place)))
    return found


def next_place(found: list[Row], after: int = 0) -> int | None:
    """The first place that waits for an answer behind one, else the first of all; None where none does."""
    waiting = [row.place for row in found if row.waits]
    return next((place for place in waiting if place > after), waiting[0] if waiting else None)
