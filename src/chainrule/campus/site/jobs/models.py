"""The row of a job, which is the truth about it; whose turn it was last; and the processes that do jobs."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

SOONEST, LATEST = 60, 1000  # milliseconds between two looks of a page that waits; most jobs are done by the first


class Job(models.Model):
    """What the queue keeps in a row of every kind. Times here are the machine's (on PostgreSQL the database's)."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed", "could not be graded"
        ASIDE = "aside", "put aside"
        CANCELLED = "cancelled", "cancelled"

    queued_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    wanted = models.CharField(max_length=16, help_text="version of the checks that it is to be graded with")
    token = models.CharField(max_length=32, blank=True, help_text="of the worker that has it now")
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True, help_text="why it could not be graded, in words for the student")
    detail = models.TextField(blank=True, help_text="the same for the staff, with paths of the server")
    killed = models.PositiveSmallIntegerField(default=0, help_text="how many workers died with it in hand")
    rests_until = models.DateTimeField(null=True, help_text="not taken before")
    alone = models.BooleanField(default=False, help_text="it ran out of time beside others: to be run alone")

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether its result is still to come."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    def look_again(self, now: datetime) -> int:
        """Milliseconds until a page that waits for it asks again: soon at first, then ever less often."""
        waited = 1000 * (now - self.queued_at).total_seconds()
        return round(min(max(waited / 2, SOONEST), LATEST))

    @property
    def look_again_now(self) -> int:
        """The same by the machine's clock, for templates."""
        return self.look_again(timezone.now())


class Turn(models.Model):
    """When it was last somebody's turn, whatever kind of job it was: next is who has waited longest for theirs."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.owner} {self.at}"


class Grader(models.Model):
    """A process of `chainrule worker`, as long as it lives. Times are the database's."""

    name = models.CharField(max_length=80)
    threads = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=16, help_text="of what it has loaded of the course")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="when it last said that it is alive")

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
