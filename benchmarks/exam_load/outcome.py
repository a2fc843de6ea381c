"""What a run amounts to: what was promised beside what the server holds, and how long it took. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from sitter import Change

GOOD = ("equal", "held")


def percentile_ms(seconds: Iterable[float], share: float) -> float:
    """A percentile of times, in milliseconds; 0 where there are none."""
    times = sorted(seconds)
    return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def lost_of(attempt: int, acknowledged: Sequence[Change], kept: dict[tuple[int, str, int], Any]) -> list[str]:
    """The acknowledged answers of one student that the database does not have as they were acknowledged."""
    return [
        f"answer {change.client}/{change.sequence} of attempt {attempt}"
        for change in acknowledged
        if kept.get((attempt, change.client, change.sequence)) != (change.item, change.answer)
    ]


def disorder_of(attempt: int, acknowledged: Sequence[Change], held: Sequence[tuple[str, int]]) -> list[str]:
    """Where the chain has a page's answers in another order than they were made, or lacks an acknowledged one."""
    place = {name: number for number, name in enumerate(held)}
    found, last = [], dict[str, int]()
    for change in sorted(acknowledged, key=lambda change: change.sequence):
        here = place.get((change.client, change.sequence), -1)
        if here <= last.get(change.client, -1):
            found.append(f"answer {change.client}/{change.sequence} of attempt {attempt} is not in its place")
        last[change.client] = here
    return found


def unproven_of(attempt: int, acknowledged: Sequence[Change], findings: Sequence[Sequence[Any]]) -> list[str]:
    """The receipts of one student that do not verify, and acknowledged answers that have none."""
    found = [f"receipt {c}/{s} of attempt {attempt}: {what}, {why}" for c, s, what, why in findings if what not in GOOD]
    there = {(client, sequence) for client, sequence, _, _ in findings}
    return found + [
        f"answer {change.client}/{change.sequence} of attempt {attempt} has no receipt"
        for change in acknowledged
        if (change.client, change.sequence) not in there
    ]
