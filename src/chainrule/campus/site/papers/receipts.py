"""Receipts at the edge: they are made of rows that the database holds, and lists that come in are compared with it.

What a receipt is, and what a list can be beside the server, `chainrule.campus.questions.receipts` says.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from chainrule.campus.questions import receipts as pure
from chainrule.campus.questions.receipts import Link, Listed, NotAList, Report
from chainrule.campus.site import inputs
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

MOST_BYTES = 4_000_000  # of a list that a page checks; staff check longer ones with `chainrule receipt`


def seal_of(hash_: str) -> str:
    """What says that this server gave a receipt: nobody else has the key."""
    return salted_hmac("chainrule.campus.site.papers.receipts", hash_, algorithm="sha256").hexdigest()


def is_sealed(link: Link) -> bool:
    """Whether a receipt bears this server's seal."""
    return hmac.compare_digest(link.seal.encode(), seal_of(link.hash).encode())


def start_of(attempt: Attempt) -> str:
    """The start of the attempt's chain."""
    return pure.start_of(attempt.pk, attempt.paper, attempt.round, attempt.began_at, attempt.drawn["items"])


def _link(event: AnswerEvent, previous: str) -> Link:
    said = (event.client, event.sequence, event.turn, event.item, event.answer, pure.moment(event.received_at))
    return Link(event.link or 0, *said, previous=previous, hash=event.receipt)


def chain(attempt: Attempt, events: Sequence[AnswerEvent]) -> None:
    """Give events that are about to be stored their links. The attempt is locked, so that no other takes the same."""
    latest = attempt.events.filter(link__isnull=False).order_by("-link").values_list("link", "receipt").first()
    last, before = latest or (0, start_of(attempt))
    for event, link in zip(events, pure.chained(last, before, [_link(e, "") for e in events]), strict=True):
        event.link, event.receipt = link.link, link.hash


def given(attempt: Attempt, client: str, sequences: Collection[int]) -> list[Link]:
    """The sealed receipts of what the database holds under these numbers: read from it, after it was stored."""
    if not sequences:
        return []
    return _sealed(attempt, attempt.events.filter(client=client, sequence__in=sequences, link__isnull=False))


def last(attempt: Attempt) -> Link | None:
    """The receipt of the answer that was acknowledged last."""
    found = _sealed(attempt, attempt.events.filter(link__isnull=False).order_by("-link")[:1])
    return found[0] if found else None


def _sealed(attempt: Attempt, events: QuerySet[AnswerEvent]) -> list[Link]:
    before = AnswerEvent.objects.filter(attempt=attempt.pk, link=OuterRef("link") - 1).order_by().values("receipt")
    rows = events.annotate(previous=Subquery(before[:1]))
    links = [_link(row, row.previous or start_of(attempt)) for row in rows]
    return [replace(link, seal=seal_of(link.hash)) for link in sorted(links, key=lambda link: link.link)]


def held(attempt: Attempt) -> list[Link]:
    """The whole chain as the database holds it, without seals."""
    links, before = [], start_of(attempt)
    for event in attempt.events.filter(link__isnull=False).order_by("link"):
        links.append(_link(event, before))
        before = event.receipt
    return links


def list_of(attempt: Attempt) -> dict[str, Any]:
    """The server's own list, as JSON: what the page's list is, with nothing missing."""
    links = (replace(link, seal=seal_of(link.hash)) for link in held(attempt))
    return pure.as_list(attempt.pk, attempt.paper, start_of(attempt), links)


def read(content: bytes, most: int = MOST_BYTES) -> Listed:
    """The list in a file. Raises `NotAList`."""
    if not content.strip():
        raise NotAList("it is empty")
    if len(content) > most:
        raise NotAList(f"it has more than {most:,} bytes: ask your instructor to check it")
    try:
        return pure.read_list(inputs.json_object(content))
    except inputs.BadInput as bad:
        raise NotAList(f"{bad}: was it cut off, or opened and saved by another program?") from None


def attempt_of(listed: Listed, attempts: Iterable[Attempt]) -> Attempt | None:
    """The attempt, of these, that a list is of."""
    return next((one for one in attempts if one.pk == listed.attempt and start_of(one) == listed.start), None)


def check(attempt: Attempt, listed: Listed) -> Report:
    """A list beside what the server holds of this attempt."""
    return pure.compare(listed, held(attempt), start_of(attempt), is_sealed)
