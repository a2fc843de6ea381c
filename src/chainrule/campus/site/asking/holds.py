"""When nothing may be written, and what is not read yet, because somebody sits a paper or has still to sit it.

In the hours of the class, and while anybody's attempt runs, nobody of the class writes. From its opening until it is
over for everybody, what is about the classes that the paper covers is closed; and whoever has still to sit it, at hours
of their own, writes nothing, and reads nothing that was written since. What staff write in that time is read when it is
over. What stood there before stays readable, as the lectures do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Value

from chainrule.campus.site.course import course
from chainrule.campus.site.papers.models import Attempt, Sitting
from chainrule.campus.syllabus import window
from chainrule.campus.syllabus.model import SITTINGS

NO_END = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Span:
    """The hours of a paper: of the class, or those that one student was granted, or an attempt of theirs that runs."""

    paper: str
    opens: dt.datetime
    closes: dt.datetime
    student: int = 0
    granted: bool = False

    def closes_all(self, now: dt.datetime) -> bool:
        """Whether nobody of the class writes: not for who may begin on some day of their own, but while they sit it."""
        return not self.granted and self.opens <= now < self.closes


@dataclass(frozen=True)
class Hold:
    """What a paper closes: all, or what is about these classes. What was written since then is not read."""

    paper: str
    since: dt.datetime
    classes: frozenset[int] | None = None
    own: bool = False  # the reader has still to sit it, or sits it

    def on(self, number: int) -> bool:
        """Whether it closes what is about a class."""
        return self.classes is None or number in self.classes


def holds(spans: Iterable[Span], covers: Mapping[str, frozenset[int]], now: dt.datetime, reader: int = 0) -> list[Hold]:
    """What is closed to a student at a moment, what closes all first. Pure."""
    by_paper: dict[str, list[Span]] = {}
    for span in spans:
        by_paper.setdefault(span.paper, []).append(span)
    found = []
    for paper, own in by_paper.items():
        first, last = min(span.opens for span in own), max(span.closes for span in own)
        if not first <= now < last:
            continue
        if any(span.student == reader and reader and now < span.closes for span in own):
            found.append(Hold(paper, first, own=True))
        elif running := [span.opens for span in own if span.closes_all(now)]:
            found.append(Hold(paper, min(running)))
        found.append(Hold(paper, first, covers.get(paper, frozenset())))
    return sorted(found, key=lambda hold: hold.classes is not None)


def standing(now: dt.datetime, reader: int = 0) -> list[Hold]:
    """What is closed to a student now, in one query; without a student, to those who have nothing to sit any more."""
    papers = {one.id: one for one in course().assessments if one.kind in SITTINGS}
    spans = []
    for paper in papers:
        hours = window(course(), paper)
        spans.append(Span(paper, hours.opens, hours.closes))
    covers = {paper: frozenset(one.covers) for paper, one in papers.items()}
    return holds([*spans, *(span for span in of_students(now) if span.paper in papers)], covers, now, reader)


def of_students(now: dt.datetime) -> list[Span]:
    """The hours that were granted to some who have not sat it since, the latest of each, and attempts that run."""
    sat = Attempt.objects.filter(student=OuterRef("student"), paper=OuterRef("paper"), closed_at__isnull=False)
    still = ~Exists(sat) | Q(again=True) & ~Exists(sat.filter(began_at__gt=OuterRef("granted_at")))
    granted = Sitting.objects.filter(still).order_by().values_list("pk", "student_id", "paper", "opens_at", "closes_at")
    runs = Q(paused_at__isnull=False) | Q(ends_at__gt=now)
    attempts = Attempt.objects.order_by().filter(runs, closed_at=None)
    rows = granted.union(attempts.values_list(Value(0), "student_id", "paper", "began_at", "ends_at"), all=True)
    latest: dict[tuple[int, str], Span] = {}
    running = []
    for pk, student, paper, begins, ends in sorted(rows):
        if pk:
            latest[student, paper] = Span(paper, begins, ends, student, granted=True)
        else:
            running.append(Span(paper, begins, NO_END, student))  # until it is closed: a pause may move its end
    return [*latest.values(), *running]


def not_held(held: Iterable[Hold], number: str) -> Q:
    """The rows with a moment `at` that may be read; `number` is the way to the class that they are about."""
    found = Q()
    for hold in held:
        written = Q(at__gte=hold.since)
        found &= ~(written if hold.classes is None else written & Q(**{f"{number}__in": hold.classes}))
    return found


def why(held: Iterable[Hold], number: int) -> str:
    """Why a student may not write about a class now, in words; "" where they may."""
    hold = next((hold for hold in held if hold.on(number)), None)
    if hold is None:
        return ""
    title = course().assessment(hold.paper).title
    if hold.own:
        return f"Questions and answers are closed to you until {title} is over for you."
    if hold.classes is None:
        return f"Questions and answers are closed while {title} is open. They open again when it is over for everybody."
    return f"Some have still to sit {title}. Questions about what it covers open again when it is over for everybody."
