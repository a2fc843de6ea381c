"""What a kind of job is: how the rows of one room are found, done, and recorded.

A room registers its kinds by a module `job.py` with a function `kinds() -> list[Kind]` (see `core.parts`). All that
kinds have in common, the queue does for them.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from functools import cache
from typing import Any, ClassVar

from django.db.models import Q

from chainrule.campus.site.core import parts
from chainrule.campus.site.jobs.models import Job

EVERY = Q(pk__isnull=False)


class CannotDo(Exception):
    """This job cannot be done now. `problem` is for the student; `detail`, where it says more, for the staff alone."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.problem, self.detail = problem, detail


class NotYet(CannotDo):
    """The same, and the job is not to blame: it is tried again after a rest, as often as need be."""


class Kind(ABC):
    """One kind of job. Each method may be called in any thread of any process."""

    name: ClassVar[str]
    """Of the room that it belongs to."""
    thing: ClassVar[str]
    """What one is called: a submission."""
    model: ClassVar[type[Job]]
    owner: ClassVar[str] = "student"
    """The path from a row to the user whose turn it takes."""
    fresh: ClassVar[Q] = EVERY
    """Which rows somebody waits for; the others are only done again, and come after."""
    broke_off: ClassVar[str]
    """What the owner reads when it broke off too often; `put_aside`, when workers died over it."""
    put_aside: ClassVar[str]

    def mine(self) -> Q:
        """The rows that are to be done with what this process has loaded: all, where a row says itself what to run."""
        return EVERY

    def edition(self) -> str:
        """A name for what this process has loaded: two processes with the same one come to the same results."""
        return ""

    def adopt(self) -> int:
        """At a server's start: what waits is to be done with what this process has loaded; how many were not."""
        return 0

    @abstractmethod
    def perform(self, job: Any) -> Any:
        """Do it; the result. Raises `CannotDo`, or `CannotStart` or `NoSandbox` where the machine cannot."""

    @abstractmethod
    def record(self, job: Any, result: Any) -> bool:
        """Store the result and the row's new state in one transaction.

        False where there was a result already, or where it was cancelled (`queue.was_cancelled`).
        """

    def out_of_time(self, result: Any) -> bool:
        """Whether it came out so because time ran out by the clock: the machine may have been busy."""
        return False

    def packages(self) -> set[tuple[str, ...]]:
        """What its sandboxes should have loaded before the first job comes."""
        return set()

    def rows(self) -> Any:
        """All rows."""
        return self.model._default_manager.all()


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of this site, in the order of its rooms."""
    return tuple(kind for _, kinds in parts.functions("job", "kinds") for kind in kinds())


def kind_of(job: Job) -> Kind:
    """The kind of one row."""
    return next(kind for kind in kinds() if isinstance(job, kind.model))


def edition() -> str:
    """One name for all that this process has loaded: two processes with the same edition do the same work."""
    return hashlib.sha256(repr([(kind.name, kind.edition()) for kind in kinds()]).encode()).hexdigest()[:16]
