"""One job, done: taken from the queue, performed by its kind, recorded or given back."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from chainrule.campus.site.jobs import boxes, gate, leases, queue
from chainrule.campus.site.jobs.kinds import CannotDo, Kind, NotYet, kind_of
from chainrule.campus.site.jobs.models import Job
from chainrule.labs import CannotStart

log = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=30)  # until what could not be done yet is tried again
BROKE = "The grader broke off. Your instructor has been told; what you handed in is kept."
ONCE_MORE = "It ran out of time while other files were being checked: it is run once more, with nothing beside it."


def do_next(by: int = 0) -> bool:
    """Take the next job, do it, store the result. False when nothing waits.

    Raises `NoSandbox` where this machine can do nothing; what it had taken is given back.
    """
    job = queue.take(by=by)
    if job is None:
        return False
    with leases.held(job):
        try:
            do(kind_of(job), job)
        except (CannotStart, boxes.NoSandbox) as error:
            missing = boxes.refusal()
            log.error("%s was not done: %s", job, error)
            queue.give_back(job, str(error), fault_of_the_machine=bool(missing))
            if missing:
                raise boxes.NoSandbox(missing) from error
        except NotYet as error:
            log.error("%s was not done, it is tried again: %s", job, error.detail or error)
            queue.give_back(
                job, error.problem, error.detail, fault_of_the_machine=True, rests_until=queue.present() + PATIENCE
            )
        except CannotDo as error:
            log.exception("%s was not done", job)
            queue.give_back(job, error.problem, detail=error.detail)
        except Exception:
            log.exception("%s broke the grader", job)
            queue.give_back(job, BROKE)
    return True


def do(kind: Kind, job: Job) -> None:
    """Perform and record. What ran out of time beside others has not counted yet: it waits to be run alone.

    What a worker died over is run alone too: if another dies, there is no doubt whose fault it is.
    """
    alone = job.alone or bool(job.killed)
    with gate.inside(alone=alone) as place:
        result: Any = kind.perform(job)
    if not place.was_alone and kind.out_of_time(result):
        queue.give_back(job, ONCE_MORE, fault_of_the_machine=True, alone=True)
    else:
        kind.record(job, result)


def work_once() -> bool:
    """`do_next`, where a machine that can do nothing is no error: it has nothing to do."""
    try:
        return do_next()
    except boxes.NoSandbox as error:
        log.error("this machine grades nothing now: %s", error)
        return False
