"""This room's kind of job: questions about a file are made in the sandbox, after the files that wait for verdicts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from chainrule.campus.questions.viva import NoQuestions, kept, make
from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import EVERY, Kind
from chainrule.campus.site.labs import grading
from chainrule.campus.site.viva.models import Made

NO_SUCH_LAB = "The course no longer has this lab."


class Making(Kind):
    """A set of questions is made once, with the checks that this process has loaded."""

    name, thing = "viva", "question set"
    model, owner = Made, "submission__student"
    fresh = ~EVERY
    broke_off = put_aside = "The questions about this file could not be made: its runs broke off again and again."

    def mine(self) -> Q:
        mine = [Q(submission__lab=lab, wanted=version) for lab, version in grading.versions().items()]
        return Q(*mine, _connector=Q.OR) if mine else ~EVERY

    def edition(self) -> str:
        return grading.edition()

    def adopt(self) -> int:
        waiting, versions = queue.unfinished(self), grading.versions()
        waiting.exclude(submission__lab__in=versions).update(
            **queue.FREE, state=Made.State.FAILED, problem=NO_SUCH_LAB, detail=""
        )
        return sum(
            waiting.filter(submission__lab=lab).exclude(wanted=version).update(wanted=version)
            for lab, version in versions.items()
        )

    def perform(self, job: Made) -> dict[str, Any]:
        lab, source = grading.labs()[job.submission.lab], job.submission.source.encode()
        try:
            made = make(lab, source, job.seed, boxes.launcher(grading.packages(lab.number)))
        except NoQuestions as error:
            return {"questions": [], "problem": str(error)}
        return {"questions": [kept(question) for question in made.questions], "problem": ""}

    def record(self, job: Made, result: dict[str, Any]) -> bool:
        with transaction.atomic():
            if queue.was_cancelled(job):
                return False
            rows = Made.objects.filter(pk=job.pk, questions=[])
            return rows.update(**{**queue.DONE, **result}) == 1

    def packages(self) -> set[tuple[str, ...]]:
        return {grading.packages(number) for number in grading.labs()}


def kinds() -> list[Kind]:
    """What the queue is to know of these questions."""
    return [Making()]
