"""The numbers of one paper's class: its responses, fetched and handed to the pure functions that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, stdev

from chainrule.campus.questions import Variant
from chainrule.campus.questions.agreement import Agreement, agreement
from chainrule.campus.questions.marking import AttemptResult, ItemResult
from chainrule.campus.questions.own_code import is_own
from chainrule.campus.questions.responses import Response, responses, seconds_by_item
from chainrule.campus.questions.statistics import (
    Concern,
    QuestionStatistics,
    Reliability,
    by_concern,
    by_group,
    concerns,
    of_questions,
    reliability,
)
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks
from chainrule.campus.site.papers.models import AnswerEvent, Attempt
from chainrule.campus.site.papers.shown import Keys, marked_by

Group = list[tuple[str, float, int]]


@dataclass(frozen=True)
class Question:
    """A question with its numbers and why it needs a look."""

    numbers: QuestionStatistics
    concerns: Sequence[Concern]


@dataclass(frozen=True)
class PaperStatistics:
    """One paper: its scores as shares of the points, its questions with those that need a look first, its groups."""

    attempts: int
    waiting: int  # attempts of which something is not marked yet
    scores: Sequence[float]
    questions: Sequence[Question]
    reliability: Reliability | None
    classes: Group
    outcomes: Group
    levels: Group
    agreement: Agreement

    @property
    def mean(self) -> float:
        return fmean(self.scores)

    @property
    def spread(self) -> float | None:
        """The standard deviation of the scores."""
        return stdev(self.scores) if len(self.scores) > 1 else None


def of_paper(paper: str) -> PaperStatistics | None:
    """The statistics of a paper; None where nobody has handed it in."""
    found = attempt_marks.results(attempt_marks.closed(paper))
    if not found:
        return None
    given = responses_of(found)
    known = {id: question for id, question in bank().items() if id in {one.question for one in given}}
    questions = []
    for numbers in of_questions(given):
        question = known.get(numbers.question)
        questions.append(Question(numbers, concerns(numbers, question.minutes if question else None)))
    places = by_concern([(one.numbers, one.concerns) for one in questions])
    return PaperStatistics(
        attempts=len(found),
        waiting=sum(not result.final for _, result in found),
        scores=[result.points / result.out_of for _, result in found if result.final and result.out_of],
        questions=[questions[place] for place in places],
        reliability=reliability(given),
        classes=by_group(given, {one.question: f"Class {int(one.question[:2])}" for one in given}),
        outcomes=by_group(given, {id: question.outcome for id, question in known.items()}),
        levels=by_group(given, {id: question.level or "no level" for id, question in known.items()}),
        agreement=agreement(compared(found, given)),
    )


def compared(found: Sequence[tuple[Attempt, AttemptResult]], given: Iterable[Response]) -> list[Response]:
    """The responses that are compared: of each student's last attempt, without what was about their own code."""
    last: dict[int, Attempt] = {}
    for attempt, _ in found:
        if attempt.student_id not in last or attempt.round > last[attempt.student_id].round:
            last[attempt.student_id] = attempt
    kept = {attempt.pk for attempt in last.values()}
    return [one for one in given if one.attempt in kept and not is_own(one.question)]


def responses_of(found: Sequence[tuple[Attempt, AttemptResult]]) -> list[Response]:
    """What each student did with each question."""
    keys, times = marked_by(attempt for attempt, _ in found), times_of([attempt for attempt, _ in found])
    given: list[Response] = []
    for attempt, result in found:
        seconds = seconds_by_item(times[attempt.pk], attempt.began_at)
        given += responses(attempt.pk, result, variants_of(keys, attempt), seconds)
    return given


def variants_of(keys: Keys, attempt: Attempt) -> Callable[[ItemResult], Variant]:
    """What marks the items of one attempt."""
    paper, variants = attempt.questions, keys.of(attempt)
    return lambda item: paper.variant(variants, item.number)


def times_of(attempts: Sequence[Attempt]) -> Mapping[int, list[tuple[datetime, int]]]:
    """By attempt when each change came and of which item, without what was typed; one query."""
    found: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = AnswerEvent.objects.filter(attempt__in=[attempt.pk for attempt in attempts], aside=False).order_by()
    for pk, at, item in rows.values_list("attempt_id", "received_at", "item"):
        found[pk].append((at, item))
    return found
