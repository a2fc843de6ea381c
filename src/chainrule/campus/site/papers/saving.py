"""Saving answers: what comes in is checked event by event, stored once, and only then acknowledged.

The row of the attempt is locked while answers are stored, so that closing it comes before or after, never between: what
is stored after closing is late, whatever the clock said when its request arrived. An attempt has a budget of bytes, and
takes nothing any more when a while has passed since its end: nobody can fill the disk, or the class's pages.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chainrule.campus.questions.receipts import Link
from chainrule.campus.site import inputs
from chainrule.campus.site.papers import receipts
from chainrule.campus.site.papers.models import AnswerEvent, Attempt
from chainrule.campus.site.papers.shown import shown

MAX_EVENTS = 200  # in one request
BYTES_A_MINUTE = 120_000  # of an attempt's time: a save each second, of a whole answer of 2,000 letters
LEAST_MINUTES = 10
BYTES_AROUND = 100  # what a stored event takes beside its answer
GRACE = dt.timedelta(minutes=15)  # after the end, what a lost network held back is still kept, as late
PAUSED = "the paper is paused: your changes are kept, and count when it goes on"
MAX_SEQUENCE = 2_000_000_000
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")

Event = tuple[int, int, Any]  # sequence, item, answer


class BadSave(Exception):
    """What came in is no list of answer events of this attempt; the message says what is wrong with it."""


class OtherTab(Exception):
    """Another tab or device writes to this attempt: its name is `owner`."""

    def __init__(self, owner: str) -> None:
        super().__init__("this paper is open in another tab")
        self.owner = owner


class Held(Exception):
    """The attempt is paused, or this browser may not go on now; the message says why. What came is kept aside."""

    def __init__(self, why: str, *, paused: bool) -> None:
        super().__init__(why)
        self.paused = paused


@dataclass(frozen=True)
class Batch:
    """What a tab sends: its own name, the name under which the events were numbered, and the events.

    `turn` is the attempt's turn in which they were made, as the page knew it (None: it does not say). `refused` (by
    sequence number) and `unreadable` (by place in the list) are what was wrong with the others.
    """

    tab: str
    client: str
    events: Sequence[Event]
    take_over: bool = False
    turn: int | None = None
    refused: Mapping[int, str] = field(default_factory=dict)
    unreadable: Mapping[int, str] = field(default_factory=dict)


@dataclass
class Saved:
    """Which sequence numbers the database has, which of them came too late, and which it has with other content."""

    acknowledged: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)  # and which it never takes, with the reason
    unreadable: dict[int, str] = field(default_factory=dict)  # by place: events without a number to name them by
    receipts: list[Link] = field(default_factory=list)  # of all that are acknowledged


def read_batch(body: object) -> Batch:
    """The batch in a request's JSON. An event that is none is refused by itself; raises `BadSave` for the rest."""
    if not isinstance(body, Mapping):
        raise BadSave("an object with `attempt`, `tab` and `events` is expected")
    tab = body.get("tab", "")
    client = body.get("client", tab)
    for name in (tab, client):
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise BadSave("`tab` and `client` are names of up to 40 letters and digits")
    sent = body.get("events")
    if not isinstance(sent, list) or len(sent) > MAX_EVENTS:
        raise BadSave(f"`events` must be a list of at most {MAX_EVENTS}")
    turn = body.get("turn")
    events: list[Event] = []
    refused: dict[int, str] = {}
    unreadable: dict[int, str] = {}
    for place, event in enumerate(sent):
        sequence = event.get("sequence") if isinstance(event, Mapping) else None
        if not is_whole(sequence, 1, MAX_SEQUENCE):
            unreadable[place] = "an event is an object with `sequence`, a whole number from 1, `item` and `answer`"
        elif not is_whole(event.get("item"), 1, 1000):
            refused[sequence] = "`item` is the number of a question, from 1"
        else:
            events.append((sequence, event["item"], event.get("answer")))
    made = turn if is_whole(turn, 0, MAX_SEQUENCE) else None
    return Batch(tab, client, events, body.get("take_over") is True, made, refused, unreadable)


def is_whole(value: object, least: int, most: int) -> bool:
    """Whether a value is a whole number in these bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def storable(answer: Any) -> Any:
    """The answer without what PostgreSQL cannot keep: NUL characters, halves of surrogate pairs."""
    if not isinstance(answer, Mapping):
        return answer
    return {name: inputs.code(v) if isinstance(v, str) else v for name, v in answer.items()}


def size_of(answer: Any) -> int:
    """How many bytes storing an answer takes, about."""
    return BYTES_AROUND + len(json.dumps(answer, ensure_ascii=False).encode())


def budget(attempt: Attempt) -> int:
    """How many bytes of events an attempt may have."""
    minutes = (attempt.ends_at - attempt.began_at) / dt.timedelta(minutes=1)
    return int(max(minutes, LEAST_MINUTES) * BYTES_A_MINUTE)


def save(attempt: Attempt, batch: Batch, now: dt.datetime, *, refused: str = "") -> Saved:
    """Store a batch: each event once, however often it is sent. What comes after the end is kept and counts as late.

    When this returns, the database has what is acknowledged, and the receipts were read back from it; only then may a
    client call it saved. An event that is no answer to a question of the paper is refused, and the others are stored.
    Raises `OtherTab` while the attempt is open and another tab writes to it, `Held` while it is paused or may not go on
    in this browser (`refused` says why). What came is kept then too, aside, and not acknowledged: the page sends it
    again when it may.
    """
    saved = Saved(refused=dict(batch.refused), unreadable=dict(batch.unreadable))
    events = answers_in(attempt, batch.events, saved)
    with transaction.atomic():
        locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
        for name in ("closed_at", "ended", "ends_at", "paused_at", "given_back", "tab", "turn", "stored"):
            setattr(attempt, name, getattr(locked, name))
        held = bool(refused or attempt.paused_at) and locked.is_open
        aside = held or (locked.is_open and not _owns(attempt, batch))
        _store(attempt, batch, events, saved, now, aside=aside)
    if aside:
        raise Held(refused or PAUSED, paused=not refused) if held else OtherTab(attempt.tab)
    saved.receipts = receipts.given(attempt, batch.client, saved.acknowledged)
    return saved


def answers_in(attempt: Attempt, events: Sequence[Event], saved: Saved) -> list[Event]:
    """The events that answer a question of the paper in its own form; the others are refused, each with the reason."""
    paper = attempt.questions
    numbers, variants = {item.number for item in paper.items}, shown([attempt])
    found = []
    for sequence, item, answer in events:
        if item not in numbers:
            saved.refused[sequence] = f"the paper has no question {item}"
        elif why := paper.variant(variants, item).refusal(answer := storable(answer)):
            saved.refused[sequence] = f"the answer to question {item} cannot be kept, {why}"
        else:
            found.append((sequence, item, answer))
    return found


def _owns(attempt: Attempt, batch: Batch) -> bool:
    """Whether the tab is the one that writes: it is where none does, or it takes over, which begins a turn."""
    if attempt.tab == batch.tab:
        return True
    if attempt.tab and not batch.take_over:
        return False
    attempt.turn += bool(attempt.tab)
    attempt.tab = batch.tab
    Attempt.objects.filter(pk=attempt.pk).update(tab=attempt.tab, turn=attempt.turn)
    return True


def _store(
    attempt: Attempt, batch: Batch, events: Sequence[Event], saved: Saved, now: dt.datetime, *, aside: bool
) -> None:
    numbers = [sequence for sequence, _, _ in events]
    there = attempt.events.filter(client=batch.client, aside=aside, sequence__in=numbers) if events else ()
    known = {event.sequence: (event.item, event.answer) for event in there}
    end = attempt.closed_at or attempt.time.end(now)
    received = now if attempt.is_open else max(now, end)
    turn = attempt.turn if batch.take_over or batch.turn is None else min(batch.turn, attempt.turn)
    rows, used = [], 0
    for sequence, item, answer in events:
        if sequence in known:
            (saved.acknowledged if known[sequence] == (item, answer) else saved.taken).append(sequence)
            continue
        if why := _no_room(attempt, used + size_of(answer), received, end):
            saved.refused[sequence] = why
            continue
        used += size_of(answer)
        rows.append(
            AnswerEvent(
                attempt=attempt,
                client=batch.client,
                sequence=sequence,
                item=item,
                answer=answer,
                received_at=received,
                turn=turn,
                aside=aside,
            )
        )
        known[sequence] = (item, answer)
        saved.acknowledged.append(sequence)
        if received >= end:
            saved.late.append(sequence)
    if rows and not aside:
        receipts.chain(attempt, rows)
    AnswerEvent.objects.bulk_create(rows)
    if used:
        Attempt.objects.filter(pk=attempt.pk).update(stored=F("stored") + used)


def _no_room(attempt: Attempt, more: int, received: dt.datetime, end: dt.datetime) -> str:
    """Why an attempt takes no more events, or ""."""
    if received >= end + GRACE:
        closed = timezone.localtime(end)
        return f"the paper closed at {closed:%H:%M}, and what comes {GRACE.seconds // 60} minutes later is not kept"
    return "this paper has had more changes than can be kept" if attempt.stored + more > budget(attempt) else ""
