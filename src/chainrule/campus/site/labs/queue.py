"""The queue of submissions to be graded: who is next, and one verdict for each, whatever dies half-way.

A worker takes a submission by writing its own token and a lease into the row, and renews the lease while it works
(`leases.py`); a row whose lease has run out is taken again. The verdict is a new row that the database allows once for
each submission and version of the checks, so that a worker thought dead, finishing late, changes nothing.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from chainrule.campus.site.labs import wake
from chainrule.campus.site.labs.models import Submission, Verdict

LEASE = timedelta(seconds=30)
MAX_TRIES = 3
State = Submission.State
BROKE_OFF = (
    f"The grading of this file broke off {MAX_TRIES} times. Your file is kept as you handed it in, and your instructor "
    "sees this. You can hand in again at any time."
)
NO_SUCH_LAB = "The course no longer has this lab. Your file is kept as you handed it in."
Versions = Mapping[str, str]
"""Of the checks of each lab, as one process has loaded them."""


def present() -> datetime:
    """The machine's time: on PostgreSQL the database's, since the clocks of many hosts differ; SQLite has one host."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
        return at


def _to_be_graded_with(versions: Versions) -> Q:
    return Q(*(Q(lab=lab, wanted=version) for lab, version in versions.items()), _connector=Q.OR)


def open_rows(now: datetime, versions: Versions | None = None) -> QuerySet[Submission]:
    """Rows that somebody may take: new ones, and those whose worker let the lease run out.

    With `versions`, only those that are to be graded with these: a worker that still has last week's checks, or has
    next week's already, leaves the others alone.
    """
    found = Submission.objects.filter(Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now))
    return found if versions is None else found.filter(_to_be_graded_with(versions))


def take(now: datetime | None = None, versions: Versions | None = None) -> Submission | None:
    """Take the next submission, for `LEASE` from `now`; `None` when nothing waits (that `open_rows` has for us).

    What was never graded comes before what is only run again. Next is the oldest such submission of the student who
    has been served least recently: one student's flood does not delay another's first job.
    """
    now = now or present()
    while True:
        rows = open_rows(now, versions).order_by().values("student")
        firsts = rows.annotate(new=Min("id", filter=Q(verdict=None)), first=Min("id"))
        new = dict(firsts.exclude(new=None).values_list("student", "new"))
        waiting = dict(firsts.values_list("student", "first")) | new
        if not waiting:
            return None
        past = Verdict.objects.filter(submission__student__in=waiting).order_by().values("submission__student")
        served: dict[int, int] = defaultdict(int)
        served |= dict(past.annotate(last=Max("id")).values_list("submission__student", "last"))
        running = set(
            Submission.objects.filter(state=State.RUNNING, lease_until__gte=now).values_list("student", flat=True)
        )
        for student in sorted(waiting, key=lambda s: (s not in new, s in running, served[s], waiting[s])):
            submission = _claim(waiting[student], now)
            if submission is not None:
                return submission


def _claim(pk: int, now: datetime) -> Submission | None:
    """Write our token into the row, unless another worker was faster."""
    token = secrets.token_hex(16)
    with transaction.atomic():
        current = open_rows(now).filter(pk=pk).select_for_update(skip_locked=True).first()
        if current is None:
            return None
        if current.tries >= MAX_TRIES:
            # Three workers died with it in hand: it is taken out of everybody's way, and says so.
            current.state, current.token = State.FAILED, ""
            current.problem = BROKE_OFF
            current.save(update_fields=["state", "token", "problem"])
            return None
        current.state, current.token = State.RUNNING, token
        current.lease_until, current.tries = now + LEASE, current.tries + 1
        current.save(update_fields=["state", "token", "lease_until", "tries"])
        return current


def renew(submission: Submission, now: datetime | None = None) -> bool:
    """Keep a submission that `take` gave us for another `LEASE`. False when it is no longer ours."""
    ours = Submission.objects.filter(pk=submission.pk, token=submission.token, state=State.RUNNING)
    return ours.update(lease_until=(now or present()) + LEASE) == 1


def record(submission: Submission, verdict: Verdict) -> bool:
    """Store the verdict of a submission that `take` gave us. False when there is one already: ours is dropped."""
    verdict.submission = submission
    verdict.checks_version = verdict.checks_version or submission.wanted
    try:
        with transaction.atomic():
            verdict.save()
            _settle(Submission.objects.filter(pk=submission.pk), verdict)
    except IntegrityError:
        known = Verdict.objects.get(submission=submission, checks_version=verdict.checks_version)
        _settle(Submission.objects.filter(pk=submission.pk, token=submission.token), known)
        return False
    return True


def _settle(row: QuerySet[Submission], verdict: Verdict) -> None:
    """Point the row at its verdict: it waits no more."""
    row.update(
        state=State.DONE, verdict=verdict, wanted=verdict.checks_version, token="", lease_until=None, problem="",
        detail="",
    )  # fmt: skip


def give_back(submission: Submission, problem: str, detail: str = "", *, fault_of_the_machine: bool = False) -> None:
    """Say why a submission could not be graded now. It waits for another try, and after the last one it has failed.

    `problem` is what the student reads; `detail`, where it says more, is for the staff alone.
    A machine that cannot grade anything uses up no try: another one can.
    """
    tries = submission.tries - 1 if fault_of_the_machine else submission.tries
    lost = tries >= MAX_TRIES
    Submission.objects.filter(pk=submission.pk, token=submission.token).update(
        state=State.FAILED if lost else State.QUEUED, token="", lease_until=None, problem=problem, detail=detail,
        tries=tries,
    )  # fmt: skip


def put_back(submissions: list[int], version: str) -> int:
    """Queue graded submissions again under another version of the checks; how many were not graded with it yet."""
    count = (
        Submission.objects.filter(pk__in=submissions, state__in=(State.DONE, State.FAILED))
        .exclude(wanted=version, state=State.DONE)
        .update(
            state=State.QUEUED, wanted=version, queued_at=timezone.now(), tries=0, token="", lease_until=None,
            problem="", detail="",
        )
    )  # fmt: skip
    wake.workers(count)
    return count


def adopt(versions: Versions) -> int:
    """What waited while the server started anew with other checks is graded with these; how many those are."""
    waiting = Submission.objects.filter(state__in=(State.QUEUED, State.RUNNING))
    waiting.exclude(lab__in=versions).update(
        state=State.FAILED, token="", lease_until=None, problem=NO_SUCH_LAB, detail=""
    )
    return sum(
        waiting.filter(lab=lab).exclude(wanted=version).update(wanted=version) for lab, version in versions.items()
    )


def length() -> int:
    """How many submissions wait or are being graded."""
    return Submission.objects.filter(state__in=(State.QUEUED, State.RUNNING)).count()


def oldest() -> Submission | None:
    """The submission that has waited longest and is not being graded."""
    return Submission.objects.filter(state=State.QUEUED).order_by("queued_at", "id").first()
