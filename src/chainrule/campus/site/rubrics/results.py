"""What a member's marks come to: by the rubric, with the own adjustment, and by the late policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chainrule.campus.project import rubric
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site.course import course
from chainrule.campus.site.rubrics.models import Adjustment, Version
from chainrule.campus.site.rubrics.standings import levels_of
from chainrule.campus.syllabus import Derivation, Score
from chainrule.campus.syllabus.assessments import View, milestone_mark

MEMBER = "By the rubric"


def adjusted(row: Adjustment | None, of_team: float) -> rubric.Adjustment | None:
    """An adjustment as the rules read it: in points."""
    if row is None:
        return None
    is_share = row.unit == Adjustment.Unit.PERCENT
    return rubric.Adjustment(of_team * row.amount / 100 if is_share else row.amount, f"{row.words}: {row.reason}")


def derivation(milestone: Milestone, version: Version, row: Adjustment | None) -> Derivation:
    """A member's points before the late policy."""
    levels = levels_of(milestone, version)
    own = adjusted(row, sum(levels.values()))
    if own is None or own.points == 0:
        return rubric.mark(milestone, levels).team
    return rubric.mark(milestone, levels, [MEMBER], {MEMBER: own}).members[MEMBER]


def score(milestone: Milestone, version: Version, row: Adjustment | None) -> Score:
    """The same as the syllabus takes it, with the instant that lateness is counted from."""
    found = derivation(milestone, version, row)
    points = min(max(found.value or 0.0, 0.0), found.out_of)  # a sum of fractions may be off by the last digit
    return Score(points, found.out_of, received=version.hand_in.counts_at)


def with_lateness(milestone: Milestone, record: Score, now: datetime) -> Derivation:
    """What the syllabus makes of a score: the mark that goes into the project grade."""
    records: Mapping[str, Score] = {milestone.id: record}
    return milestone_mark(course(), milestone.id, records, now, View.SO_FAR)
