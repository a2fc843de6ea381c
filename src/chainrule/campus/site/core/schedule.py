"""The course's events as the calendar page, the feed and the home page show them: by week, with their addresses."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, get_args

from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import Course, Event, OwnSitting, calendar
from chainrule.campus.syllabus.events import EventKind

KINDS: tuple[EventKind, ...] = get_args(EventKind)
Own = Mapping[str, OwnSitting]  # the sittings that the reader was granted, by paper
AROUND = dt.timedelta(days=400)  # before the first class and after the last: resits, excuses that come late


def plausible_days() -> tuple[dt.date, dt.date]:
    """The first and the last day that a date typed by staff can mean."""
    dates = [meeting.date for meeting in course().classes]
    return min(dates) - AROUND, max(dates) + AROUND


@dataclass(frozen=True)
class Day:
    """One day on which something is."""

    date: dt.date
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Week:
    """One week of the term, from Monday on. A stretch of holidays stands in the week in which it begins."""

    number: int  # of the term, from 1
    monday: dt.date
    days: tuple[Day, ...]

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)


def own_sittings(user: Any) -> Own:
    """What apps know of this reader's own hours. Nothing for visitors and staff."""
    found: dict[str, OwnSitting] = {}
    for _, own_hours in parts.functions("own_hours", "own_hours"):
        found |= own_hours(user)
    return found


def dates_of_apps(user: Any) -> list[Event]:
    """What apps put into this reader's feed beside the dates of the course."""
    return [event for _, dates in parts.functions("dates", "dates") for event in dates(user)]


def events(course: Course, own: Own) -> tuple[Event, ...]:
    """The reader's calendar without classes in whose place an exam is sat: the exam itself stands there."""
    exams = {exam.beside for exam in course.exams}
    return tuple(e for e in calendar(course, own) if e.kind != "class" or e.number not in exams)


def weeks(course: Course, own: Own) -> tuple[Week, ...]:
    """The term week by week, without weeks in which nothing is. What lasts stands in each of its weeks."""
    entries = sorted(_entries(events(course, own)), key=lambda entry: entry[0])  # stable: a day keeps its order
    start = monday_of(entries[0][0])
    found = []
    for monday, of_week in groupby(entries, key=lambda entry: monday_of(entry[0])):
        days = tuple(
            Day(date, tuple(event for _, event in of_day))
            for date, of_day in groupby(of_week, key=lambda entry: entry[0])
        )
        found.append(Week((monday - start).days // 7 + 1, monday, days))
    return tuple(found)


def _entries(events: tuple[Event, ...]) -> Iterator[tuple[dt.date, Event]]:
    """(day, event): the event's first day, and each further Monday on which it still lasts."""
    for event in events:
        yield event.first, event
        monday = monday_of(event.first) + dt.timedelta(days=7)
        while monday <= event.last:
            yield monday, event
            monday += dt.timedelta(days=7)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week that a day is in."""
    return day - dt.timedelta(days=day.weekday())


def is_over(event: Event, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether it lies in the past: by the instant where it has one, else by the day."""
    return event.ends < now if event.ends else event.last < now.astimezone(zone).date()


def coming(
    course: Course, now: dt.datetime, own: Own, kinds: Collection[str] = KINDS, count: int = 6
) -> tuple[Event, ...]:
    """The next events of these kinds that are not over."""
    ahead = (event for event in events(course, own) if not is_over(event, now, course.timezone))
    return tuple(event for event in ahead if event.kind in kinds)[:count]


def address(event: Event) -> str:
    """The page that an event leads to; empty for holidays."""
    match event.kind:
        case "class":
            return f"/lectures/{event.number:02d}/"
        case "sitting":
            return f"/papers/{event.assessment}/"
        case "deadline":
            return "/syllabus/#project"
        case "notice":
            return "/syllabus/#exams"
        case "announcement":
            return "/news/"
    return ""
