"""The jobs that Procrastinate hands to `chainrule worker` (PostgreSQL only; imported by its Django app).

A job is only a wake-up: "something waits, take the next one, fairly". What waits, and whose turn it is, stands in the
submissions' rows. So a job too many finds nothing to do, and one that is lost is made again by `look_after`.
Jobs lie in a queue that is named for the edition of the checks: a worker that still has the last one, or the next one
already, takes none that it could do nothing with.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from chainrule.campus.site.labs import grading, queue

if TYPE_CHECKING:
    from procrastinate.jobs import Job

log = logging.getLogger(__name__)
STALLED_SECONDS = 30.0  # without a heartbeat of the worker that has the job
EVERY_TEN_SECONDS = "* * * * * */10"
FIRST = 10  # the priority of what keeps the queue in order, before five hundred wake-ups


def queue_name() -> str:
    """The queue of Procrastinate's for this process's edition of the checks."""
    return "grading" if settings.DEBUG else f"grading-{grading.edition()}"


def wake(count: int) -> None:
    """Write `count` wake-ups."""
    if count > 0:
        grade_next.configure(queue=queue_name()).batch_defer(*[{} for _ in range(count)])


@app.task(name="grade_next", pass_context=True)
def grade_next(context: JobContext) -> None:
    """Take the next submission and grade it. A worker whose sandbox fails ends: `refuse` is its way out."""
    refuse: Callable[[str], None] = context.additional_context["refuse"]
    try:
        grading.grade_next()
    except grading.NotGraded as error:
        refuse(str(error))


@app.task(name="look_after", priority=FIRST)
async def look_after(timestamp: int) -> None:
    """Jobs of workers that died are put back, and submissions without a job get one."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await take_up_again(job)
    missing = await sync_to_async(without_a_job)()
    if missing > 0:
        log.info("%s submissions waited without a job and have one now", missing)
        await grade_next.configure(queue=queue_name()).batch_defer_async(*[{} for _ in range(missing)])


def begin_to_look_after() -> None:
    """From now on, every ten seconds, one of the workers of this edition looks."""
    edition = queue_name()
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


def without_a_job() -> int:
    """How many submissions that may be taken now have no wake-up waiting."""
    rows = queue.open_rows(queue.present(), grading.versions_taken()).count()
    jobs: Any = ProcrastinateJob.objects.filter(task_name=grade_next.name, queue_name=queue_name(), status="todo")
    return int(rows - jobs.count())


def forget_other_editions() -> None:
    """At a server's start: it decides which checks count, so wake-ups for others are for nobody."""
    others: Any = ProcrastinateJob.objects.filter(task_name=grade_next.name, status="todo")
    for pk in others.exclude(queue_name=queue_name()).values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(pk, delete_job=True)
    wake(without_a_job())
