"""This room's kinds of job: what was handed in, or tried, is fetched and checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from chainrule.campus.repositories.model import CannotFetch
from chainrule.campus.site.jobs import boxes, queue
from chainrule.campus.site.jobs.kinds import CannotDo, Kind, NotYet
from chainrule.campus.site.milestones.fetching import Found, look
from chainrule.campus.site.milestones.models import CheckRun, HandIn, Sent, Try
from chainrule.campus.site.milestones.standings import asked
from chainrule.campus.site.project.teams import members_of

GIVES_UP = timedelta(minutes=30)  # after which a host that does not answer is no longer asked
NOT_ASKED = "The course no longer has this milestone. What you sent is kept."
KEPT = "It is kept as you sent it, and counts as received. You can have the checks run again from its page."


class Checking(Kind):
    """What was handed in, fetched and checked once."""

    name, thing = "milestones", "milestone hand-in"
    model: type[Sent] = HandIn  # type: ignore[misc]
    owner = "by"
    broke_off = f"The checks broke off {queue.MAX_TRIES} times. {KEPT}"
    put_aside = f"The checks stopped {queue.MOST_KILLED} times while they read this. {KEPT}"

    def packages(self) -> set[tuple[str, ...]]:
        return {boxes.TORCH} if any(one.notebook_seconds for one in asked().values()) else set()

    def perform(self, job: Any) -> Found:
        milestone = asked().get(job.milestone)
        if milestone is None:
            raise CannotDo(NOT_ASKED)
        members = [member.name for member in members_of(job.team)]
        try:
            return look(milestone, job.address, job.archive, members, keep=self.model is HandIn)
        except CannotFetch as error:
            problem = f"The server could not fetch the repository yet: {error}"
            if queue.present() - job.queued_at < GIVES_UP:
                raise NotYet(problem) from error
            raise CannotDo(f"{problem} {KEPT}") from error

    def record(self, job: Any, result: Found) -> bool:
        with transaction.atomic():
            if queue.was_cancelled(job):
                return False
            ours = self.model._default_manager.filter(pk=job.pk, token=job.token, state=self.model.State.RUNNING)
            if not ours.update(**queue.DONE):
                return False
            whose = {"hand_in": job} if self.model is HandIn else {"tried": job}
            CheckRun.objects.create(
                **whose,
                commit=result.commit,
                branch=result.branch,
                snapshot=result.snapshot,
                main=result.main,
                verdicts=result.verdicts,
                notebook=result.notebook,
            )
        return True


class Trying(Checking):
    """The same for a try, of which no snapshot is kept."""

    thing = "milestone try"
    model = Try


def kinds() -> list[Kind]:
    """What the queue is to know of milestones."""
    return [Checking(), Trying()]
