"""Where the mark of a milestone comes from, for the pages of grades: the feedback or the marking, and what happened."""

from __future__ import annotations

from django.urls import reverse

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.grades.cell_history import Event
from chainrule.campus.site.grades.sources import Link, Source
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.rubrics.models import Adjustment, Release, Version
from chainrule.campus.site.rubrics.standings import milestones, released, team_at


def sources(student: User, viewer: User) -> dict[str, Source]:
    """By milestone: where the hand-in and its feedback stand, for the student or a member of staff."""
    found: dict[str, Source] = {}
    now = clock.now()
    handed_in = set(HandIn.objects.order_by().values_list("team", "milestone"))
    for milestone in milestones() if handed_in else ():
        team = team_at(student, milestone.id, now)
        if team is None or (team.pk, milestone.id) not in handed_in:
            continue
        if allows(viewer, "milestones.mark"):
            address = reverse("rubrics:mark", args=[milestone.id, team.pk])
            found[milestone.id] = Source("", (Link(f"The hand-in of {team}, and its marking", address),))
        elif viewer == student:
            address = reverse("rubrics:feedback", args=[milestone.id])
            found[milestone.id] = Source("", (Link("Your team’s hand-in, with marks and reasons", address),))
    return found


def history(student: User, item: str) -> list[Event]:
    """For staff: handed in, marked, adjusted, released. Before the release no points: a second marker reads this."""
    team = team_at(student, item, clock.now()) if item in {one.id for one in milestones()} else None
    if team is None:
        return []
    handed_in = HandIn.objects.filter(team=team, milestone=item).select_related("by")
    found = [Event(one.received_at, f"{team}: hand-in {one.number}", one.by.name) for one in handed_in]
    shown = released()
    marked = {"marking__team": team, "marking__milestone": item}
    for version in Version.objects.filter(**marked, aside=False).select_related("by"):
        points = f": {sum(version.levels.values()):g} points" if item in shown else ""
        what = f"{version.get_part_display()}{points}"
        found.append(Event(version.at, what, version.by.name, version.reason))
    for row in Adjustment.objects.filter(**marked, student=student).select_related("by"):
        found.append(Event(row.at, f"own adjustment: {row.words}", row.by.name, row.reason))
    for release in Release.objects.filter(milestone=item).select_related("by"):
        what = "marks released" if release.shown else "release taken back"
        found.append(Event(release.at, what, release.by.name, release.reason))
    return found
