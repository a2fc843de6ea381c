"""The papers' kind of job: the code in a closed attempt, run and recorded."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from chainrule.campus.questions import RunnerDied
from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import EVERY, Kind, NotYet
from chainrule.campus.site.papers import runs
from chainrule.campus.site.papers.models import Attempt, Recording
from chainrule.course import CourseError
from chainrule.labs.student_process import WorkerLost

BY_CLOCK = "Timeout", WorkerLost.BY_CLOCK


class RunningPapers(Kind):
    """The programs of an attempt are run once. Any worker may: what is run, the attempt says."""

    name, thing = "papers", "paper"
    model, owner = Recording, "attempt__student"
    broke_off = put_aside = "The code in this paper needs a person: its runs broke off again and again."

    def mine(self) -> Q:
        return EVERY

    def edition(self) -> str:
        return ""

    def adopt(self) -> int:
        return 0

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


def kind() -> Kind:
    """What the queue is to know of papers."""
    return RunningPapers()
