"""The calendar feed: the course's dates as iCalendar. Whose feed it is says its address: `accounts.feed_address`."""

import datetime as dt
from collections.abc import Sequence

import icalendar

from chainrule import __version__
from chainrule.campus.site.core.schedule import Own, address, events
from chainrule.campus.syllabus import Course, Event

REFRESH = dt.timedelta(hours=6)


def to_ical(course: Course, now: dt.datetime, site: str, own: Own, more: Sequence[Event] = ()) -> bytes:
    """The calendar of the course (RFC 5545). `site` is the address that links begin with: `https://host`.

    `own` holds the sittings that the reader was granted: each stands in place of the class's, under its identifier.
    `more` is what apps add.

    Identifiers are made from the course, its half of the year and the event's own id, so that a moved quiz, or a moved
    first class, moves in the reader's calendar. Instants are in UTC: no reader needs to know the course's time zone;
    the description says in words whose clock the hours in it are.
    """
    feed = icalendar.Calendar()
    feed.add("prodid", f"-//Chainrule//{__version__}//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"{course.code}: {course.title}")
    feed.add("x-wr-timezone", course.timezone.key)
    feed.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for event in (*events(course, own), *more):
        feed.add_component(_component(course, event, now, site))
    return feed.to_ical()


def half_year(course: Course) -> str:
    """The half of the year that the course begins in: `2026-1`. It stays as it is when its first day moves a little."""
    first = course.term.first_class
    return f"{first.year}-{1 if first.month <= 6 else 2}"


def clock_of(course: Course, event: Event) -> str:
    """Whose clock the hours are: " Hours of Baku (UTC+04:00)."; nothing for whole days."""
    if event.starts is None:
        return ""
    place = course.timezone.key.rpartition("/")[2].replace("_", " ")
    offset = event.starts.astimezone(course.timezone).isoformat()[-6:]
    return f" Hours of {place} (UTC{offset})."


def _component(course: Course, event: Event, now: dt.datetime, site: str) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"{event.id}.{course.code.lower().replace(' ', '-')}.{half_year(course)}@chainrule")
    entry.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    entry.add("summary", f"{course.code}: {event.title}")
    if event.detail:
        entry.add("description", f"{event.detail}{clock_of(course, event)}")
    if event.starts is None:
        entry.add("dtstart", event.first)
        entry.add("dtend", event.last + dt.timedelta(days=1))  # iCalendar's last day is the first one outside
    else:
        entry.add("dtstart", event.starts.astimezone(dt.UTC))
        if event.ends and event.ends > event.starts:
            entry.add("dtend", event.ends.astimezone(dt.UTC))
    # Whole days and deadlines leave a calendar free; only what has hours of its own takes them.
    entry.add("transp", "OPAQUE" if event.kind == "class" and event.starts else "TRANSPARENT")
    entry.add("categories", [event.kind])
    if link := address(event):
        entry.add("url", site + link)
    return entry
