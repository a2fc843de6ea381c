"""The queue: whose job is next, and one result for each, whatever dies half-way.

A worker takes a job by writing its own token and a lease into the row, and renews the lease while it works
(`leases.py`). The result is the kind's to record, once; a worker thought dead, finishing late, changes nothing.

A row whose lease has run out belonged to a worker that died over it, or because of it: it rests before it is taken
again, and the second time it is put aside for a person to look at. A worker that was stopped gives back what it had,
and that counts for nothing. What its owner cancels is out of the queue at once, whoever has it in hand.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from chainrule.campus.site.jobs.kinds import Kind, kind_of, kinds
from chainrule.campus.site.jobs.models import Grader, Job, Turn

LEASE = timedelta(seconds=30)
SILENCE = timedelta(seconds=30)  # after which a worker counts as dead
MAX_TRIES = 3
MOST_KILLED = 2
REST = timedelta(seconds=10)  # of what a worker died over; three times as long for each worker more
State = Job.State
FREE: dict[str, Any] = {"token": "", "lease_until": None}
NEW: dict[str, Any] = {
    **FREE, "state": State.QUEUED, "tries": 0, "killed": 0, "rests_until": None, "alone": False, "problem": "",
    "detail": "",
}  # fmt: skip
DONE: dict[str, Any] = {**NEW, "state": State.DONE}
DONE.pop("tries")
"""What a row becomes that is queued afresh, and one that is done: kinds write these when they record."""


def present() -> datetime:
    """The machine's time: on PostgreSQL the database's, since the clocks of many hosts differ; SQLite has one host."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
        return at


def open_rows(kind: Kind, now: datetime) -> Any:
    """Rows that may be taken with what this process has loaded: a worker that still has last week's checks, or has
    next week's already, leaves the others alone.
    """
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    return kind.rows().filter(rested & kind.mine(), state=State.QUEUED)


def open_count(now: datetime) -> int:
    """How many jobs somebody could take now."""
    for kind in kinds():
        take_from_the_dead(kind, now)
    return sum(open_rows(kind, now).count() for kind in kinds())


@dataclass(frozen=True)
class Waiting:
    """The next job of one owner, of one kind."""

    kind: Kind
    owner: int
    pk: int
    fresh: bool
    since: datetime


def take(now: datetime | None = None, among: Sequence[Kind] = (), by: int = 0) -> Any:
    """Take the next job, for `LEASE` from `now`, in the name of the grader `by`; `None` when nothing waits.

    What somebody waits for comes before what is only done again. Next is the oldest such job of the owner whose turn
    it was least recently: one student's flood does not delay another's first job.
    """
    now = now or present()
    among = [kind for kind in among or kinds() if unfinished(kind).exists()]  # a look that finds nothing costs little
    for kind in among:
        take_from_the_dead(kind, now)
    while waiting := [one for kind in among for one in waiting_of(kind, now)]:
        for one in in_turn(waiting, among):
            job = _claim(one, now, by)
            if job is not None:
                return job
    return None


def waiting_of(kind: Kind, now: datetime) -> list[Waiting]:
    """For each owner the oldest fresh row, or where there is none the oldest."""
    fresh = kind.fresh & Q(killed=0, alone=False)
    rows = open_rows(kind, now).order_by().values_list(kind.owner)
    found = rows.annotate(new=Min("id", filter=fresh), first=Min("id"), since=Min("queued_at"))
    return [Waiting(kind, owner, new or first, new is not None, since) for owner, new, first, since in found]


def in_turn(waiting: Sequence[Waiting], among: Iterable[Kind]) -> list[Waiting]:
    """Fresh ones first; then whose owners have nothing under way; then those whose turn it was least recently."""
    turns = dict(Turn.objects.filter(owner__in={one.owner for one in waiting}).values_list("owner", "at"))
    busy = {
        owner for kind in among for owner in kind.rows().filter(state=State.RUNNING).values_list(kind.owner, flat=True)
    }
    never = datetime.min.replace(tzinfo=UTC)

    def key(one: Waiting) -> tuple[bool, bool, datetime, datetime, int]:
        return not one.fresh, one.owner in busy, turns.get(one.owner, never), one.since, one.pk

    return sorted(waiting, key=key)


def _claim(one: Waiting, now: datetime, by: int) -> Job | None:
    """Write our token into the row, unless another worker was faster."""
    with transaction.atomic():
        current: Job | None = open_rows(one.kind, now).filter(pk=one.pk).select_for_update(skip_locked=True).first()
        if current is None:
            return None
        if current.tries >= MAX_TRIES:
            # It broke off so often: it is taken out of everybody's way, and says so.
            current.state, current.token, current.problem = State.FAILED, "", one.kind.broke_off
            current.save(update_fields=["state", "token", "problem"])
            return None
        current.state, current.token = State.RUNNING, f"{by}-{secrets.token_hex(6)}"
        current.lease_until, current.tries = now + LEASE, current.tries + 1
        current.save(update_fields=["state", "token", "lease_until", "tries"])
        Turn.objects.bulk_create(
            [Turn(owner_id=one.owner, at=now)], update_conflicts=True, unique_fields=["owner"], update_fields=["at"]
        )
        return current


def take_from_the_dead(kind: Kind, now: datetime) -> None:
    """Free the rows whose lease has run out, and count those whose worker died.

    A worker that has been heard since was alive then: it lost the row for another reason. Of one that may be dead or
    not, nothing is said until it has been silent long enough.
    """
    for row in kind.rows().filter(state=State.RUNNING, lease_until__lt=now):
        heard = Grader.objects.filter(pk=grader_of(row)).values_list("beat_at", flat=True).first()
        if heard is not None and heard > row.lease_until:
            _ours(row).update(**FREE, state=State.QUEUED)
        elif heard is None or heard < now - SILENCE:
            _ours(row).update(**FREE, **after_death(kind, row.killed + 1, now))


def grader_of(row: Job) -> int:
    """The worker that has it, by the token that it wrote; 0 where that is not known."""
    by, dash, _ = row.token.partition("-")
    return int(by) if dash else 0


def after_death(kind: Kind, killed: int, now: datetime) -> dict[str, Any]:
    """What becomes of a row that `killed` workers had in hand when they died."""
    if killed >= MOST_KILLED:
        return {"state": State.ASIDE, "killed": killed, "problem": kind.put_aside}
    return {"state": State.QUEUED, "killed": killed, "rests_until": now + REST * 3 ** (killed - 1)}


def release() -> int:
    """At the start of the only worker there is: what a killed one left half-way need not wait for its lease to end."""
    return sum(
        kind.rows().filter(state=State.RUNNING).update(lease_until=present() - timedelta(seconds=1)) for kind in kinds()
    )


def _ours(job: Job) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind_of(job).rows().filter(pk=job.pk, token=job.token)
    return rows


def renew(job: Job, now: datetime | None = None) -> bool:
    """Keep a job that `take` gave us for another `LEASE`. False when it is no longer ours."""
    ours = _ours(job).filter(state=State.RUNNING)
    return ours.update(lease_until=(now or present()) + LEASE) == 1


def give_back(job: Job, problem: str, detail: str = "", *, fault_of_the_machine: bool = False, **more: Any) -> None:
    """Say why a job could not be done now. It waits for another try, and after the last one it has failed.

    `problem` is what the student reads; `detail`, where it says more, is for the staff alone. A machine that can do
    nothing uses up no try: another one can. `more` are other fields of the row.
    """
    tries = job.tries - 1 if fault_of_the_machine else job.tries
    state = State.FAILED if tries >= MAX_TRIES else State.QUEUED
    _ours(job).update(**FREE, state=state, problem=problem, detail=detail, tries=tries, **more)


def put_back(rows: QuerySet[Any], **more: Any) -> int:
    """Queue rows afresh that nobody has in hand; how many those were. Wake the workers then."""
    ended = rows.filter(state__in=(State.DONE, State.FAILED, State.ASIDE))
    return ended.update(**{**NEW, "queued_at": timezone.now(), **more})


def cancel(rows: QuerySet[Any]) -> int:
    """Take rows out of the queue for good, waiting or being done; how many those were.

    One update, so that a result and a cancellation at the same moment have an order. A worker that has such a row has
    lost it with its token: it neither renews nor gives back, and `was_cancelled` tells it not to record.
    """
    unfinished = rows.filter(state__in=(State.QUEUED, State.RUNNING))
    return unfinished.update(**{**DONE, "state": State.CANCELLED})


def was_cancelled(job: Job) -> bool:
    """Asked in the transaction that records a result: the row stays as it is until that has ended."""
    rows = kind_of(job).rows().select_for_update().values_list("state", flat=True)
    return bool(rows.get(pk=job.pk) == State.CANCELLED)


def unfinished(kind: Kind) -> Any:
    """Rows that wait or are being done."""
    return kind.rows().filter(state__in=(State.QUEUED, State.RUNNING))


def length() -> int:
    """How many jobs wait or are being done."""
    return sum(unfinished(kind).count() for kind in kinds())


def oldest() -> Any:
    """The job that has waited longest and is not being done."""
    firsts = [kind.rows().filter(state=State.QUEUED).order_by("queued_at", "id").first() for kind in kinds()]
    return min((one for one in firsts if one), key=lambda one: one.queued_at, default=None)
