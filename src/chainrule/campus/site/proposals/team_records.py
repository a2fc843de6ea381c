"""What is on record for each member of a team: `grades` reads it, below what staff recorded by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch

from chainrule.campus.project.verdicts import item, standing
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.proposals.models import Review, Submission
from chainrule.campus.site.proposals.standings import done
from chainrule.campus.syllabus import Record


def records(students: Sequence[User], now: datetime) -> dict[int, dict[str, Record]]:
    """By student: the proposal of the team that they are in now. All members have the same."""
    teams = dict(Membership.objects.filter(student__in=students, left_at__isnull=True).values_list("student", "team"))
    reviews = Prefetch("reviews", Review.objects.defer("overall", "comments"))
    rows: dict[int, list[Submission]] = {}
    handed_in = Submission.objects.filter(proposal__team__in=set(teams.values())).select_related("proposal")
    for row in handed_in.defer("form", "answers", "note", "members").order_by("number").prefetch_related(reviews):
        rows.setdefault(row.proposal.team_id, []).append(row)
    by_team = {team: standing(done(of_team)).record for team, of_team in rows.items()}
    return {student: {item(course()): by_team[team]} for student, team in teams.items() if by_team.get(team)}
