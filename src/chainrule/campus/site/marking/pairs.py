"""Answers that two people marked: which still want the second mark, which somebody has to decide about, and all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chainrule.campus.questions import HumanMark, ShortAnswer
from chainrule.campus.questions.regrade import carried
from chainrule.campus.questions.two_markers import Both, must_be_decided, total
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.marking.answers import Answer, Place, short_answers
from chainrule.campus.site.marking.models import Decision, Plan, SecondMark
from chainrule.campus.site.marking.plans import is_for_two, plan_of
from chainrule.campus.site.papers.by_hand import points_of
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.shown import named, shown


@dataclass(frozen=True)
class Pair:
    """Two marks of one answer, the second given without a look at the first; and what was decided, if anything was."""

    second: SecondMark
    rubric: ShortAnswer
    marks: tuple[HumanMark, HumanMark]

    @property
    def place(self) -> Place:
        return self.second.attempt_id, self.second.item

    @property
    def first(self) -> ShortAnswerMark:
        return self.second.first

    @property
    def question(self) -> str:
        return str(self.second.attempt.questions.item(self.second.item).question)

    @property
    def decision(self) -> Decision | None:
        return getattr(self.second, "decision", None)

    def waits(self, plan: Plan) -> bool:
        """Whether somebody has to decide."""
        return self.decision is None and must_be_decided(*self.marks, plan.most)

    def is_by(self, user: User) -> bool:
        """Whether one of the two marks is this person's."""
        return user.pk in (self.first.marker_id, self.second.marker_id)

    @cached_property
    def both(self) -> Both:
        """The pair as consistency counts it."""
        shares = [float(total(mark) / self.rubric.out_of) for mark in self.marks]
        return Both(self.first.marker_id, self.second.marker_id, *shares)


def rows_of(papers: Iterable[str]) -> list[SecondMark]:
    """The second marks of some papers, with all that is read of them. Of one answer the one given first counts."""
    more = ("attempt", "first__marker", "marker", "decision__by", "decision__mark")
    rows = SecondMark.objects.filter(attempt__paper__in=list(papers)).select_related(*more)
    first: dict[Place, SecondMark] = {}
    for row in rows:
        first.setdefault((row.attempt_id, row.item), row)
    return list(first.values())


def pairs_of(*papers: str) -> list[Pair]:
    """Every pair of marks of some papers, in the order of the second ones."""
    rows = rows_of(papers)
    attempts = {row.attempt_id: row.attempt for row in rows}
    asked = shown(attempts.values())
    names = {mark.under for row in rows for mark in (row, row.first) if mark.under}
    rubrics = named(names) if names else {}
    return [pair for row in rows if (pair := _pair(row, rubrics, asked.variant_of(_item(row))))]


def _item(row: SecondMark) -> object:
    return row.attempt.questions.item(row.item)


def _pair(row: SecondMark, rubrics: Mapping[str, object], shown_to_all: object) -> Pair | None:
    """The pair, by the rubric of the second mark; None where a question cannot be read any more."""
    before, now = (rubrics.get(mark.under) or shown_to_all for mark in (row.first, row))
    if not isinstance(before, ShortAnswer) or not isinstance(now, ShortAnswer):
        return None
    first = points_of(row.first) if row.first.under == row.under else carried(points_of(row.first), before, now)
    return Pair(row, now, (first, points_of(row))) if first else None


@dataclass(frozen=True)
class Standing:
    """How far the second marks of a paper are."""

    plan: Plan
    wanted: tuple[tuple[str, Answer], ...]  # with their questions
    waiting: tuple[Pair, ...]  # for somebody to decide


def standing_of(paper: str, there: Sequence[tuple[str, Answer]] | None = None, plan: Plan | None = None) -> Standing:
    """What of a paper wants a second mark, and what has to be decided.

    Args:
        there: the short answers of the paper, where they are at hand.
        plan: its plan, where that is.
    """
    plan = plan or plan_of(paper)
    pairs = pairs_of(paper)
    have = {pair.place for pair in pairs}
    there = (short_answers(paper) if there is None else there) if plan.second else ()
    wanted = tuple(one for one in there if wants_second(one[1], plan, have))
    return Standing(plan, wanted, tuple(pair for pair in pairs if pair.waits(plan)))


def wants_second(answer: Answer, plan: Plan, have: Iterable[Place]) -> bool:
    """Whether this answer has its first mark and is to get a second one."""
    return answer.is_marked and answer.latest is not None and is_for_two(answer, plan) and answer.place not in have


def places_with_second(attempts: Iterable[Attempt]) -> set[Place]:
    """The answers of these attempts that have a second mark."""
    rows = SecondMark.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    return set(rows.values_list("attempt_id", "item"))
