"""Marks of attempts: a replay of what is stored. Running students' code is the one thing that is done beforehand."""

from __future__ import annotations

from fractions import Fraction

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
from chainrule.campus.site.core.course import Shelf, bank, course
from chainrule.campus.site.papers.models import Attempt, Release

_runner = Shelf(lambda: Runner(cache=default_cache()))


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
        runs = collect_runs(attempt.questions, bank(), answers, _runner())
        Attempt.objects.filter(pk=attempt.pk, runs=None).update(
            runs={name: ran.as_dict() for name, ran in runs.items()}
        )
    return len(waiting)


def is_released(paper: str) -> bool:
    """Whether students may see score and feedback of this paper."""
    latest = Release.objects.filter(paper=paper).first()
    return latest is not None and latest.shown
