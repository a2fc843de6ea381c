"""The papers' kinds of job: the code in a closed attempt, and what a mended key needs of it, run and recorded."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chainrule.campus.questions import Ran, RunnerDied
from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import Kind, NotYet
from chainrule.campus.site.papers import key_runs, runs
from chainrule.campus.site.papers.models import Attempt, KeyRun, Recording
from chainrule.course import CourseError
from chainrule.labs.student_process import WorkerLost

BY_CLOCK = "Timeout", WorkerLost.BY_CLOCK


class RunningPapers(Kind):
    """The programs of an attempt are run once. Any worker may: what is run, the attempt says."""

    name, thing = "papers", "paper"
    model, owner = Recording, "attempt__student"
    broke_off = put_aside = "The code in this paper needs a person: its runs broke off again and again."

    def perform(self, job: Recording) -> dict[str, Any]:
        attempt = Attempt.objects.get(pk=job.attempt_id)
        try:
            return runs.results(attempt, runs.Sandbox())
        except (RunnerDied, CourseError) as error:
            raise NotYet("The code in this paper could not be run yet.", str(error)) from error

    def record(self, job: Recording, result: dict[str, Any]) -> bool:
        with transaction.atomic():
            first = runs.record(job.attempt, result)
            Recording.objects.filter(pk=job.pk).update(**queue.DONE)
        return first

    def out_of_time(self, result: dict[str, Any]) -> bool:
        return any((ran["error"], ran["message"]) == BY_CLOCK for ran in result.values())

    def packages(self) -> set[tuple[str, ...]]:
        return {boxes.NUMPY}


class RunningKeys(Kind):
    """The programs that a mended key needs, before its regrade can be shown. Any worker may: the row holds them."""

    name, thing = "keys", "regrade run"
    model, owner = KeyRun, "by"
    broke_off = put_aside = "The code that the corrected key needs could not be run: it broke off again and again."

    def perform(self, job: KeyRun) -> dict[str, Ran]:
        try:
            return key_runs.run(job)
        except RunnerDied as error:
            raise NotYet("The code could not be run yet.", str(error)) from error

    def record(self, job: KeyRun, result: dict[str, Ran]) -> bool:
        with transaction.atomic():
            if queue.was_cancelled(job):
                return False
            key_runs.keep(result)
            KeyRun.objects.filter(pk=job.pk).update(**queue.DONE)
        return True

    def out_of_time(self, result: dict[str, Ran]) -> bool:
        return any((ran.error, ran.message) == BY_CLOCK for ran in result.values())

    def packages(self) -> set[tuple[str, ...]]:
        return {boxes.NUMPY}


def kinds() -> list[Kind]:
    """What the queue is to know of papers."""
    return [RunningPapers(), RunningKeys()]
