"""The answers to one question of a paper, as a marker sees them: without names, each with the mark that stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.http import Http404

from chainrule.campus.questions import HumanMark, ShortAnswer
from chainrule.campus.questions.similar import said
from chainrule.campus.site.course import bank
from chainrule.campus.site.marking.models import Together
from chainrule.campus.site.papers import attempt_marks
from chainrule.campus.site.papers.by_hand import human_marks
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.shown import marked_by

Place = tuple[int, int]
"""An answer: its attempt's primary key, and the number of the question on the paper."""


@dataclass(frozen=True)
class Answer:
    """One student's answer to the question being marked.

    Args:
        asked: a name of what was shown: answers with the same one were asked the same.
        mark: the mark that stands; None while it waits.
        latest: the row that was written last, whether its points still stand or a regrade made them void.
    """

    attempt: Attempt
    number: int
    text: str
    asked: str
    mark: HumanMark | None
    latest: ShortAnswerMark | None

    @property
    def place(self) -> Place:
        return self.attempt.pk, self.number

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Its words, as `similar.said` reads them."""
        return said(self.text)

    @property
    def is_marked(self) -> bool:
        return self.mark is not None

    @property
    def points(self) -> tuple[str, ...]:
        """The points by criterion, as the form writes them."""
        return tuple(f"{float(points):g}" for points in self.mark.points) if self.mark else ()

    @property
    def comment(self) -> str:
        return self.mark.comment if self.mark else ""

    @property
    def seen(self) -> int:
        """The number of the row that was written last: what a marker has seen. 0 where there is none."""
        return self.latest.pk if self.latest else 0

    @property
    def by_machine(self) -> bool:
        """Whether the mark that stands was given by the machine alone."""
        together = getattr(self.latest, "together", None)
        return self.is_marked and together is not None and together.way == Together.Way.ALONE


def latest_marks(attempts: Iterable[Attempt | int]) -> dict[Place, ShortAnswerMark]:
    """The row that was written last about each short answer."""
    rows = ShortAnswerMark.objects.filter(attempt__in=list(attempts)).select_related("marker", "together")
    return {(row.attempt_id, row.item): row for row in rows}


def answers_to(paper: str, question: str) -> list[Answer]:
    """Every answer to this question in closed attempts, in an order that tells nothing about who wrote it."""
    return sorted(
        (answer for id, answer in short_answers(paper) if id == question),
        key=lambda answer: answer.asked + answer.text,
    )


def short_answers(*papers: str) -> list[tuple[str, Answer]]:
    """Every short answer of these papers that a person marks, with its question."""
    found = []
    closed = Attempt.objects.filter(paper__in=papers, closed_at__isnull=False).order_by("closed_at", "pk")
    results = attempt_marks.results(closed)
    latest, by_hand = latest_marks(a for a, _ in results), human_marks(a for a, _ in results)
    for attempt, result in results:
        for item in result.items:
            if item.group != "short_answer" or item.state == "unanswered" or item.rule in ("drop", "everyone"):
                continue
            mark = by_hand[attempt.pk].get(item.number) if item.state == "marked" else None
            text = item.answer.get("text", "") if isinstance(item.answer, dict) else ""
            asked = attempt.questions.item(item.number).fingerprint
            answer = Answer(attempt, item.number, text, asked, mark, latest.get((attempt.pk, item.number)))
            found.append((item.question, answer))
    return found


def variant_of(answer: Answer) -> ShortAnswer:
    """The question as the one who answered was shown it, with the rubric that is in force."""
    variant = answer.attempt.questions.variant(marked_by([answer.attempt]).of(answer.attempt), answer.number)
    assert isinstance(variant, ShortAnswer)
    return variant


def in_bank(question: str) -> ShortAnswer:
    """The question as the bank has it, where nobody has answered it; 404 where it has none."""
    variant = bank()[question].variant(0) if question in bank() else None
    if not isinstance(variant, ShortAnswer):
        raise Http404(f"There is no short-answer question {question}.")
    return variant


def steps(most: Fraction) -> list[str]:
    """The points that a criterion may get: none to all, by halves."""
    return [f"{float(Fraction(half, 2)):g}" for half in range(int(2 * most) + 1)]


def onward(answers: list[Answer], answer: Answer) -> int | None:
    """The place to go on to when this answer is marked: one that waits, else the next; None where that was the last."""
    place = answers.index(answer)
    others = [*range(place + 1, len(answers)), *range(place)]
    waiting = next((other for other in others if not answers[other].is_marked), None)
    if waiting is not None or not answer.is_marked:
        return waiting
    return place + 1 if place + 1 < len(answers) else None  # somebody reads once more what is marked
