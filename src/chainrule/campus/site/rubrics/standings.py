"""Where the marking of milestones stands: what counts of a team's hand-ins and marks, read from their rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404

from chainrule.campus.project import two_marks
from chainrule.campus.project.milestones import Milestone, load
from chainrule.campus.project.two_marks import Given, Marks, State
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import Shelf, course, folder
from chainrule.campus.site.milestones.models import CheckRun, HandIn
from chainrule.campus.site.project.models import Membership, Team
from chainrule.campus.site.rubrics.models import Adjustment, Marking, Release, SecondMarker, Version
from chainrule.campus.syllabus import due, lateness

Part = Version.Part


class Refused(Exception):
    """What cannot be done; the message says why, and what to do."""


def _load() -> dict[str, Milestone]:
    return load(folder())


of_course: Callable[[], dict[str, Milestone]] = Shelf(_load)


def milestones() -> list[Milestone]:
    """The milestones that the course has both a file and a date for, the earliest first."""
    there = [one for one in of_course().values() if course().has_assessment(one.id)]
    return sorted(there, key=lambda one: deadline(one.id))


def milestone_or_404(id: str) -> Milestone:
    """The milestone that an address names."""
    found = next((one for one in milestones() if one.id == id), None)
    if found is None:
        raise Http404("This course has no such milestone.")
    return found


def deadline(milestone: str) -> datetime:
    return due(course(), milestone)


def closes(milestone: str) -> datetime:
    """Until when a hand-in is accepted, late."""
    return deadline(milestone) + course().late_rules.tiers[-1].until


def memberships(milestone: str, now: datetime, teams: Collection[int] | None = None) -> list[Membership]:
    """Who was in which team at the deadline (before it: who is now), in the order in which they came."""
    moment = min(deadline(milestone), now)
    there = Membership.objects.filter(Q(left_at__isnull=True) | Q(left_at__gt=moment), joined_at__lte=moment)
    return list((there if teams is None else there.filter(team__in=teams)).select_related("student"))


def team_at(student: User, milestone: str, now: datetime) -> Team | None:
    """The team whose milestone a student has a part in."""
    there = [one for one in memberships(milestone, now) if one.student_id == student.pk]
    return Team.objects.get(pk=there[-1].team_id) if there else None


def released() -> set[str]:
    """The milestones whose marks are shown to their teams."""
    return {one.milestone for one in latest_releases().values() if one.shown}


def latest_releases() -> dict[str, Release]:
    """The latest word about each milestone."""
    return {one.milestone: one for one in Release.objects.select_related("by")}


def counting(hand_ins: Iterable[HandIn]) -> dict[int, HandIn]:
    """By team the latest hand-in that the late policy accepts."""
    rules, found = course().late_rules, {}
    for one in hand_ins:
        if lateness(rules, deadline(one.milestone), one.counts_at).accepted:
            found[one.team_id] = one
    return found


@dataclass(frozen=True)
class Known:
    """All about one milestone of one team."""

    milestone: Milestone
    team: Team
    members: tuple[User, ...]
    hand_in: HandIn | None = None
    hand_ins: int = 0
    marking: Marking | None = None
    latest: Mapping[Any, Version] = field(default_factory=dict)
    second_marker: User | None = None

    @property
    def criteria(self) -> list[str]:
        return [one.id for one in self.milestone.criteria]

    @property
    def number(self) -> int | None:
        """The number of the hand-in that counts."""
        return self.hand_in.number if self.hand_in else None

    @cached_property
    def marks(self) -> Marks:
        parts = (self.latest.get(part) for part in (Part.FIRST, Part.SECOND, Part.DECISION))
        first, second, decision = (given(self.milestone, version) for version in parts)
        return Marks(first, second, decision, for_two=self.second_marker is not None)

    @cached_property
    def state(self) -> State:
        return two_marks.state(self.criteria, self.number, self.marks)

    @property
    def counts(self) -> Version | None:
        """The version that counts; None where nobody can say yet."""
        found = two_marks.counting(self.criteria, self.number, self.marks)
        of = {id(self.marks.first): Part.FIRST, id(self.marks.decision): Part.DECISION}
        return self.latest[of[id(found)]] if found else None

    @property
    def both_in(self) -> bool:
        """Whether two people gave their marks, neither with a look at the other's."""
        marks = self.marks
        return all(two_marks.is_in(self.criteria, self.number, one) for one in (marks.first, marks.second))

    @property
    def run(self) -> CheckRun | None:
        """What the checks said of the hand-in."""
        return self.hand_in.run if self.hand_in else None

    @property
    def lateness(self) -> str:
        """What the late policy says of it, in words; "" for what came in time."""
        if self.hand_in is None:
            return ""
        found = lateness(course().late_rules, deadline(self.milestone.id), self.hand_in.counts_at)
        return found.rule if found.tier else ""


def given(milestone: Milestone, version: Version | None) -> Given | None:
    """A version as the rules read it."""
    return Given(levels_of(milestone, version), version.hand_in.number) if version else None


def levels_of(milestone: Milestone, version: Version) -> dict[str, float]:
    """The points of a version that the rubric has now: its file may have changed since."""
    there = {one.id: one for one in milestone.criteria}
    return {id: points for id, points in version.levels.items() if id in there and there[id].gives(points)}


def of_class(milestone: Milestone, now: datetime, only: Collection[int] | None = None) -> list[Known]:
    """Every team of a milestone, the oldest first, in a few queries; `only` these where it is given."""
    members: dict[int, list[User]] = {}
    for one in memberships(milestone.id, now, only):
        members.setdefault(one.team_id, []).append(one.student)
    rows = HandIn.objects.filter(milestone=milestone.id).order_by("number")
    handed_in = list(rows if only is None else rows.filter(team__in=only))
    teams = members.keys() | {one.team_id for one in handed_in}
    found = {
        team.pk: Known(milestone, team, tuple(members.get(team.pk, ()))) for team in Team.objects.filter(pk__in=teams)
    }
    counts = counting(handed_in)
    for pk, known in found.items():
        of_team = sum(one.team_id == pk for one in handed_in)
        found[pk] = replace(known, hand_in=counts.get(pk), hand_ins=of_team)
    return list(_with_marks(found, milestone.id).values())


def _with_marks(found: dict[int, Known], milestone: str) -> dict[int, Known]:
    """The same with the latest versions and the second markers."""
    of_these = {"marking__milestone": milestone, "marking__team__in": list(found)}
    for marking in Marking.objects.filter(milestone=milestone, team__in=list(found)):
        found[marking.team_id] = replace(found[marking.team_id], marking=marking)
    latest: dict[int, dict[str, Version]] = {}
    for version in Version.objects.filter(**of_these, aside=False).select_related("by", "hand_in", "marking"):
        latest.setdefault(version.marking.team_id, {})[version.part] = version
    seconds: dict[int, User | None] = {}
    for row in SecondMarker.objects.filter(**of_these).select_related("marker", "marking"):
        seconds[row.marking.team_id] = row.marker
    return {pk: replace(known, latest=latest.get(pk, {}), second_marker=seconds.get(pk)) for pk, known in found.items()}


def of_team(team: Team, milestone: Milestone, now: datetime) -> Known:
    """All about one team's milestone. Raises `Http404` for a team that has no part in it."""
    found = of_class(milestone, now, only=[team.pk])
    if not found:
        raise Http404("This team has no part in the milestone: nobody was in it at the deadline.")
    return found[0]


def locked(team: Team, milestone: Milestone, now: datetime) -> Known:
    """The same; whoever else wants to mark it or decide about it waits. Within a transaction."""
    Marking.objects.get_or_create(team=team, milestone=milestone.id)
    Marking.objects.select_for_update().get(team=team, milestone=milestone.id)
    return of_team(team, milestone, now)


def adjustments(marking: Marking | None) -> dict[int, Adjustment]:
    """By student the adjustment that stands."""
    if marking is None:
        return {}
    rows = {row.student_id: row for row in marking.adjustments.select_related("by", "student")}
    return {student: row for student, row in rows.items() if row.amount}
