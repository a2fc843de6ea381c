"""The calendar feed: the course's dates as iCalendar. Whose feed it is says its address: `accounts.feed_address`."""

import datetime as dt

import icalendar

from chainrule import __version__
from chainrule.campus.site.core.schedule import address, events
from chainrule.campus.syllabus import Course, Event

REFRESH = dt.timedelta(hours=6)


def to_ical(course: Course, now: dt.datetime, site: str) -> bytes:
    """The calendar of the course (RFC 5545). `site` is the address that links begin with: `https://host`.

    Identifiers are made from the course and the event's own id, so that a moved quiz moves in the reader's calendar.
    Instants are in UTC: no reader needs to know the course's time zone.
    """
    feed = icalendar.Calendar()
    feed.add("prodid", f"-//Chainrule//{__version__}//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"{course.code}: {course.title}")
    feed.add("x-wr-timezone", course.timezone.key)
    feed.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for event in events(course):
        feed.add_component(_component(course, event, now, site))
    return feed.to_ical()


def _component(course: Course, event: Event, now: dt.datetime, site: str) -> icalendar.Event:
    entry = icalendar.Event()
    term = f"{course.code.lower().replace(' ', '-')}.{course.term.first_class.isoformat()}"
    entry.add("uid", f"{event.id}.{term}@chainrule")
    entry.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    entry.add("summary", f"{course.code}: {event.title}")
    if event.detail:
        entry.add("description", event.detail)
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
