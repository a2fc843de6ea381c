"""Saving answers: what comes in is checked, stored once, and only then acknowledged.

The row of the attempt is locked while answers are stored, so that closing it comes before or after, never between: what
is stored after closing is late, whatever the clock said when its request arrived.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from chainrule.campus.site import inputs
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

MAX_EVENTS = 200  # in one request
MAX_KEPT = 20_000  # in one attempt: eleven hours of typing without a pause
MAX_TEXT = 10_000  # characters of one answer
MAX_NUMBER = 1_000_000
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


@dataclass(frozen=True)
class Batch:
    """What a tab sends: its own name, the name under which the events were numbered, and the events."""

    tab: str
    client: str
    events: Sequence[Event]
    take_over: bool = False


@dataclass
class Saved:
    """Which sequence numbers the database has, which of them came too late, and which it has with other content."""

    acknowledged: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)  # and which it never takes, with the reason


def read_batch(body: object) -> Batch:
    """The batch in a request's JSON. Raises `BadSave` naming what is wrong."""
    if not isinstance(body, Mapping):
        raise BadSave("an object with `attempt`, `tab` and `events` is expected")
    tab = body.get("tab", "")
    client = body.get("client", tab)
    for name in (tab, client):
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise BadSave("`tab` and `client` are names of up to 40 letters and digits")
    return Batch(tab, client, read_events(body.get("events")), body.get("take_over") is True)


def read_events(events: object) -> list[Event]:
    """`(sequence, item, answer)` of each event. Raises `BadSave`."""
    if not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise BadSave(f"`events` must be a list of at most {MAX_EVENTS}")
    found = []
    for event in events:
        if not isinstance(event, Mapping) or not {"sequence", "item"} <= set(event):
            raise BadSave("each event needs `sequence`, `item` and `answer`")
        sequence, item = event["sequence"], event["item"]
        for value, most in ((sequence, MAX_SEQUENCE), (item, 1000)):
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
                raise BadSave("`sequence` and `item` are whole numbers from 1")
        found.append((sequence, item, event.get("answer")))
    return found


def check_answer(answer: object) -> None:
    """Raise `BadSave` unless it is null or a small object of texts and whole numbers: no kind has other answers."""
    if answer is None:
        return
    if not isinstance(answer, dict) or len(answer) > 4 or not all(NAME.fullmatch(name) for name in answer):
        raise BadSave("an answer is null, or an object of texts and whole numbers")
    for value in answer.values():
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise BadSave(f"it is longer than {MAX_TEXT:,} characters: shorten it")
        elif isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_NUMBER:
            raise BadSave("an answer is null, or an object of texts and whole numbers")


def storable(answer: Any) -> Any:
    """The answer without what PostgreSQL cannot keep: NUL characters, halves of surrogate pairs."""
    if answer is None:
        return None
    return {name: inputs.code(v) if isinstance(v, str) else v for name, v in answer.items()}


def save(attempt: Attempt, batch: Batch, now: dt.datetime) -> Saved:
    """Store a batch: each event once, however often it is sent. What comes after the end is kept and counts as late.

    When this returns, the database has it; only then may a client call it saved. Raises `OtherTab` while the attempt is
    open and another tab writes to it, and `BadSave` for a question that the paper does not have.
    """
    items = {item.number for item in attempt.questions.items}
    for _, item, _ in batch.events:
        if item not in items:
            raise BadSave(f"the paper has no question {item}")
    with transaction.atomic():
        locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
        attempt.closed_at, attempt.ended, attempt.tab = locked.closed_at, locked.ended, locked.tab
        if locked.is_open:
            _own(attempt, batch)
        return _store(attempt, batch, now)


def _own(attempt: Attempt, batch: Batch) -> None:
    """Make the tab the one that writes, where none does or it takes over."""
    if attempt.tab == batch.tab:
        return
    if attempt.tab and not batch.take_over:
        raise OtherTab(attempt.tab)
    Attempt.objects.filter(pk=attempt.pk).update(tab=batch.tab)
    attempt.tab = batch.tab


def _store(attempt: Attempt, batch: Batch, now: dt.datetime) -> Saved:
    saved = Saved()
    if not batch.events:
        return saved
    numbers = [sequence for sequence, _, _ in batch.events]
    there = attempt.events.filter(client=batch.client, sequence__in=numbers)
    known = {event.sequence: (event.item, event.answer) for event in there}
    kept = attempt.events.count()
    end = attempt.closed_at or attempt.ends_at
    received = now if attempt.is_open else max(now, end)
    for sequence, item, answer in batch.events:
        try:
            check_answer(answer)
        except BadSave as wrong:
            saved.refused[sequence] = f"the answer to question {item} cannot be kept, {wrong}"
            continue
        answer = storable(answer)
        if sequence in known:
            (saved.acknowledged if known[sequence] == (item, answer) else saved.taken).append(sequence)
            continue
        if kept >= MAX_KEPT:
            saved.refused[sequence] = "this paper has had more changes than can be kept"
            continue
        AnswerEvent.objects.create(
            attempt=attempt, client=batch.client, sequence=sequence, item=item, answer=answer, received_at=received
        )
        kept += 1
        known[sequence] = (item, answer)
        saved.acknowledged.append(sequence)
        if received >= end:
            saved.late.append(sequence)
    return saved
