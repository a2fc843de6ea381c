"""The calendar: every class, holiday, paper and deadline as an event, and what comes next."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.deadlines import Window, at, conflict_notice_due, due, instant, window
from chainrule.campus.syllabus.late import Lateness, lateness
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course

EventKind = Literal["class", "holidays", "sitting", "deadline", "notice", "announcement"]
State = Literal["upcoming", "open", "late"]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the calendar.

    A class and holidays fill the days `first` to `last`, because the syllabus gives no hours for them. A sitting runs
    from `starts` to `ends`; a deadline, a notice and an announcement (which a
    site adds) are an instant, where both are the same. `id` never changes while
    dates move, so that a calendar program updates its entry: `class-4`, `holidays-1`, or the assessment's id.
    """

    id: str
    kind: EventKind
    title: str
    first: dt.date
    last: dt.date
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    detail: str = ""
    number: int | None = None
    assessment: str | None = None

    @property
    def all_day(self) -> bool:
        return self.starts is None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a student can still do: sit a paper or hand something in, and until when.

    `state` is `upcoming` before a paper opens and before a deadline, `open` while a paper can be sat, and `late` while
    something overdue is still accepted, under `lateness`.
    """

    assessment: Assessment
    state: State
    starts: dt.datetime | None
    ends: dt.datetime
    lateness: Lateness | None = None


@dataclass(frozen=True, slots=True)
class OwnSitting:
    """The hours and minutes that one student was granted for a paper. They hold in place of the class's."""

    hours: Window
    minutes: int


NOBODYS: Mapping[str, OwnSitting] = MappingProxyType({})


def calendar(course: Course, own: Mapping[str, OwnSitting] = NOBODYS) -> tuple[Event, ...]:
    """Every event of the course, in the order of its days, whole days first.

    `own` holds the sittings that one student was granted, by paper: in that student's calendar the paper stands at its
    granted hours, under the id that it has for everybody.
    """
    events = [
        Event(
            f"class-{meeting.number}",
            "class",
            f"Class {meeting.number}: {meeting.topic}",
            meeting.date,
            meeting.date,
            number=meeting.number,
        )
        for meeting in course.classes
    ]
    for count, holidays in enumerate(course.term.holidays, start=1):
        events.append(Event(f"holidays-{count}", "holidays", holidays.name, holidays.first, holidays.last))
    for assessment in course.assessments:
        is_sat = assessment.kind in SITTINGS
        events.append(_sitting(course, assessment, own) if is_sat else _deadline(course, assessment))
    events += [_notice(course, exam) for exam in course.exams]
    start = dt.time.min
    return tuple(
        sorted(events, key=lambda event: (instant(event.starts or at(event.first, start, course.timezone)), event.id))
    )


def _sitting(course: Course, assessment: Assessment, own: Mapping[str, OwnSitting]) -> Event:
    rules, granted = course.paper_rules(assessment.id), own.get(assessment.id)
    hours, minutes = window(course, assessment.id), rules.minutes
    if granted:
        zone = course.timezone
        hours = Window(granted.hours.opens.astimezone(zone), granted.hours.closes.astimezone(zone))
        minutes = granted.minutes
    detail = (
        f"Covers {wording.classes(assessment.covers)}. {rules.blueprint.questions} questions, {minutes} minutes from "
        f"your start, {_between(hours)}."
    )
    return Event(
        assessment.id,
        "sitting",
        assessment.title,
        hours.opens.date(),
        hours.closes.date(),
        hours.opens,
        hours.closes,
        f"Your own sitting. {detail}" if granted else detail,
        assessment.beside,
        assessment.id,
    )


def _between(hours: Window) -> str:
    """The hours in words; with their days where they reach over midnight."""
    opens, closes = hours.opens, hours.closes
    if opens.date() == closes.date():
        return f"between {opens:%H:%M} and {closes:%H:%M}"
    return f"between {wording.moment(opens)} and {wording.moment(closes)}"


def _deadline(course: Course, assessment: Assessment) -> Event:
    moment = due(course, assessment.id)
    title = assessment.title if assessment.kind == "teams" else f"{assessment.title} deadline"
    return Event(
        assessment.id,
        "deadline",
        title,
        assessment.date,
        assessment.date,
        moment,
        moment,
        f"Due at {moment:%H:%M}.",
        assessment.beside,
        assessment.id,
    )


def _notice(course: Course, exam: Assessment) -> Event:
    moment = conflict_notice_due(course, exam.id)
    title = f"Last day to tell of a conflict with the {exam.title}"
    return Event(
        f"{exam.id}-notice",
        "notice",
        title,
        moment.date(),
        moment.date(),
        moment,
        moment,
        f"Tell your instructor by {moment:%H:%M}.",
        None,
        exam.id,
    )


def what_is_due(course: Course, now: dt.datetime, done: Collection[str] = ()) -> tuple[Due, ...]:
    """What can still be sat or handed in at `now`, soonest end first; `done` names what the reader has done already."""
    waiting = [assessment for assessment in course.assessments if assessment.id not in done]
    found = [(_paper_due if a.kind in SITTINGS else _hand_in_due)(course, a, now) for a in waiting]
    return tuple(
        sorted((entry for entry in found if entry), key=lambda entry: (instant(entry.ends), entry.assessment.id))
    )


def _paper_due(course: Course, assessment: Assessment, now: dt.datetime) -> Due | None:
    hours = window(course, assessment.id)
    if instant(now) >= instant(hours.closes):
        return None
    state: State = "open" if now in hours else "upcoming"
    return Due(assessment, state, hours.opens, hours.closes)


def _hand_in_due(course: Course, assessment: Assessment, now: dt.datetime) -> Due | None:
    moment = due(course, assessment.id)
    late = lateness(course.late_rules, moment, now)
    if late.tier == 0:
        return Due(assessment, "upcoming", None, moment)
    if assessment.kind == "teams" or not late.accepted:
        return None
    ends = instant(moment) + course.late_rules.tiers[-1].until
    return Due(assessment, "late", None, ends.astimezone(course.timezone), late)
