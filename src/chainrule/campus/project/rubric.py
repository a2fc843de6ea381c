"""Marking by a rubric: from levels to points, for the team and for each member; two markings side by side.

Everything is a `Derivation`, so that a page can unfold a total down to the level that was given and its words.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.campus.project.milestones import Criterion, Milestone
from chainrule.campus.syllabus.derivation import Derivation, total

Levels = Mapping[str, float]
"""The points of the level that was chosen, by the criterion's id."""


class NotMarked(ValueError):
    """These levels or adjustments make no mark; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What one member gets beside the team's points, more or fewer, and why."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The team's points, and those of each member, each with how it came about."""

    team: Derivation
    members: dict[str, Derivation]


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion for which two markers chose different levels."""

    criterion: Criterion
    first: float
    second: float

    @property
    def by(self) -> float:
        """Points between the two."""
        return abs(self.first - self.second)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two markings of one hand-in."""

    milestone: Milestone
    first: Levels
    second: Levels
    differences: tuple[Difference, ...]

    @property
    def agreed(self) -> bool:
        return not self.differences

    @property
    def by(self) -> float:
        """Points between the two totals; smaller than the differences together where they cancel."""
        return abs(sum(self.first.values()) - sum(self.second.values()))

    @property
    def text(self) -> str:
        """What a page says above the two."""
        if self.agreed:
            return f"Both markers chose the same level for all {len(self.milestone.criteria)} criteria."
        apart = sum(one.by for one in self.differences)
        titles = ", ".join(f"{one.criterion.title} ({one.by:g})" for one in self.differences)
        return (
            f"The markers differ in {len(self.differences)} of {len(self.milestone.criteria)} criteria, by {apart:g} "
            f"points together: {titles}. A moderator decides these."
        )


def problems(milestone: Milestone, levels: Levels) -> dict[str, str]:
    """What is wrong with a marking, by criterion; empty where it is complete."""
    found = {id: "The rubric has no such criterion." for id in levels if milestone.criterion(id) is None}
    for criterion in milestone.criteria:
        points = levels.get(criterion.id)
        if points is None:
            found[criterion.id] = f"{criterion.title}: choose a level."
        elif isinstance(points, bool) or not criterion.gives(points):
            choices = ", ".join(f"{level.points}" for level in criterion.levels)
            found[criterion.id] = f"{criterion.title}: no level gives {points} points. Choose one of {choices}."
    return found


def mark(
    milestone: Milestone,
    levels: Levels,
    members: Sequence[str] = (),
    adjustments: Mapping[str, Adjustment] | None = None,
) -> Marked:
    """The points of the team and of each member, out of `milestone.out_of`.

    A member has the team's points and their own adjustment, which leads neither below 0 nor above the whole. Raises
    `NotMarked` for a marking that is not complete, a member who is not there, an adjustment without a reason.
    """
    if wrong := problems(milestone, levels):
        raise NotMarked(" ".join(wrong.values()))
    given = dict(adjustments or {})
    if strangers := [name for name in given if name not in members]:
        raise NotMarked(f"{', '.join(strangers)}: not in this team. Adjust only the points of its members.")
    team = total("Team", "The points of all criteria added.", *_parts(milestone, levels))
    return Marked(team, {name: _of_member(milestone, team, name, given.get(name)) for name in members})


def _parts(milestone: Milestone, levels: Levels) -> list[Derivation]:
    return [
        Derivation(one.title, float(levels[one.id]), float(one.points), _rule(one, levels[one.id]))
        for one in milestone.criteria
    ]


def _rule(criterion: Criterion, points: float) -> str:
    """The level that gives these points, or the one below."""
    level = criterion.below(points)
    title = level.title if level.points == points else f"More than “{level.title}”"
    return f"{title}: {level.text}"


def _of_member(milestone: Milestone, team: Derivation, name: str, adjustment: Adjustment | None) -> Derivation:
    if adjustment is None:
        return total(name, "The points of the team.", team)
    if not math.isfinite(adjustment.points) or adjustment.points == 0:
        raise NotMarked(f"{name}: an adjustment is a number of points, more or fewer, but not 0.")
    if not adjustment.reason.strip():
        raise NotMarked(f"{name}: say why the points are adjusted. The member reads it.")
    points = team.value or 0.0
    effect, rule = adjustment.points, adjustment.reason.strip()
    if not 0 <= points + effect <= milestone.out_of:
        effect = (milestone.out_of if effect > 0 else 0) - points
        rule += f" ({adjustment.points:+g} points, of which {effect:+g} count: a mark is from 0 to {milestone.out_of}.)"
    part = Derivation("Adjustment", effect, 0.0, rule)
    return total(name, "The points of the team, and an adjustment for this member.", team, part)


def compare(milestone: Milestone, first: Levels, second: Levels) -> Comparison:
    """Two markings side by side. Raises `NotMarked` where one is not complete."""
    for who, levels in (("first", first), ("second", second)):
        if wrong := problems(milestone, levels):
            raise NotMarked(f"The {who} marking: {' '.join(wrong.values())}")
    differing = [
        Difference(criterion, first[criterion.id], second[criterion.id])
        for criterion in milestone.criteria
        if first[criterion.id] != second[criterion.id]
    ]
    return Comparison(milestone, first, second, tuple(differing))
