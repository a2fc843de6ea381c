"""Marking a paper: a replay of stored events. The same events, marks and runs give the same result, always."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, Protocol

from chainrule.campus.questions.frozen import Variants
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.papers import Item, Paper
from chainrule.campus.questions.ruling import Ruling, ruled
from chainrule.campus.questions.running import Ran, Runner, Runs, program_id
from chainrule.campus.questions.variant import NO_RUNS, HumanMark, Mark, State, Variant

ASIDE = "it came while this tab might not write: another had taken over, or the paper was paused; it does not count"


@dataclass(frozen=True)
class AnswerEvent:
    """One change of one answer, as the server stored it. Events are only ever added.

    Args:
        sequence: the client's counter in this attempt, from 1; of a turn's changes of an item the highest stands.
        item: the number of the item on the paper.
        answer: the whole answer as JSON (None takes it back).
        received_at: when the server had it on disk.
        client: which tab or device sent it.
        turn: a turn begins whenever another tab takes the attempt over. What a later turn changed stands, whatever the
            numbers of the tabs before it.
        aside: it came while this tab might not write (another had taken over, or the paper was paused): it is kept and
            does not count, unless it was sent again.
    """

    sequence: int
    item: int
    answer: Any
    received_at: datetime | None = None
    client: str = ""
    turn: int = 0
    aside: bool = False


@dataclass(frozen=True)
class Flag:
    """Something about the events that a person may want to know: what it is, and which sequence numbers it concerns."""

    what: Literal["late", "conflict", "gap", "unknown_item", "aside"]
    sequence: int
    note: str


@dataclass(frozen=True)
class Replay:
    """The answers by item number, the sequence number that each came from, and what was odd."""

    answers: Mapping[int, Any]
    sequences: Mapping[int, int]
    flags: tuple[Flag, ...]


def replay(
    events: Iterable[AnswerEvent],
    *,
    items: Iterable[int] | None = None,
    closes_at: datetime | None = None,
    accept_late: bool = False,
) -> Replay:
    """The answers that stand after all events, in whatever order and however often they came.

    An event that came twice counts once. Of an item's events the latest turn's highest number stands. Two different
    events of a turn with one number are a conflict: the one received later stands. An event received at or after
    `closes_at` is flagged, and counts only with `accept_late`; one of a tab that no longer wrote is flagged and does
    not count. Numbers that never came are flagged as gaps; items that the paper does not have are left out.
    """
    known = None if items is None else set(items)
    standing: dict[int, AnswerEvent] = {}
    by_number: dict[tuple[int, int], AnswerEvent] = {}
    flags: set[Flag] = set()
    ordered = sorted(set_of(events), key=order)
    counting = {said(event) for event in ordered if not event.aside}
    for event in ordered:
        if event.aside:
            if said(event) not in counting:
                flags.add(Flag("aside", event.sequence, ASIDE))
            continue
        if (other := by_number.get((event.turn, event.sequence))) and content(other) != content(event):
            flags.add(Flag("conflict", event.sequence, "two different changes carry this number; the later one stands"))
        by_number[event.turn, event.sequence] = event
        if known is not None and event.item not in known:
            flags.add(Flag("unknown_item", event.sequence, "the paper has no such item"))
            continue
        if closes_at and event.received_at and event.received_at >= closes_at:
            kept = "it counts" if accept_late else "it is kept and does not count"
            flags.add(Flag("late", event.sequence, f"received after the attempt closed; {kept}"))
            if not accept_late:
                continue
        standing[event.item] = event
    flags |= {Flag("gap", n, "this change never arrived") for n in gaps({number for _, number in by_number})}
    return Replay(
        {item: event.answer for item, event in sorted(standing.items())},
        {item: event.sequence for item, event in sorted(standing.items())},
        tuple(sorted(flags, key=lambda flag: (flag.sequence, flag.what))),
    )


def gaps(there: Collection[int], most: int = 100) -> list[int]:
    """The first missing sequence numbers below the highest (at most `most`: a hostile client may count in millions)."""
    missing: list[int] = []
    expected = 1
    for number in sorted(there):
        missing += range(expected, min(number, expected + most - len(missing)))
        expected = max(expected, number + 1)
    return missing[:most]


def set_of(events: Iterable[AnswerEvent]) -> list[AnswerEvent]:
    """The events without those that came again; of equal ones the one received first."""
    first: dict[str, AnswerEvent] = {}
    for event in events:
        name = content(event)
        if name not in first or order(event) < order(first[name]):
            first[name] = event
    return list(first.values())


def said(event: AnswerEvent) -> tuple[str, int, int, str]:
    """What an event changes, whoever wrote then: one that was kept aside and sent again says the same."""
    return event.client, event.sequence, event.item, json.dumps(event.answer, sort_keys=True, default=str)


def content(event: AnswerEvent) -> str:
    """What an event says, without when it came."""
    said = [event.turn, event.aside, event.sequence, event.item, event.client, event.answer]
    return json.dumps(said, sort_keys=True, default=str)


def order(event: AnswerEvent) -> tuple[int, int, float, str, str]:
    """The later turn, in it the higher number, then the later receipt, then anything that is always the same."""
    received = event.received_at.timestamp() if event.received_at else 0.0
    return event.turn, event.sequence, received, event.client, content(event)


@dataclass(frozen=True)
class ItemResult:
    """The mark of one item, scaled to what it is worth on the paper."""

    number: int
    question: str
    state: State
    points: float | None
    out_of: float
    mark: Mark
    answer: Any
    group: str  # what a blueprint counts
    changed: bool  # what was shown was not kept, and the question's file shows something else today
    rule: str = ""  # how it is marked where not by its own key: see `ruling.Rule`


@dataclass(frozen=True)
class AttemptResult:
    """A marked attempt: the items, the points so far, and what still waits."""

    items: tuple[ItemResult, ...]
    flags: tuple[Flag, ...]
    key_version: str
    policy_version: str
    points: float
    out_of: float
    waiting_for_human: tuple[int, ...] = field(default=())
    waiting_for_run: tuple[int, ...] = field(default=())

    @property
    def final(self) -> bool:
        """Whether nothing waits any more."""
        return not self.waiting_for_human and not self.waiting_for_run


def mark(variant: Variant, answer: object, runs: Runs = NO_RUNS, human: HumanMark | None = None) -> Mark:
    """The mark of an answer (any JSON): a pure function of its arguments.

    A short answer needs a human's mark (`needs_human` until then, and again where the rubric changed under it). Code
    needs the recorded results of its programs (`needs_run`). What is malformed is unanswered; nothing that a student
    can send raises.
    """
    found = variant.mark(answer, runs)
    if found.state == "needs_human" and human is not None and isinstance(variant, ShortAnswer):
        try:
            return variant.mark_by_hand(human)
        except ValueError as error:
            return replace(found, note=f"Its mark does not fit the rubric any more: {error}.")
    return found


def mark_attempt(
    paper: Paper,
    variants: Variants,
    events: Iterable[AnswerEvent],
    *,
    human_marks: Mapping[int, HumanMark] | None = None,
    runs: Runs = NO_RUNS,
    rulings: Mapping[int, Ruling] | None = None,
    closes_at: datetime | None = None,
    accept_late: bool = False,
    key_version: str = "",
    policy_version: str = "",
) -> AttemptResult:
    """Mark a whole attempt from what is stored about it.

    Args:
        paper, variants: what was asked, and where its variants are: what was frozen, or the bank.
        events: every answer event of the attempt.
        human_marks: the marks of short answers, by item number.
        runs: the recorded results of programs (`collect_runs`).
        rulings: what a regrade decided, by item number; `variants` gives the mended keys.
        closes_at: when the attempt closed; what came later is flagged and does not count unless `accept_late`.
        key_version, policy_version: names of what the marks were made with; they are put into the result.
    """
    replayed = replay(events, items=[i.number for i in paper.items], closes_at=closes_at, accept_late=accept_late)
    results = []
    for item in paper.items:
        variant, answer = paper.variant(variants, item.number), replayed.answers.get(item.number)
        found = mark(variant, answer, runs, (human_marks or {}).get(item.number))
        results.append(item_result(item, variant, answer, found, (rulings or {}).get(item.number)))
    waiting = {state: tuple(r.number for r in results if r.state == state) for state in ("needs_human", "needs_run")}
    return AttemptResult(
        tuple(results),
        replayed.flags,
        key_version,
        policy_version,
        float(sum((scaled(result.mark, result.out_of) or 0 for result in results), Fraction(0))),
        sum(result.out_of for result in results),
        waiting["needs_human"],
        waiting["needs_run"],
    )


def item_result(item: Item, variant: Variant, answer: Any, found: Mark, ruling: Ruling | None) -> ItemResult:
    """The mark of one item of a paper, as it was ruled."""
    standing = ruled(found, ruling)
    worth = 0.0 if ruling and ruling.rule == "drop" else item.points
    points = scaled(standing, worth)
    return ItemResult(
        number=item.number,
        question=item.question,
        state=standing.state,
        points=None if points is None else float(points),
        out_of=worth,
        mark=standing,
        answer=answer,
        group=variant.group,
        changed=ruling is None and variant.fingerprint != item.fingerprint,
        rule=ruling.rule if ruling else "",
    )


def scaled(found: Mark, worth: float) -> Fraction | None:
    """The mark's points on the paper's scale, where the item is worth so many."""
    return None if found.points is None else found.points / found.out_of * Fraction(str(worth))


class RunsPrograms(Protocol):
    """What can run programs and tell what came of each: `Runner`, `IsolatedRunner`."""

    def run(self, programs: Sequence[str]) -> list[Ran]: ...


def collect_runs(
    paper: Paper, variants: Variants, answers: Mapping[int, Any], runner: Runner, isolated: RunsPrograms | None = None
) -> dict[str, Ran]:
    """Run what marking these answers needs: the edge before `mark_attempt`. Store the result beside the attempt.

    Args:
        runner: runs the author's programs, and remembers them.
        isolated: runs the programs that hold a student's code; `runner` where it is not given.
    """
    asked = {item.number: paper.variant(variants, item.number) for item in paper.items}
    runs = runner.run_cached(program for variant in asked.values() for program in variant.author_programs())
    written = [p for number, variant in asked.items() for p in variant.student_programs(answers.get(number))]
    runs.update(zip(map(program_id, written), (isolated or runner).run(written), strict=True))
    return runs
