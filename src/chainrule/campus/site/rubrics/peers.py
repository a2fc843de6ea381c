"""What members say of each other's part in a milestone: who may, until when, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chainrule.campus.project.milestones import Milestone, answer_problems
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.templatetags.site import when
from chainrule.campus.site.rubrics.models import PeerReport
from chainrule.campus.site.rubrics.standings import Refused, deadline, memberships, released, team_at

EARLY = "Reports open at the deadline, {at}: by then the work is done."
OVER = "The marks of this milestone are released, so your reports stay as they are."
NO_TEAM = "You were in no team at the deadline, so there is nobody to report about."
FOREIGN = "You report about those who were in your team at the deadline, and about nobody else."


def mates(student: User, milestone: Milestone, now: datetime) -> list[User]:
    """Who a student reports about: who was in their team at the deadline with them."""
    there = memberships(milestone.id, now)
    teams = {one.team_id for one in there if one.student_id == student.pk}
    return [one.student for one in there if one.team_id in teams and one.student_id != student.pk]


def why_not(milestone: Milestone, now: datetime) -> str:
    """Why nobody can report now; "" where it is open."""
    if now < deadline(milestone.id):
        return EARLY.format(at=when(deadline(milestone.id)))
    return OVER if milestone.id in released() else ""


def own(student: User, milestone: Milestone) -> dict[int, PeerReport]:
    """A student's latest report about each team-mate."""
    return {one.about_id: one for one in PeerReport.objects.filter(author=student, milestone=milestone.id)}


def report(
    author: User, about: User, milestone: Milestone, answers: Mapping[str, str], now: datetime
) -> tuple[PeerReport | None, dict[str, str]]:
    """Keep a report, or say what is wrong with its answers, by question. Raises `Refused`."""
    if why := why_not(milestone, now):
        raise Refused(why)
    team = team_at(author, milestone.id, now)
    if team is None:
        raise Refused(NO_TEAM)
    if about not in mates(author, milestone, now):
        raise Refused(FOREIGN)
    if wrong := answer_problems(milestone.peer, answers):
        return None, wrong
    with transaction.atomic():
        User.objects.select_for_update().get(pk=author.pk)
        if why := why_not(milestone, now):
            raise Refused(why)
        last = PeerReport.objects.filter(author=author, about=about, milestone=milestone.id).last()
        if last and last.answers == dict(answers):
            return last, {}
        made = PeerReport.objects.create(
            team=team, milestone=milestone.id, author=author, about=about, number=last.number + 1 if last else 1,
            asked=[{"id": one.id, "title": one.title} for one in milestone.peer], answers=dict(answers), at=now,
        )  # fmt: skip
        audit.record(author, "peers.report", f"{milestone.id}: {author}", number=made.number)
    return made, {}


def missing(milestone: Milestone, now: datetime) -> list[tuple[User, User]]:
    """Who has not reported about whom."""
    said = set(PeerReport.objects.filter(milestone=milestone.id).values_list("author", "about"))
    there = memberships(milestone.id, now)
    return [
        (one.student, other.student)
        for one in there
        for other in there
        if one.team_id == other.team_id and one.student_id != other.student_id
        and (one.student_id, other.student_id) not in said
    ]  # fmt: skip


def of_members(milestone: Milestone, members: Sequence[User]) -> dict[int, list[PeerReport]]:
    """What was said last of each of some members, by their number."""
    rows = PeerReport.objects.filter(milestone=milestone.id, about__in=list(members)).select_related("author", "about")
    latest = {(one.author_id, one.about_id): one for one in rows}
    found: dict[int, list[PeerReport]] = {}
    for one in latest.values():
        found.setdefault(one.about_id, []).append(one)
    return found
