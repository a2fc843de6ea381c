"""The history of one cell of the grade book: who did what to it, when and why, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import parts
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import Excuse
from chainrule.campus.site.papers.models import Exemption, RegradedAttempt, Release, ShortAnswerMark, Sitting
from chainrule.campus.syllabus import Assessment
from chainrule.campus.syllabus.model import SITTINGS


@dataclass(frozen=True)
class Event:
    """One thing that happened. `by` is empty for what the site did by itself."""

    at: datetime
    what: str
    by: str
    why: str = ""


def history(student: User, item: Assessment) -> list[Event]:
    """What was recorded, and what became of the paper, or of the work of the student's team."""
    found = [
        Event(row.recorded_at, f"recorded: {row.what}", row.recorded_by.name, row.note)
        for row in records.history(student, item.id)
    ]
    if item.kind in SITTINGS:
        found += [*_of_paper(student, item.id), *_allowed(student, item.id)]
    for _, of_app in parts.functions("team_sources", "history"):
        found += of_app(student, item.id)
    return sorted(found, key=lambda event: event.at)


def _of_paper(student: User, paper: str) -> list[Event]:
    """Sat, marked by hand, regraded, released."""
    attempts = list(student.attempts.filter(paper=paper).order_by("round"))
    found = [Event(one.began_at, "began the paper", student.name) for one in attempts]
    for one in attempts:
        if one.closed_at is not None:
            by_itself = one.ended == one.Ended.TIME
            found.append(Event(one.closed_at, one.get_ended_display(), "" if by_itself else student.name))
    marks = ShortAnswerMark.objects.filter(attempt__in=attempts).select_related("marker")
    for mark in marks:
        points = float(sum(map(Fraction, mark.points)))
        found.append(Event(mark.marked_at, f"question {mark.item}: {points:g} points", mark.marker.name, mark.comment))
    for change in RegradedAttempt.objects.filter(attempt__in=attempts).select_related("regrade__by"):
        what = f"regraded, question {change.item}: {change.before[0]:g} to {change.after[0]:g} points of the paper"
        found.append(Event(change.regrade.at, what, change.regrade.by.name, change.regrade.reason))
    if attempts:
        for release in Release.objects.filter(paper=paper).select_related("by"):
            what = "scores released" if release.shown else "scores withdrawn again"
            found.append(Event(release.at, what, release.by.name))
    return found


def _allowed(student: User, paper: str) -> list[Event]:
    """Another time to sit it, exemptions, excuses."""
    mine = {"student": student}
    sittings = Sitting.objects.filter(**mine, paper=paper).select_related("granted_by")
    found = [Event(s.granted_at, "another time granted", s.granted_by.name, s.reason) for s in sittings]
    for exemption in Exemption.objects.filter(**mine, paper=paper).select_related("granted_by"):
        what = "exemption withdrawn" if exemption.withdrawn else "exempted"
        found.append(Event(exemption.granted_at, what, exemption.granted_by.name, exemption.reason))
    for excuse in Excuse.objects.filter(**mine, assessment=paper).select_related("verified_by"):
        what = "excuse withdrawn" if excuse.withdrawn else "excused"
        found.append(Event(excuse.verified_at, what, excuse.verified_by.name, excuse.document))
    return found
