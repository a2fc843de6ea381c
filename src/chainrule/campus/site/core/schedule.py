"""The course's events as the calendar page, the feed and the home page show them: by week, with their addresses."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from chainrule.campus.syllabus import Course, Event, calendar


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


def weeks(course: Course) -> tuple[Week, ...]:
    """The term week by week, without weeks in which nothing is."""
    events = sorted(calendar(course), key=lambda e: e.first)  # stable: within a day the order of the calendar stays
    start = monday_of(events[0].first)
    return tuple(
        Week((monday - start).days // 7 + 1, monday, tuple(_days(of_week)))
        for monday, of_week in groupby(events, key=lambda e: monday_of(e.first))
    )


def _days(events: Iterator[Event]) -> Iterator[Day]:
    for date, of_day in groupby(events, key=lambda e: e.first):
        yield Day(date, tuple(of_day))


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week that a day is in."""
    return day - dt.timedelta(days=day.weekday())


def is_over(event: Event, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether it lies in the past: by the instant where it has one, else by the day."""
    return event.ends < now if event.ends else event.last < now.astimezone(zone).date()


def coming(course: Course, now: dt.datetime, count: int = 6) -> tuple[Event, ...]:
    """The next events that are not over."""
    return tuple(e for e in calendar(course) if not is_over(e, now, course.timezone))[:count]


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
    return ""
