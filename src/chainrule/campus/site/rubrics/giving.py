"""Giving levels by the rubric, twice where two people do, and deciding between them. What is typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.rubrics.models import Marking, SecondMarker, Version
from chainrule.campus.site.rubrics.standings import Known, Part, Refused, locked, released

RELEASED = "These marks are released. The instructor takes the release back first, then they can be changed."
NOTHING = "The team has handed nothing in, so there is nothing to mark."
AGAIN = "The team handed in again while you read. What you typed is below; look at hand-in {number}, then save."
DECIDED = "{by} decided about these marks while you read. What you typed is below, and was not saved."
BOTH_IN = "Both marks are in, so neither is changed any more. The instructor decides where they differ."
OTHER_PART = "Who marks a second time was changed while you read. What you typed is below: look, then save."
WRONG_MARKER = "{name} gave the first mark. Somebody else has to give the second one."
NOT_BOTH = "A decision needs both marks. {state}."
SAY_WHY = "Say why: it is kept with the decision."
LACKS = "A decision has points for each criterion: {titles}."


@dataclass(frozen=True)
class Typed:
    """What a form sent: points and words by criterion, words on the whole."""

    levels: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    overall: str = ""

    def is_what(self, version: Version) -> bool:
        """Whether a version says just this."""
        said = (dict(self.levels), dict(self.comments), self.overall)
        return said == (version.levels, version.comments, version.overall)


@dataclass(frozen=True)
class Saved:
    """A version that was kept; `other`: what somebody saved meanwhile, which counts, and then ours is aside."""

    version: Version
    other: Version | None = None


def part_of(known: Known, marker: User) -> str:
    """Which mark a person gives: the second one where they were asked to, else the first."""
    return Part.SECOND if known.second_marker == marker else Part.FIRST


def save(team: Team, milestone: Milestone, by: User, typed: Typed, shown: tuple[str, int, int], now: datetime) -> Saved:
    """Keep what a marker typed, as a new version.

    Args:
        shown: what the page was about: which mark, the number of its last version, the number of the hand-in.

    Raises `Refused`.
    """
    with transaction.atomic():
        known = locked(team, milestone, now)
        part, seen, hand_in = shown
        latest = known.latest.get(part)
        if latest and typed.is_what(latest) and latest.hand_in.number == known.number:
            return Saved(latest)
        speaks_against(known, by, part, hand_in)
        if latest and latest.number != seen:
            return Saved(add(known, part, by, typed, now, aside=True), latest)
        return Saved(add(known, part, by, typed, now))


def speaks_against(known: Known, by: User, part: str, hand_in: int) -> None:
    """Raise `Refused` for the first reason not to keep a mark."""
    if known.milestone.id in released():
        raise Refused(RELEASED)
    if known.hand_in is None:
        raise Refused(NOTHING)
    if known.hand_in.number != hand_in:
        raise Refused(AGAIN.format(number=known.hand_in.number))
    if part != part_of(known, by):
        raise Refused(OTHER_PART)
    if known.marks.decision and known.marks.decision.hand_in == hand_in:
        raise Refused(DECIDED.format(by=known.latest[Part.DECISION].by))
    if known.second_marker and known.both_in:
        raise Refused(BOTH_IN)


def add(
    known: Known, part: str, by: User, typed: Typed, now: datetime, *, aside: bool = False, reason: str = ""
) -> Version:
    """One more version, with its entry in the audit log. Within the transaction that holds the marking."""
    assert known.marking is not None
    assert known.hand_in is not None
    last = Version.objects.filter(marking=known.marking, part=part).order_by("number").last()
    version = Version.objects.create(
        marking=known.marking, part=part, number=last.number + 1 if last else 1, hand_in=known.hand_in,
        levels=dict(typed.levels), comments=dict(typed.comments), overall=typed.overall,
        reason=reason, aside=aside, by=by, at=now,
    )  # fmt: skip
    more: dict[str, Any] = {"reason": reason} if reason else {}
    audit.record(
        by, "milestones.decide" if part == Part.DECISION else "milestones.mark", f"{known.milestone.id}: {known.team}",
        team=known.team.pk, part=str(part), version=version.number, hand_in=known.hand_in.number, aside=aside, **more,
    )  # fmt: skip
    return version


def appoint(team: Team, milestone: Milestone, marker: User | None, by: User, now: datetime) -> SecondMarker | None:
    """Ask somebody for a second mark, or nobody any more; None where that is so already. Raises `Refused`."""
    with transaction.atomic():
        known = locked(team, milestone, now)
        if milestone.id in released():
            raise Refused(RELEASED)
        if known.second_marker == marker:
            return None
        if known.both_in and known.second_marker:
            raise Refused(BOTH_IN)
        first = known.latest.get(Part.FIRST)
        if marker and first and gave_first(known.marking, marker):
            raise Refused(WRONG_MARKER.format(name=marker))
        row = SecondMarker.objects.create(marking=known.marking, marker=marker, by=by, at=now)
        audit.record(
            by,
            "milestones.second_marker",
            f"{milestone.id}: {team}",
            team=team.pk,
            marker=marker.pk if marker else None,
        )
    return row


def gave_first(marking: Marking | None, marker: User) -> bool:
    """Whether a person wrote any version of the first mark."""
    return Version.objects.filter(marking=marking, part=Part.FIRST, by=marker).exists()


def decide(
    team: Team, milestone: Milestone, by: User, takes: str, typed: Typed, reason: str, seen: int, now: datetime
) -> Saved:
    """What counts where two marked: one of the two, or new levels, with the reason. Raises `Refused`.

    Args:
        takes: "first", "second", or "" for what was typed.
        seen: the number of the last decision that the page showed; 0: none.
    """
    with transaction.atomic():
        known = locked(team, milestone, now)
        last = known.latest.get(Part.DECISION)
        if milestone.id in released():
            raise Refused(RELEASED)
        if not (known.second_marker and known.both_in):
            raise Refused(NOT_BOTH.format(state=known.state.value.capitalize()))
        if not reason:
            raise Refused(SAY_WHY)
        if takes:
            one = known.latest[takes]
            typed = Typed(one.levels, one.comments, one.overall)
        if lacks := [one.title for one in milestone.criteria if one.id not in typed.levels]:
            raise Refused(LACKS.format(titles=", ".join(lacks)))
        aside = (last.number if last else 0) != seen
        version = add(known, Part.DECISION, by, typed, now, aside=aside, reason=reason)
        return Saved(version, last if aside else None)
