"""How far somebody is in each class: read, answered, built, practised, sat. Pure: what is known is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DONE, BEGUN, OPEN, PLANNED = "done", "begun", "open", "planned"
WORDS = {DONE: "done", BEGUN: "begun", OPEN: "not begun", PLANNED: "no text yet"}


@dataclass(frozen=True)
class Part:
    """One thing to do in a class: `share` of it is done, from 0 to 1; `words` say how much."""

    name: str
    address: str
    share: float
    words: str

    @property
    def is_done(self) -> bool:
        return self.share >= 1


@dataclass(frozen=True)
class Sat:
    """A paper that covers the class, and whether it was handed in."""

    title: str
    address: str
    is_done: bool


@dataclass(frozen=True)
class Stop:
    """A class on the map: what it needs, its parts, the papers that ask for it. A class without parts is planned."""

    number: int
    topic: str
    needs: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    papers: tuple[Sat, ...] = ()

    @property
    def state(self) -> str:
        if not self.parts:
            return PLANNED
        if all(part.is_done for part in self.parts):
            return DONE
        return BEGUN if any(part.share > 0 for part in self.parts) else OPEN

    @property
    def state_words(self) -> str:
        return WORDS[self.state]


def missing(stops: Iterable[Stop]) -> dict[int, tuple[int, ...]]:
    """By class the numbers of those that it needs and that can be done and are not."""
    there = {stop.number: stop for stop in stops}
    return {
        stop.number: tuple(n for n in stop.needs if n in there and there[n].state in (OPEN, BEGUN))
        for stop in there.values()
    }


def next_stop(stops: Iterable[Stop]) -> Stop | None:
    """Where to go on: what was begun, best where it lacks nothing, else the first that lacks nothing."""
    stops = list(stops)
    lacking = missing(stops)
    left = [stop for stop in stops if stop.state in (BEGUN, OPEN)]
    ranked = sorted(left, key=lambda stop: (stop.state != BEGUN, bool(lacking[stop.number]), stop.number))
    return ranked[0] if ranked else None


def reading(number: int, furthest: float, is_read: bool) -> Part:
    """The text of a lecture."""
    share = 1.0 if is_read else min(furthest, 0.99)
    return Part("Text", f"/lectures/{number:02d}/", share, "read" if is_read else f"{share:.0%} read" if share else "")


def answering(number: int, answered: int, asked: int) -> Part:
    """The questions in a lecture's text."""
    return Part("Questions in the text", f"/lectures/{number:02d}/", answered / asked, f"{answered} of {asked}")


def building(number: int, points: float | None, out_of: float, passed: bool) -> Part:
    """A lab: points of the best file, None where nothing was handed in or checked."""
    share = 1.0 if passed else min((points or 0) / out_of, 0.99) if out_of else 0.0
    words = "passed" if passed else f"{points:g} of {out_of:g} points" if points else ""
    return Part("Lab", f"/labs/{number:02d}/", share, words)


def practising(number: int, outcomes_right: int, outcomes: int) -> Part:
    """The questions of the bank, for who learns alone: done where each outcome has a right answer."""
    words = f"{outcomes_right} of {outcomes} outcomes"
    return Part("Practice", f"/practice/{number:02d}/", outcomes_right / outcomes if outcomes else 1.0, words)
