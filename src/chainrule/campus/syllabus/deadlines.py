"""The instants of the course: when a hand-in is due, when a paper opens and closes, when an attempt ends."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from chainrule.campus.syllabus.model import SITTINGS, Course

NO_TIME = dt.timedelta(0)


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` on, and before `closes`. Both carry the course's time zone."""

    opens: dt.datetime
    closes: dt.datetime

    def __contains__(self, now: dt.datetime) -> bool:
        return instant(self.opens) <= instant(now) < instant(self.closes)


def instant(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC, where differences and comparisons are true; refuses a moment without a time zone.

    Python subtracts and compares two moments of one zone by the clock on the wall, which is wrong when that changes.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; pass an aware datetime")
    return moment.astimezone(dt.UTC)


@lru_cache(maxsize=1024)  # a class asks for the same few hours, once a student and a mark
def at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment when the clock in `zone` shows `time` on `day`.

    Where a change of the clock makes that hour come twice, or not at all, the later of the two possible moments is
    taken, so that nobody loses time.
    """
    moments = [dt.datetime.combine(day, time, zone).replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
    return max(moments).astimezone(zone)


def due(course: Course, id: str) -> dt.datetime:
    """When the hand-in `id` is due, or when the quiz or exam `id` closes.

    `due(course, "proposal").isoformat()` reads `2026-02-10T23:00:00+04:00`.
    """
    assessment = course.assessment(id)
    if assessment.kind in SITTINGS:
        return window(course, id).closes
    return at(assessment.date, course.deadline_rules.time, course.timezone)


def window(course: Course, id: str) -> Window:
    """The hours in which the quiz or exam `id` can be sat. Raises `LookupError` for a deadline."""
    rules, day = course.paper_rules(id), course.assessment(id).date
    return Window(at(day, rules.opens, course.timezone), at(day, rules.closes, course.timezone))


def ends_after(
    started: dt.datetime, limit: dt.timedelta, extra: dt.timedelta, closes: dt.datetime, *, full_time: bool
) -> dt.datetime:
    """When an attempt ends: after its time, which closing cuts short unless it is `full_time`, and then after `extra`.

    Extra time is a student's own: closing never takes of it.
    """
    ends = instant(started) + limit
    return (ends if full_time else min(ends, instant(closes))) + extra


def attempt_ends(course: Course, id: str, started: dt.datetime, extra: dt.timedelta = NO_TIME) -> dt.datetime:
    """When an attempt at the paper `id` that began at `started` ends. `extra` is a student's personal extra time.

    Raises `ValueError` for a start outside the paper's window.
    """
    rules, hours = course.paper_rules(id), window(course, id)
    if started not in hours:
        raise ValueError(f"{id} can be started from {hours.opens.isoformat()} until {hours.closes.isoformat()}")
    ends = ends_after(started, rules.time_limit, extra, hours.closes, full_time=rules.full_time_after_closing)
    return ends.astimezone(course.timezone)


def last_full_start(course: Course, id: str) -> dt.datetime:
    """The latest start that leaves the whole time limit: later ones are cut off at closing, if at all."""
    rules, closes = course.paper_rules(id), window(course, id).closes
    if rules.full_time_after_closing:
        return closes
    return (instant(closes) - rules.time_limit).astimezone(course.timezone)


def conflict_notice_due(course: Course, id: str) -> dt.datetime:
    """Until when a student must have told of a conflict with the exam `id`."""
    day = course.assessment(id).date - course.exam_rules.conflict_notice
    return at(day, course.deadline_rules.time, course.timezone)


def teams_assigned(course: Course) -> dt.datetime:
    """When students without a team are assigned to one: a while before the proposal is due."""
    proposal = next(a for a in course.assessments if a.kind == "proposal")
    day = proposal.date - course.project_rules.teams.assigned_before
    return at(day, course.deadline_rules.time, course.timezone)
