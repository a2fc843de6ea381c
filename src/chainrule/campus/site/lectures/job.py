"""The lectures' kind of job: a block that a reader ran in the page."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import Kind
from chainrule.campus.site.lectures import running
from chainrule.campus.site.lectures.models import LiveRun


class RunningBlocks(Kind):
    """Any worker may do it: the row says what is to be run."""

    name, thing = "lectures", "lecture run"
    model, owner = LiveRun, "reader"
    broke_off = put_aside = "This block broke off again and again. Change it, and run it again."

    def perform(self, job: LiveRun) -> dict[str, Any]:
        return running.perform(job.lecture, job.program)

    def record(self, job: LiveRun, result: dict[str, Any]) -> bool:
        with transaction.atomic():
            if queue.was_cancelled(job):
                return False
            LiveRun.objects.filter(pk=job.pk).update(**queue.DONE, result=result)
        return True

    def packages(self) -> set[tuple[str, ...]]:
        return {boxes.NUMPY}


def kinds() -> list[Kind]:
    """What the queue is to know of lectures."""
    return [RunningBlocks()]
