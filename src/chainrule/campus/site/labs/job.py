"""The labs' kind of job: a submission, graded by the checks of its lab."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from chainrule.campus.site.jobs import queue
from chainrule.campus.site.jobs.kinds import EVERY, CannotDo, Kind
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.labs import BrokenCheck

log = logging.getLogger(__name__)
BROKEN_CHECK = (
    "The check “{}” could not be run. This is not your fault: your file is kept as you handed it in, and your "
    "instructor sees this."
)
NO_SUCH_LAB = "The course no longer has this lab. Your file is kept as you handed it in."


class Grading(Kind):
    """A submission gets one verdict for each version of its lab's checks."""

    name, thing = "labs", "submission"
    model = Submission
    fresh = Q(verdict=None)
    broke_off = (
        f"The grading of this file broke off {queue.MAX_TRIES} times. Your file is kept as you handed it in, and your "
        "instructor sees this. You can hand in again at any time."
    )
    put_aside = (
        f"The grader stopped {queue.MOST_KILLED} times while it ran this file, so the file was put aside. It is kept "
        "as you handed it in, and your instructor sees this and can run it again. Does it use very much memory, or "
        "start many processes? You can change it and hand in again at any time."
    )

    def mine(self) -> Q:
        if settings.DEBUG:  # checks change under this process: it takes whatever is there
            return EVERY
        mine = [Q(lab=lab, wanted=version) for lab, version in grading.versions().items()]
        return Q(*mine, _connector=Q.OR) if mine else ~EVERY

    def edition(self) -> str:
        return grading.edition()

    def adopt(self) -> int:
        waiting, versions = queue.unfinished(self), grading.versions()
        waiting.exclude(lab__in=versions).update(
            **queue.FREE, state=Submission.State.FAILED, problem=NO_SUCH_LAB, detail=""
        )
        return sum(
            waiting.filter(lab=lab).exclude(wanted=version).update(wanted=version) for lab, version in versions.items()
        )

    def perform(self, job: Submission) -> Verdict:
        try:
            return grading.grade(job)
        except BrokenCheck as error:
            raise CannotDo(BROKEN_CHECK.format(error.check.name), str(error)) from error

    def record(self, job: Submission, result: Verdict) -> bool:
        result.submission = job
        result.checks_version = result.checks_version or job.wanted
        try:
            with transaction.atomic():
                if queue.was_cancelled(job):
                    return False
                result.save()
                settle(job.pk, result)
        except IntegrityError:
            known = Verdict.objects.get(submission=job, checks_version=result.checks_version)
            settle(job.pk, known, token=job.token)
            return False
        return True

    def out_of_time(self, result: Verdict) -> bool:
        return bool(result.details.get("by_clock"))

    def packages(self) -> set[tuple[str, ...]]:
        return {grading.packages(number) for number in grading.labs()}


def settle(pk: int, verdict: Verdict, **ours: str) -> None:
    """Point the row at its verdict: it waits no more."""
    rows = Submission.objects.filter(pk=pk, **ours)
    rows.update(**queue.DONE, verdict=verdict, wanted=verdict.checks_version)


def kinds() -> list[Kind]:
    """What the queue is to know of labs."""
    return [Grading()]
