"""The code that marking needs, run once an attempt is closed. The results are kept beside the attempt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from chainrule.campus.questions import IsolatedRunner, Ran, Runner, collect_runs, default_cache, replay
from chainrule.campus.questions.marking import RunsPrograms
from chainrule.campus.site.course import Shelf
from chainrule.campus.site.jobs import queue, wake
from chainrule.campus.site.jobs.boxes import launcher
from chainrule.campus.site.papers.models import Attempt, Recording
from chainrule.campus.site.papers.shown import marked_by, shown
from chainrule.campus.site.papers.standing import standing

runner = Shelf(lambda: Runner(cache=default_cache()))  # for programs of the course's authors


class Sandbox:
    """Runs what students wrote as the labs do: in the sandbox. It starts nothing until there is a program to run."""

    def run(self, programs: Sequence[str]) -> list[Ran]:
        """Run the programs; one that was lost runs once more. Raises `NoSandbox` where none may run here."""
        if not programs:
            return []
        isolated = IsolatedRunner(launcher())
        found = isolated.run(programs)
        again = [place for place, ran in enumerate(found) if ran.error == "Died"]
        for place in again:
            found[place] = isolated.run([programs[place]])[0]
        return found


def waiting() -> QuerySet[Attempt]:
    """Closed attempts whose programs were not run yet, the oldest first."""
    return Attempt.objects.filter(closed_at__isnull=False, runs__isnull=True).order_by("closed_at")


def queue_closed() -> int:
    """Queue what was closed since the last call; how many those are."""
    fresh = [Recording(attempt=attempt) for attempt in waiting().filter(recording=None)]
    if fresh:
        Recording.objects.bulk_create(fresh, ignore_conflicts=True)
        wake.workers(len(fresh))
    return len(fresh)


def needing_a_person() -> QuerySet[Recording]:
    """Those that broke off too often, or over which graders died."""
    wrong = (Recording.State.FAILED, Recording.State.ASIDE)
    return Recording.objects.filter(state__in=wrong, attempt__runs__isnull=True).select_related("attempt__student")


def run_again(attempt: Attempt) -> int:
    """Queue what needs a person once more, since one has looked at it."""
    count = queue.put_back(needing_a_person().filter(attempt=attempt))
    wake.workers(count)
    return count


def run_pending(isolated: RunsPrograms | None = None) -> int:
    """Run what waits here and now, past the queue: for the demo class, whose fills are the authors' own."""
    return sum(record(attempt, results(attempt, isolated or Sandbox())) for attempt in waiting())


def results(attempt: Attempt, isolated: RunsPrograms) -> dict[str, Any]:
    """What the programs of one attempt do, by its own keys and by mended ones, ready to be stored."""
    answers = replay(standing([attempt])[attempt.pk], closes_at=attempt.closed_at).answers
    runs = collect_runs(attempt.questions, shown([attempt]), answers, runner(), isolated)
    keys = marked_by([attempt])
    if any(ruling.key for ruling in keys.rulings.on(attempt).values()):
        runs |= collect_runs(attempt.questions, keys.of(attempt), answers, runner(), isolated)
    return {name: ran.as_dict() for name, ran in runs.items()}


def record(attempt: Attempt, found: dict[str, Any]) -> bool:
    """Store it; False where somebody else recorded it first."""
    return bool(Attempt.objects.filter(pk=attempt.pk, runs__isnull=True).update(runs=found))
