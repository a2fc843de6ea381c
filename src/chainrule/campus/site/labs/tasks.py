"""The jobs that Procrastinate hands to `chainrule worker` (PostgreSQL only; imported by its Django app).

A job is only a wake-up: "something waits, take the next one, fairly". What waits, and whose turn it is, stands in the
submissions' rows. So a job too many finds nothing to do, and one that is lost is made again by `look_after`.
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
QUEUE = "grading"
STALLED_SECONDS = 30.0  # without a heartbeat of the worker that has the job
FIRST = 10  # the priority of what keeps the queue in order, before five hundred wake-ups


@app.task(name="grade_next", queue=QUEUE, pass_context=True)
def grade_next(context: JobContext) -> None:
    """Take the next submission and grade it. A worker whose sandbox fails ends: `refuse` is its way out."""
    refuse: Callable[[str], None] = context.additional_context["refuse"]
    try:
        grading.grade_next()
    except grading.NotGraded as error:
        refuse(str(error))


@app.periodic(cron="* * * * * */10")
@app.task(name="look_after", queue=QUEUE, queueing_lock="look_after", priority=FIRST)
async def look_after(timestamp: int) -> None:
    """Every ten seconds, on one of the workers: jobs of workers that died are put back, rows without a job get one."""
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_SECONDS):
        await take_up_again(job)
    missing = await sync_to_async(without_a_job)()
    if missing > 0:
        log.info("%s submissions waited without a job and have one now", missing)
        await grade_next.batch_defer_async(*[{} for _ in range(missing)])


async def take_up_again(job: "Job") -> None:
    """A wake-up is put back; a look as this one is here again by itself, and is dropped."""
    log.warning("the worker that had job %s (%s) has died", job.id, job.task_name)
    if job.task_name == grade_next.name:
        await app.job_manager.retry_job(job)
    elif job.id is not None:
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)


def without_a_job() -> int:
    """How many submissions that may be taken now have no wake-up waiting."""
    rows = queue.open_rows(queue.present(), None if settings.DEBUG else grading.versions()).count()
    jobs: Any = ProcrastinateJob.objects.filter(task_name=grade_next.name, status="todo").count()
    return int(rows - jobs)
