"""The jobs that Procrastinate hands to `chainrule worker` (PostgreSQL only; imported by its Django app).

Such a job is only a wake-up: "something waits, take the next one, fairly". What waits, and whose turn it is, stands in
the rows of the kinds. So a wake-up too many finds nothing to do, and one that is lost is made again by `look_after`.
They lie in a queue that is named for the edition of the course: a worker that still has the last one, or the next one
already, takes none that it could do nothing with.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from chainrule.campus.site.jobs import boxes, performing, queue, wake

if TYPE_CHECKING:
    from procrastinate.jobs import Job

log = logging.getLogger(__name__)
STALLED_SECONDS = 30.0  # without a heartbeat of the worker that has the job
EVERY_TEN_SECONDS = "* * * * * */10"
FIRST = 10  # the priority of what keeps the queue in order, before five hundred wake-ups


@app.task(name=wake.TASK, pass_context=True)
def grade_next(context: JobContext) -> None:
    """Take the next job and do it. A worker whose sandbox fails ends: `refuse` is its way out."""
    refuse: Callable[[str], None] = context.additional_context["refuse"]
    try:
        performing.do_next(context.additional_context["grader"])
    except boxes.NoSandbox as error:
        refuse(str(error))


@app.task(name="look_after", priority=FIRST)
async def look_after(timestamp: int) -> None:
    """Wake-ups of workers that died are put back, and jobs without one get one."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await take_up_again(job)
    missing = await sync_to_async(without_a_wake_up)()
    if missing > 0:
        log.info("%s jobs waited without a wake-up and have one now", missing)
        await grade_next.configure(queue=wake.queue_name()).batch_defer_async(*[{} for _ in range(missing)])


def begin_to_look_after() -> None:
    """From now on, every ten seconds, one of the workers of this edition looks."""
    edition = wake.queue_name()
    app.periodic(cron=EVERY_TEN_SECONDS, periodic_id=edition, queue=edition, queueing_lock=f"look after {edition}")(
        look_after
    )


async def take_up_again(job: "Job") -> None:
    """A wake-up is put back; a look as this one is here again by itself, and is dropped."""
    log.warning("the worker that had job %s (%s) has died", job.id, job.task_name)
    if job.task_name == grade_next.name:
        await app.job_manager.retry_job(job)
    elif job.id is not None:
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)


def without_a_wake_up() -> int:
    """How many jobs that may be taken now have no wake-up waiting."""
    waiting = queue.open_count(queue.present())
    told: Any = ProcrastinateJob.objects.filter(task_name=grade_next.name, queue_name=wake.queue_name(), status="todo")
    return int(waiting - told.count())


def forget_other_editions() -> None:
    """At a server's start: it decides what counts, so wake-ups for others are for nobody."""
    others: Any = ProcrastinateJob.objects.filter(task_name=grade_next.name, status="todo")
    for pk in others.exclude(queue_name=wake.queue_name()).values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(pk, delete_job=True)
    wake.now(without_a_wake_up())
