"""Running the code that marking needs, once an attempt is closed. The results are kept beside the attempt."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from chainrule.campus.questions import IsolatedRunner, Ran, Runner, RunnerDied, collect_runs, default_cache, replay
from chainrule.campus.questions.marking import RunsPrograms
from chainrule.campus.site.course import Shelf
from chainrule.campus.site.jobs.boxes import NoSandbox, launcher
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.shown import shown
from chainrule.campus.site.papers.standing import standing
from chainrule.course import CourseError

log = logging.getLogger(__name__)
runner = Shelf(lambda: Runner(cache=default_cache()))  # for programs of the course's authors
NOT_THE_PROGRAMS_FAULT = ("Timeout", "Died")


class Sandbox:
    """Runs what students wrote as the labs do: in the sandbox. It starts nothing until there is a program to run."""

    def run(self, programs: Sequence[str]) -> list[Ran]:
        """Run the programs; one that ran out of time or was lost runs once more, alone: the machine may have been busy.

        Raises `NoSandbox` where this site may not run a student's code.
        """
        if not programs:
            return []
        isolated = IsolatedRunner(launcher())
        found = isolated.run(programs)
        again = [place for place, ran in enumerate(found) if ran.error in NOT_THE_PROGRAMS_FAULT]
        for place in again:
            found[place] = isolated.run([programs[place]])[0]
        return found


def waiting() -> list[Attempt]:
    """Closed attempts whose programs were not run yet, the oldest first."""
    return list(Attempt.objects.filter(closed_at__isnull=False, runs__isnull=True).order_by("closed_at"))


def run_pending(isolated: RunsPrograms | None = None) -> tuple[int, int]:
    """Run what waits and record what came out: how many attempts were done, and how many could not be.

    Interrupted, it is done again: an attempt without recorded runs is one that waits. One that fails does not keep the
    others from their turn.
    """
    done = failed = 0
    for attempt in waiting():
        try:
            done += run(attempt, isolated or Sandbox())
        except (RunnerDied, NoSandbox, CourseError) as error:
            log.error("the code in attempt %s was not run, it is tried again: %s", attempt.pk, error)
            failed += 1
        except Exception:
            log.exception("the code in attempt %s was not run, it is tried again", attempt.pk)
            failed += 1
    return done, failed


def run(attempt: Attempt, isolated: RunsPrograms) -> bool:
    """Run the programs of one attempt; False where somebody else recorded them first."""
    answers = replay(standing([attempt])[attempt.pk], closes_at=attempt.closed_at).answers
    runs = collect_runs(attempt.questions, shown([attempt]), answers, runner(), isolated)
    recorded = {name: ran.as_dict() for name, ran in runs.items()}
    return bool(Attempt.objects.filter(pk=attempt.pk, runs__isnull=True).update(runs=recorded))
