"""The form with the rubric: what it shows of each criterion, and what came back of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chainrule.campus.project.milestones import Criterion, Milestone
from chainrule.campus.site import inputs
from chainrule.campus.site.rubrics.giving import Typed
from chainrule.campus.site.rubrics.models import Version

LONGEST_COMMENT = 4_000  # characters
KEYS = "123456789"
"""The keys that choose a level, from the lowest on."""
BETWEEN = "Write points from {least:g} to {most:g}, next to the level that you chose, or leave the field empty."
NO_LEVEL = "Choose a level first: points between levels lie next to it."
NOT_ALLOWED = "This criterion has no points between its levels."


@dataclass
class Read:
    """What a form sent: what can be kept, what was typed as points between levels, and what is wrong, by criterion."""

    typed: Typed
    between: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read(form: inputs.Given, milestone: Milestone) -> Read:
    """The levels, points and comments of a form. A criterion without a level has no points."""
    levels: dict[str, float] = {}
    comments: dict[str, str] = {}
    found = Read(Typed(levels, comments, form.code("comment").strip()))
    for criterion in milestone.criteria:
        id = criterion.id
        if comment := form.code(f"comment-{id}").strip():
            comments[id] = comment
        chosen = criterion.level(form.whole(f"level-{id}", -1))
        if chosen:
            levels[id] = float(chosen.points)
        if exact := form.raw(f"points-{id}").strip():
            found.between[id] = exact
            try:
                levels[id] = between(criterion, levels.get(id), exact)
            except inputs.BadInput as bad:
                found.problems[id] = inputs.sentence(bad)
    if max(map(len, (found.typed.overall, *comments.values()))) > LONGEST_COMMENT:
        found.problems[""] = f"A comment has at most {LONGEST_COMMENT:,} characters. Shorten the longest one."
    return found


def between(criterion: Criterion, level: float | None, text: str) -> float:
    """Points between the level that was chosen and the one beside it. Raises `BadInput`."""
    if not criterion.between:
        raise inputs.BadInput(NOT_ALLOWED)
    if level is None:
        raise inputs.BadInput(NO_LEVEL)
    least, most = around(criterion, level)
    points = inputs.number(text)
    if not least <= points <= most:
        raise inputs.BadInput(BETWEEN.format(least=least, most=most))
    return points


def around(criterion: Criterion, level: float) -> tuple[float, float]:
    """The points of the levels below and above a level; its own at an end."""
    points = [one.points for one in criterion.levels]
    place = points.index(int(level))
    return points[max(place - 1, 0)], points[min(place + 1, len(points) - 1)]


def fields(milestone: Milestone, typed: Typed | Version | None, read: Read | None = None) -> list[dict[str, Any]]:
    """What the template shows of each criterion: its levels with their keys, and what was given."""
    levels: Mapping[str, float] = typed.levels if typed else {}
    comments = typed.comments if typed else {}
    shown = []
    for criterion in milestone.criteria:
        points = levels.get(criterion.id)
        exact = "" if points is None or criterion.level(points) else f"{points:g}"
        steps = [
            {
                "level": one,
                "key": KEYS[place] if place < len(KEYS) else "",
                "given": points is not None and one.points == criterion.below(points).points,
            }
            for place, one in enumerate(criterion.levels)
        ]
        shown.append(
            {
                "criterion": criterion,
                "steps": steps,
                "between": read.between.get(criterion.id, exact) if read else exact,
                "comment": comments.get(criterion.id, ""),
                "problem": read.problems.get(criterion.id, "") if read else "",
            }
        )
    return shown


def given(milestone: Milestone, version: Version) -> list[dict[str, Any]]:
    """A version, criterion by criterion: points, the level that they belong to, and the comment."""
    return [
        {
            "criterion": criterion,
            "points": version.levels[criterion.id],
            "level": criterion.below(version.levels[criterion.id]),
            "exactly": criterion.level(version.levels[criterion.id]) is not None,
            "comment": version.comments.get(criterion.id, ""),
        }
        for criterion in milestone.criteria
        if criterion.id in version.levels
    ]


def total(version: Version | None) -> float | None:
    """The points of a version together."""
    return sum(version.levels.values()) if version else None


def side_by_side(milestone: Milestone, versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Several versions, criterion by criterion, with whether their points differ."""
    rows = []
    for criterion in milestone.criteria:
        cells = [
            {"points": one.levels.get(criterion.id), "comment": one.comments.get(criterion.id, "")} for one in versions
        ]
        rows.append({"criterion": criterion, "cells": cells, "differ": len({cell["points"] for cell in cells}) > 1})
    return rows
