"""Where the mark of a proposal comes from, for the pages of grades: the proposal or its review, and what happened."""

from __future__ import annotations

from django.urls import reverse

from chainrule.campus.project.verdicts import item
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.course import course
from chainrule.campus.site.grades.cell_history import Event
from chainrule.campus.site.grades.sources import Link, Source
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.proposals.models import Review, Submission


def team_that_handed_in(student: User) -> int | None:
    """The team of a student, by number, where it handed a proposal in."""
    there = Membership.objects.filter(student=student, left_at__isnull=True, team__proposal__submissions__isnull=False)
    return there.values_list("team", flat=True).first()


def sources(student: User, viewer: User) -> dict[str, Source]:
    """Where the proposal stands, for the student or a member of staff."""
    team = team_that_handed_in(student)
    if team is None:
        return {}
    if allows(viewer, "proposals.review"):
        return {
            item(course()): Source("", (Link("The proposal and its review", reverse("proposals:review", args=[team])),))
        }
    if viewer == student:
        return {item(course()): Source("", (Link("Your team’s proposal and its review", reverse("proposals:mine")),))}
    return {}


def history(student: User, id: str) -> list[Event]:
    """What the student's team handed in, and what was decided."""
    is_proposal = course().has_assessment(id) and course().assessment(id).kind == "proposal"
    team = team_that_handed_in(student) if is_proposal else None
    if team is None:
        return []
    submissions = Submission.objects.filter(proposal__team=team).select_related("by", "proposal__team")
    found = [Event(one.at, f"{one.proposal.team}: hand-in {one.number}", one.by.name) for one in submissions]
    reviews = Review.objects.filter(submission__proposal__team=team).select_related("by")
    return found + [Event(one.at, one.get_verdict_display(), one.by.name, one.overall) for one in reviews]
