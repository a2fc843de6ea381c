"""Whether the questions about own code are made for the papers that ask them soon."""

from __future__ import annotations

from datetime import datetime

from chainrule.campus.site import clock
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import status
from chainrule.campus.site.viva.for_papers import BEFORE
from chainrule.campus.site.viva.models import Made
from chainrule.campus.syllabus import window


def lines() -> list[Line]:
    """A line for each paper that asks about own code and is open, or opens within a day."""
    return lines_at(clock.now())


def lines_at(now: datetime) -> list[Line]:
    """The same at a given moment."""
    found = []
    for paper in status.papers():
        hours = window(course(), paper.id)
        if paper.own_code and hours.opens - BEFORE <= now < hours.closes:
            sets = Made.objects.filter(paper=paper.id)
            waiting = sets.filter(state__in=(Made.State.QUEUED, Made.State.RUNNING)).count()
            empty = sets.exclude(state__in=(Made.State.QUEUED, Made.State.RUNNING)).filter(questions=[]).count()
            value = f"questions about lab {paper.own_code.lab}: {sets.count() - waiting - empty} ready"
            value += f", {waiting} wait to be made" * bool(waiting) + f", {empty} could not be made" * bool(empty)
            found.append(Line(paper.title, value, fix="Who has no set gets questions of the bank." * bool(empty)))
    return found
