"""Marks of attempts: a replay of what is stored. Running students' code is the one thing that is done beforehand.

A paper is released as a whole; what a student sees of it waits, beyond that, until nothing of their own attempt waits
for a marker or a run. So a make-up sitting after the release shows its score when it is marked, and never half of it.
"""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery, prefetch_related_objects

from chainrule.campus.questions import AttemptResult, HumanMark, Ran, mark_attempt
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.course import bank, course
from chainrule.campus.site.papers.keys import key_version
from chainrule.campus.site.papers.models import AnswerEvent, Attempt, Release, ShortAnswerMark

MOST_REMEMBERED = 5000
_remembered: OrderedDict[tuple[Any, ...], AttemptResult] = OrderedDict()


def stamped(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """The attempts with the numbers of their latest event and mark: what a replay of them depends on."""

    def latest(model: Any) -> Subquery:
        rows = model.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
        return Subquery(rows.annotate(latest=Max("pk")).values("latest"))

    return attempts.annotate(last_event=latest(AnswerEvent), last_mark=latest(ShortAnswerMark))


def human_marks(attempt: Attempt) -> dict[int, HumanMark]:
    """The latest mark of each short answer."""
    return {
        mark.item: HumanMark(tuple(Fraction(points) for points in mark.points), mark.comment)
        for mark in attempt.marks.all()
    }


def result(attempt: Attempt) -> AttemptResult:
    """The attempt marked, from its events, recorded runs and human marks. Remembered until one of them grows."""
    if not hasattr(attempt, "last_event"):
        fresh = stamped(Attempt.objects.filter(pk=attempt.pk)).values_list("last_event", "last_mark")[0]
        stamp = tuple(fresh)
    else:
        stamp = (attempt.last_event, attempt.last_mark)
    keys = key_version(attempt.questions)
    known = (attempt.pk, *stamp, attempt.closed_at, attempt.runs is None, keys, course().revision)
    found = _remembered.get(known)
    if found is None:
        found = _remembered[known] = _replayed(attempt, keys)
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return found


def _replayed(attempt: Attempt, keys: str) -> AttemptResult:
    runs = {name: Ran(**ran) for name, ran in (attempt.runs or {}).items()}
    return mark_attempt(
        attempt.questions,
        bank(),
        [event.pure() for event in attempt.events.all()],
        human_marks=human_marks(attempt),
        runs=runs,
        closes_at=attempt.closed_at,
        key_version=keys,
        policy_version=course().revision,
    )


def results(attempts: QuerySet[Attempt]) -> list[tuple[Attempt, AttemptResult]]:
    """Each attempt with its result, in three queries however many they are."""
    found = list(stamped(attempts).select_related("student"))
    prefetch_related_objects(found, "events", "marks")
    return [(attempt, result(attempt)) for attempt in found]


def closed(paper: str) -> QuerySet[Attempt]:
    """The closed attempts at a paper, in the order in which they were handed in."""
    return Attempt.objects.filter(paper=paper, closed_at__isnull=False).order_by("closed_at", "pk")


def released_papers() -> dict[str, Release]:
    """The papers whose score and feedback students may see, with the latest release of each."""
    latest = {release.paper: release for release in Release.objects.order_by("id")}
    return {paper: release for paper, release in latest.items() if release.shown}


def is_released(paper: str) -> bool:
    """Whether students may see score and feedback of this paper."""
    latest = Release.objects.filter(paper=paper).first()
    return latest is not None and latest.shown


def review(attempt: Attempt) -> dict[str, Any]:
    """What a released attempt shows: points, and for each item its feedback, the mark and the marker's words."""
    found = result(attempt)
    runs = {name: Ran(**ran) for name, ran in (attempt.runs or {}).items()}
    by_hand = human_marks(attempt)
    items = []
    for item in found.items:
        variant = attempt.questions.variant(bank(), item.number)
        human = by_hand.get(item.number) if item.state == "marked" else None
        items.append(
            {
                "number": item.number,
                "question": item.question,
                "state": item.state,
                "points": item.points,
                "out_of": item.out_of,
                "note": item.mark.note,
                "changed": item.changed,
                "feedback": variant.feedback(item.answer, runs),
                "parts": [float(points) for points in human.points] if human else [],
                "comment": human.comment if human else "",
            }
        )
    return {
        "items": items,
        "points": found.points,
        "out_of": found.out_of,
        "flags": [
            flag for flag in found.flags if flag.what != "gap"
        ],  # which numbers a client skipped is its own matter
        "final": found.final,
        "keys_changed": attempt.drawn.get("keys") != found.key_version,
    }


def waiting_short_answers(paper: str) -> list[tuple[Attempt, int]]:
    """Closed attempts and item numbers that still need a human, in the order in which they were handed in."""
    return [(attempt, number) for attempt, found in results(closed(paper)) for number in found.waiting_for_human]


def released_scores(student: User) -> dict[str, tuple[float, float] | None]:
    """Each paper that the student sat: (points, out of) once it is released and marked, None until then."""
    released = released_papers()
    return {
        attempt.paper: (found.points, found.out_of) if attempt.paper in released and found.final else None
        for attempt, found in results(student.attempts.filter(closed_at__isnull=False).order_by("round"))
    }
