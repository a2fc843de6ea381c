"""Which workers are alive: each has a row, and says now and then, by the database's clock, that it is still there."""

from datetime import timedelta

from django.db.models import QuerySet

from chainrule.campus.site.jobs import queue
from chainrule.campus.site.jobs.models import Grader

BEAT = timedelta(seconds=5)
FORGOTTEN = timedelta(days=1)


def enrol(name: str, threads: int, edition: str) -> Grader:
    """The row of a worker that begins; those of workers long dead are cleared away."""
    now = queue.present()
    Grader.objects.filter(beat_at__lt=now - FORGOTTEN).delete()
    return Grader.objects.create(name=name, threads=threads, edition=edition, started_at=now, beat_at=now)


def beat(grader: Grader) -> None:
    """Say that it is alive."""
    Grader.objects.filter(pk=grader.pk).update(beat_at=queue.present())


def alive() -> QuerySet[Grader]:
    """The workers that have said so in the last half minute."""
    return Grader.objects.filter(beat_at__gte=queue.present() - queue.SILENCE)
