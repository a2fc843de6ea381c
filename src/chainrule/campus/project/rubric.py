"""Marks by a milestone's rubric: which counts, where two people give them and one decides, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from chainrule.campus.project.milestones import Criterion, Milestone
from chainrule.campus.syllabus import Derivation
from chainrule.campus.syllabus.derivation import total


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


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What one member gets more or less than the team: points, or percent of the team's points; and why."""

    amount: float
    percent: bool
    reason: str

    @property
    def words(self) -> str:
        """`-2 points`, `+10% of the team’s points`."""
        size = f"{self.amount:+g}".replace("-", "−")
        return f"{size}% of the team’s points" if self.percent else f"{size} point{'s' * (abs(self.amount) != 1)}"


def earned(milestone: Milestone, levels: Mapping[str, float], adjusted: Adjusted | None = None) -> Derivation:
    """A member's points before the late policy: the criteria added, then the own adjustment, between 0 and all points.

    Raises `ValueError` for a criterion without points, or with points that its levels do not reach.
    """
    parts = [_criterion(one, levels) for one in milestone.criteria]
    rule = "The criteria added."
    if adjusted is None or not adjusted.amount:
        return total("Rubric", rule, *parts)
    team = total("The team", rule, *parts)
    earned = team.value or 0.0
    wanted = earned * adjusted.amount / 100 if adjusted.percent else adjusted.amount
    change = min(max(wanted, -earned), milestone.out_of - earned)
    reach = "" if change == wanted else f" Between 0 and {milestone.out_of} points, so {change:+g}."
    own = Derivation("Own adjustment", change, 0, f"{adjusted.words}: {adjusted.reason}{reach}")
    return total("Rubric", "What the team earned, and the own adjustment.", team, own)


def _criterion(criterion: Criterion, levels: Mapping[str, float]) -> Derivation:
    points = levels.get(criterion.id)
    if points is None or not 0 <= points <= criterion.points:
        raise ValueError(f"`{criterion.id}` is given from 0 to {criterion.points} points, not {points}")
    level = criterion.level(points)
    return Derivation(criterion.title, points, criterion.points, level.title if level else "Between two levels.")
