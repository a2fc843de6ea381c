"""This room's kind of job: the code of an answer is run in the sandbox, after the files that wait for verdicts."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chainrule.campus.questions import Ran, RunnerDied
from chainrule.campus.site.course import public_bank
from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import EVERY, CannotDo, Kind, NotYet
from chainrule.campus.site.papers.job import BY_CLOCK
from chainrule.campus.site.papers.runs import Sandbox
from chainrule.campus.site.practice import answering
from chainrule.campus.site.practice.models import Answer, Run
from chainrule.course import CourseError

GONE = "This question is no longer in the course: take another one."


class Running(Kind):
    """The programs of an answer are run once, and the answer is marked."""

    name, thing = "practice", "practice answer"
    model, owner = Run, "answer__learner"
    fresh = ~EVERY
    broke_off = put_aside = "The code of this answer could not be run: take another question."

    def perform(self, job: Run) -> dict[str, Ran]:
        kept = job.answer
        try:
            question = public_bank()[kept.question]
            return answering.ran(question, question.variant(kept.seed), kept.given, Sandbox())
        except KeyError as error:
            raise CannotDo(GONE) from error
        except (RunnerDied, CourseError) as error:
            raise NotYet("The code of this answer could not be run yet.", str(error)) from error

    def record(self, job: Run, result: dict[str, Ran]) -> bool:
        kept = job.answer
        variant = public_bank()[kept.question].variant(kept.seed)
        with transaction.atomic():
            if queue.was_cancelled(job):
                return False
            first = Answer.objects.filter(pk=kept.pk, points=None).update(
                runs={name: one.as_dict() for name, one in result.items()},
                points=answering.points_of(variant, kept.given, result),
            )
            Run.objects.filter(pk=job.pk).update(**queue.DONE)
        return bool(first)

    def out_of_time(self, result: Any) -> bool:
        return any((ran.error, ran.message) == BY_CLOCK for ran in result.values())

    def packages(self) -> set[tuple[str, ...]]:
        return {boxes.NUMPY}


def kinds() -> list[Kind]:
    """What the queue is to know of practice."""
    return [Running()]
