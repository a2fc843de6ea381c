"""What is on record for each member of a team: `grades` reads it, below what staff recorded by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.rubrics import standings
from chainrule.campus.site.rubrics.models import Adjustment
from chainrule.campus.site.rubrics.results import score
from chainrule.campus.syllabus import Awaiting, Record


def records(students: Sequence[User], now: datetime) -> dict[int, dict[str, Record]]:
    """By student: the milestones of the team that they were in at the deadline.

    Nothing of a mark is in it before the release: until then a hand-in waits.
    """
    found: dict[int, dict[str, Record]] = {student.pk: {} for student in students}
    rows = HandIn.objects.filter(team__memberships__student__in=students).order_by()
    there = set(rows.values_list("team", "milestone"))
    teams, handed_in = {team for team, _ in there}, {milestone for _, milestone in there}
    shown = standings.released() if handed_in else set()
    for milestone in standings.milestones():
        if milestone.id in handed_in:
            for student, record in _of_teams(milestone, teams, milestone.id in shown, now).items():
                if student in found:
                    found[student][milestone.id] = record
    return {student: records for student, records in found.items() if records}


def _of_teams(milestone: Milestone, teams: set[int], shown: bool, now: datetime) -> dict[int, Record]:
    """By student, for all members of some teams."""
    found: dict[int, Record] = {}
    rows = Adjustment.objects.filter(marking__milestone=milestone.id, marking__team__in=teams) if shown else ()
    latest = {(row.marking_id, row.student_id): row for row in rows}
    for known in standings.of_class(milestone, now, only=teams):
        if known.hand_in is None:
            continue
        counts = known.counts if shown else None
        for member in known.members:
            row = latest.get((known.marking.pk, member.pk)) if known.marking else None
            found[member.pk] = score(milestone, counts, row) if counts else Awaiting(known.hand_in.counts_at)
    return found
