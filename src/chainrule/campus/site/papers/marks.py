"""Marks of attempts: a replay of what is stored. Running students' code is the one thing that is done beforehand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from chainrule.campus.questions import (
    AttemptResult,
    HumanMark,
    Ran,
    Runner,
    collect_runs,
    default_cache,
    mark_attempt,
    replay,
)
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.course import Shelf, bank, course
from chainrule.campus.site.papers.models import Attempt, Release

runner = Shelf(lambda: Runner(cache=default_cache()))


def human_marks(attempt: Attempt) -> dict[int, HumanMark]:
    """The latest mark of each short answer."""
    return {
        mark.item: HumanMark(tuple(Fraction(points) for points in mark.points), mark.comment)
        for mark in attempt.marks.all()
    }


def result(attempt: Attempt) -> AttemptResult:
    """The attempt marked, from its events, its recorded runs and its human marks."""
    runs = {name: Ran(**ran) for name, ran in (attempt.runs or {}).items()}
    return mark_attempt(
        attempt.questions,
        bank(),
        [event.pure() for event in attempt.events.all()],
        human_marks=human_marks(attempt),
        runs=runs,
        closes_at=attempt.closed_at,
        policy_version=course().revision,
    )


def run_pending(limit: int = 20) -> int:
    """Run the code of closed attempts that marking needs and record what came out; how many attempts were done.

    Interrupted, it is done again: an attempt without recorded runs is one that waits.
    """
    waiting = Attempt.objects.filter(closed_at__isnull=False, runs=None).order_by("closed_at")[:limit]
    for attempt in waiting:
        answers = replay((event.pure() for event in attempt.events.all()), closes_at=attempt.closed_at).answers
        runs = collect_runs(attempt.questions, bank(), answers, runner())
        Attempt.objects.filter(pk=attempt.pk, runs=None).update(
            runs={name: ran.as_dict() for name, ran in runs.items()}
        )
    return len(waiting)


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
        human = by_hand.get(item.number)
        items.append(
            {
                "number": item.number,
                "question": item.question,
                "state": item.state,
                "points": item.points,
                "out_of": item.out_of,
                "note": item.mark.note,
                "feedback": variant.feedback(item.answer, runs),
                "parts": [float(points) for points in human.points] if human else [],
                "comment": human.comment if human else "",
            }
        )
    return {"items": items, "points": found.points, "out_of": found.out_of, "flags": found.flags, "final": found.final}


def waiting_short_answers(paper: str) -> list[tuple[Attempt, int]]:
    """Closed attempts and item numbers that still need a human, in the order in which they were handed in."""
    attempts = Attempt.objects.filter(paper=paper, closed_at__isnull=False).order_by("closed_at")
    return [(attempt, number) for attempt in attempts for number in result(attempt).waiting_for_human]


def released_scores(student: User) -> dict[str, tuple[float, float] | None]:
    """Each paper that the student sat: (points, out of) once it is released, None while it is being marked."""
    scores: dict[str, tuple[float, float] | None] = {}
    for attempt in Attempt.objects.filter(student=student, closed_at__isnull=False).order_by("round"):
        scores[attempt.paper] = None
        if is_released(attempt.paper):
            found = result(attempt)
            scores[attempt.paper] = (found.points, found.out_of)
    return scores
