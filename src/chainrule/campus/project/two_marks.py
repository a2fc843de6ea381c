"""Which mark of a milestone counts, where one or two people give it by the rubric and a third may decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Where the marking of one team's milestone stands."""

    NOTHING = "nothing handed in"
    TO_MARK = "to be marked"
    BEGUN = "begun"
    AGAIN = "handed in again"  # after the mark
    SECOND = "waits for the second mark"
    DIFFER = "the two marks differ"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave: points by criterion, and the number of the hand-in that they read."""

    levels: Mapping[str, float]
    hand_in: int

    def lacks(self, criteria: Collection[str]) -> list[str]:
        """The criteria without points."""
        return [id for id in criteria if id not in self.levels]


@dataclass(frozen=True, slots=True)
class Marks:
    """All that was given for one team's milestone: by the first marker, the second one, and who decided."""

    first: Given | None = None
    second: Given | None = None
    decision: Given | None = None
    for_two: bool = False


def state(criteria: Collection[str], hand_in: int | None, marks: Marks) -> State:
    """Where that stands, for the hand-in that counts; None: there is none.

    A mark of an earlier hand-in counts no more: somebody looks at what came after it.
    """
    if hand_in is None:
        return State.NOTHING
    if marks.decision and marks.decision.hand_in == hand_in:
        return State.MARKED
    if marks.first is None:
        return State.TO_MARK
    if marks.first.hand_in != hand_in:
        return State.AGAIN
    if marks.first.lacks(criteria):
        return State.BEGUN
    if not marks.for_two:
        return State.MARKED
    if not is_in(criteria, hand_in, marks.second):
        return State.SECOND
    return State.DIFFER if differ(criteria, marks) else State.MARKED


def is_in(criteria: Collection[str], hand_in: int | None, given: Given | None) -> bool:
    """Whether a mark is whole, and of the hand-in that counts."""
    return given is not None and given.hand_in == hand_in and not given.lacks(criteria)


def differ(criteria: Collection[str], marks: Marks) -> list[str]:
    """The criteria for which the two gave different points."""
    if marks.first is None or marks.second is None:
        return []
    return [id for id in criteria if marks.first.levels.get(id) != marks.second.levels.get(id)]


def counting(criteria: Collection[str], hand_in: int | None, marks: Marks) -> Given | None:
    """The mark that counts: what was decided, else the first one where nothing speaks against it."""
    if state(criteria, hand_in, marks) is not State.MARKED:
        return None
    decided = marks.decision is not None and marks.decision.hand_in == hand_in
    return marks.decision if decided else marks.first
