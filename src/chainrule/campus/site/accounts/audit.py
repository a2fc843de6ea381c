"""The audit log: what people and the site did that somebody may ask about later. What its chain is, `chain` says.

On SQLite one transaction writes at a time, so an entry is linked as it is written. On PostgreSQL that is done after it,
in a short transaction of its own: so no request waits for the transaction of another one, and none can wait in a circle
with what it has locked. The server does it each second (`records_out.housekeeping`), so that a class which begins at
one moment waits for no link; a command does it at once, and leaves it to who has the lock.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from chainrule.campus.questions.receipts import moment
from chainrule.campus.site.accounts import chain
from chainrule.campus.site.accounts.models import AuditEntry, User

LOCK = 0x63686169_6E61  # an advisory lock of PostgreSQL that nothing else here takes
AT_ONCE = 500  # entries are linked under one lock


def record(
    who: User | AnonymousUser | None, action: str, subject: str, *, about: User | None = None, **details: Any
) -> AuditEntry:
    """Add an entry. `who` is None for what the site does by itself (closing an attempt at its end).

    Call it in the transaction of what it tells about, with the person whose data that is:

        with transaction.atomic():
            given = Exemption.objects.create(...)
            audit.record(request.user, "papers.exempt", f"quiz-1: {student}", about=student, reason=given.reason)
    """
    person = who if isinstance(who, User) else None
    kept = json.loads(json.dumps(details))  # as it is read back, which is what the chain holds
    entry = AuditEntry(who=person, subject_of=about, action=action, subject=subject[:200], details=kept)
    if connection.vendor != "sqlite":
        entry.save()
        if not settings.SERVING:
            transaction.on_commit(link_waiting, robust=True)
        return entry
    with transaction.atomic():
        for name, value in _place(entry, *head()).items():
            setattr(entry, name, value)
        entry.save()
    return entry


def head() -> tuple[int, str]:
    """Number and hash of the last entry of the chain."""
    last = AuditEntry.objects.exclude(number=None).order_by("-number").values_list("number", "chain").first()
    return last or (0, chain.START)


def link_waiting() -> int:
    """Link the entries that were committed without, and say how many; 0 also where somebody else is at it."""
    with transaction.atomic():
        if not _has_lock():
            return 0
        waiting = list(AuditEntry.objects.filter(number=None).order_by("pk")[:AT_ONCE])
        number, before = head() if waiting else (0, "")
        for entry in waiting:
            place = _place(entry, number, before)
            AuditEntry.objects.filter(pk=entry.pk).fill(**place)
            number, before = place["number"], place["chain"]
    return len(waiting)


def wait_for_lock() -> None:
    """Nobody links until the transaction that is open ends: for whoever changes what entries hold."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _has_lock() -> bool:
    """Whether nobody else links until this transaction ends; it never waits."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _place(entry: AuditEntry, number: int, before: str) -> dict[str, Any]:
    """What the entry's link is, after number `number`, whose hash is `before`."""
    made = chain.linked(_pure(entry), number + 1, before)
    return {name: getattr(made, name) for name in AuditEntry.FILLED_LATER}


def _pure(entry: AuditEntry) -> chain.Entry:
    return chain.Entry(
        entry.who_id,
        entry.subject_of_id,
        entry.action,
        moment(entry.at),
        entry.subject,
        entry.details,
        entry.number or 0,
        entry.salt or "",
        entry.sealed or "",
        entry.chain or "",
    )


def entries(after: int = 0) -> Iterator[chain.Entry]:
    """The entries of the chain in its order, from the one after number `after`."""
    rows = AuditEntry.objects.filter(number__gt=after).order_by("number")
    return map(_pure, rows.iterator(chunk_size=2000))


def check(head: str = "") -> chain.Report:
    """Look at the whole chain; `head`: a hash that was written down."""
    return chain.check(entries(), head=head)


def check_last(count: int) -> chain.Report:
    """Look at its last entries. Of one that was forgotten, the entry that says so is among those after it."""
    after = max(head()[0] - count, 0)
    before = AuditEntry.objects.filter(number=after).values_list("chain", flat=True).first() if after else chain.START
    return chain.check(entries(after), after, before or "")


def waiting() -> int:
    """How many entries have no link yet."""
    return AuditEntry.objects.filter(number=None).count()
