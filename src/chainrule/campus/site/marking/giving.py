"""Giving marks. Two may mark the same answer at the same moment: nothing is lost, and who comes second is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.marking.answers import Answer, Place, answers_to, latest_marks, variant_of
from chainrule.campus.site.marking.models import Decision, Plan, SecondMark, Together
from chainrule.campus.site.marking.pairs import Pair
from chainrule.campus.site.marking.plans import is_for_two, plan_of
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.rulings import in_force


@dataclass(frozen=True)
class Typed:
    """What a marker sent for one answer, as it was typed: points by criterion, and words for the student."""

    points: tuple[str, ...]
    comment: str = ""

    def __str__(self) -> str:
        """As a message says it: `1 + 0.5, "A good start."`."""
        return " + ".join(self.points) + (f", “{self.comment}”" if self.comment else "")

    def is_what(self, mark: ShortAnswerMark | SecondMark) -> bool:
        """Whether a row says just this."""
        return (list(self.points), self.comment) == (mark.points, mark.comment)


class Meanwhile(Exception):
    """Somebody marked the answer since it was shown; `by_other` is that mark."""

    def __init__(self, by_other: ShortAnswerMark) -> None:
        super().__init__(f"{by_other.marker} has marked this answer since you opened it")
        self.by_other = by_other


class Decided(Exception):
    """Somebody has decided meanwhile."""


KEPT_AS_WELL = (
    "Somebody else gave this answer its second mark while you had it open. That one counts; yours is kept too."
)


def locked(places: Iterable[Place]) -> dict[Place, ShortAnswerMark]:
    """The latest rows about some answers; whoever else wants to mark them waits. Within a transaction."""
    attempts = sorted({attempt for attempt, _ in places})
    list(Attempt.objects.select_for_update().filter(pk__in=attempts).order_by("pk"))
    return latest_marks(attempts)


def under(answer: Answer) -> str:
    """The name of the rubric that a mark given now is by; "" for the one that was shown."""
    ruling = in_force([answer.attempt.paper]).on(answer.attempt).get(answer.number)
    return ruling.key if ruling else ""


def give(by: User, question: str, answer: Answer, typed: Typed, seen: int | None) -> ShortAnswerMark | SecondMark:
    """Add a mark. Whoever marks the same answer at the same moment: the second one is told.

    Where two people are to mark it, what the second one typed is their second mark. Sent twice it is one mark.

    Args:
        seen: the number of the last row about the answer when it was shown; None where that is not known.

    Raises `Meanwhile`.
    """
    plan = plan_of(answer.attempt.paper)
    alike = same_as(answer, answers_to(plan.paper, question)) if plan.alone else []
    with transaction.atomic():
        there = locked(one.place for one in (answer, *alike))
        latest = there.get(answer.place)
        if latest is not None and seen is not None and latest.pk != seen and not is_by_machine(latest):
            if latest.marker_id == by.pk and typed.is_what(latest):
                return latest
            if not seen and latest.marker_id != by.pk and is_for_two(answer, plan):
                return _second(by, answer, typed, latest)
            raise Meanwhile(latest)
        mark = _add(by, answer, typed)
        audit.record(
            by, "marking.mark", plan.paper,
            about=answer.attempt.student, attempt=answer.attempt.pk, item=answer.number, points=list(typed.points),
        )  # fmt: skip
        copy(mark, typed, [other for other in alike if is_as_seen(other, there)])
    return mark


def _add(by: User, answer: Answer, typed: Typed) -> ShortAnswerMark:
    return ShortAnswerMark.objects.create(
        attempt=answer.attempt,
        item=answer.number,
        points=list(typed.points),
        comment=typed.comment,
        marker=by,
        under=under(answer),
    )


def give_all(
    by: User, answers: Sequence[Answer], typed: Typed, seen: Mapping[Place, int]
) -> tuple[list[ShortAnswerMark], list[Answer]]:
    """Add one mark to each of some answers, all of which a person has read. Also those that were left out.

    Left out is what somebody marked since it was shown: that mark stands.

    Args:
        seen: by answer the number of its last row when it was shown.
    """
    given: list[ShortAnswerMark] = []
    left: list[Answer] = []
    with transaction.atomic():
        latest = locked(answer.place for answer in answers)
        for answer in answers:
            row = latest.get(answer.place)
            if (row.pk if row else 0) != seen[answer.place]:
                left.append(answer)
                continue
            given.append(_add(by, answer, typed))
        for mark in given[1:]:
            Together.objects.create(mark=mark, way=Together.Way.GROUP, source=given[0])
        if given:
            audit.record(
                by, "marking.mark_group", answers[0].attempt.paper,
                answers=[[mark.attempt_id, mark.item] for mark in given], points=list(typed.points),
            )  # fmt: skip
    return given, left


def same_as(answer: Answer, answers: Iterable[Answer]) -> list[Answer]:
    """The answers to the same question in the same words that wait, or that only the machine marked."""
    rubric = variant_of(answer).rubric
    return [
        other
        for other in answers
        if other.place != answer.place
        and other.asked == answer.asked
        and (not other.is_marked or other.by_machine)
        and other.said == answer.said
        and variant_of(other).rubric == rubric
    ]


def is_by_machine(mark: ShortAnswerMark) -> bool:
    """Whether a mark was given by the machine alone."""
    together = getattr(mark, "together", None)
    return together is not None and together.way == Together.Way.ALONE


def is_as_seen(answer: Answer, there: Mapping[Place, ShortAnswerMark]) -> bool:
    """Whether nobody has marked an answer since it was looked up."""
    row = there.get(answer.place)
    return (row.pk if row else 0) == answer.seen


def copy(mark: ShortAnswerMark, typed: Typed, alike: Sequence[Answer]) -> None:
    """Give a person's mark to other answers, by the machine alone: where the paper's plan says that it may."""
    for other in alike:
        Together.objects.create(mark=_add(mark.marker, other, typed), way=Together.Way.ALONE, source=mark)
    if alike:
        audit.record(
            None, "marking.mark_alone", mark.attempt.paper,
            source=mark.pk, answers=[list(other.place) for other in alike], points=list(typed.points),
        )  # fmt: skip


def begin_alone(answers: Sequence[Answer]) -> int:
    """Copy the marks that people gave to answers in the same words that wait, now that the plan says so; how many."""
    done: set[Place] = set()
    with transaction.atomic():
        there = locked(answer.place for answer in answers)
        for answer in answers:
            if answer.latest is None or not answer.is_marked or answer.by_machine:
                continue
            alike = [one for one in same_as(answer, answers) if not one.is_marked and one.place not in done]
            alike = [one for one in alike if is_as_seen(one, there)]
            copy(answer.latest, Typed(answer.points, answer.comment), alike)
            done |= {one.place for one in alike}
    return len(done)


def give_second(by: User, answer: Answer, typed: Typed) -> SecondMark:
    """Add a second person's mark. Given twice at the same moment both are kept, and the first of them counts."""
    with transaction.atomic():
        latest = locked([answer.place]).get(answer.place)
        assert latest is not None, "an answer gets its second mark after its first"
        return _second(by, answer, typed, latest)


def counts(mark: SecondMark) -> bool:
    """Whether it is the first of the second marks of its answer."""
    first = SecondMark.objects.filter(attempt=mark.attempt_id, item=mark.item).first()
    return first is not None and first.pk == mark.pk


def _second(by: User, answer: Answer, typed: Typed, first: ShortAnswerMark) -> SecondMark:
    there = SecondMark.objects.filter(attempt=answer.attempt, item=answer.number, marker=by).last()
    if there is not None and typed.is_what(there):
        return there
    made = SecondMark.objects.create(
        attempt=answer.attempt,
        item=answer.number,
        points=list(typed.points),
        comment=typed.comment,
        under=under(answer),
        first=first,
        marker=by,
    )
    audit.record(
        by, "marking.second_mark", answer.attempt.paper, about=answer.attempt.student,
        attempt=answer.attempt.pk, item=answer.number, points=list(typed.points),
    )  # fmt: skip
    return made


def decide(by: User, pair: Pair, answer: Answer, typed: Typed, reason: str) -> Decision:
    """Add the mark that counts where two differ, with the reason. Raises `Decided` where somebody was first."""
    with transaction.atomic():
        locked([pair.place])
        if Decision.objects.filter(second=pair.second).exists():
            raise Decided
        mark = _add(by, answer, typed)
        decision = Decision.objects.create(second=pair.second, mark=mark, reason=reason, by=by)
        audit.record(
            by, "marking.decide", answer.attempt.paper,
            about=answer.attempt.student, attempt=answer.attempt.pk, item=answer.number,
            first=pair.first.points, second=pair.second.points, points=list(typed.points), reason=reason,
        )  # fmt: skip
    return decision


def make_plan(by: User, paper: str, second: int, allowed: float, alone: bool) -> Plan:
    """Write down how a paper is marked from now on."""
    with transaction.atomic():
        plan = Plan.objects.create(paper=paper, second=second, allowed=allowed, alone=alone, by=by)
        audit.record(by, "marking.plan", paper, second=second, allowed=allowed, alone=alone)
    return plan
