"""When nothing may be written, and what is not read yet, because somebody sits a paper or has still to sit it.

From the moment at which a paper opens for anybody until it is over for everybody, nobody of the class writes. Where
some sit it later than the others, the hours in between close only what is about the classes that the paper covers.
What staff write in that time is read when it is over. What stood there before stays readable, as the lectures do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, Value

from chainrule.campus.site.course import course
from chainrule.campus.site.papers.models import Attempt, Sitting
from chainrule.campus.syllabus import window
from chainrule.campus.syllabus.model import SITTINGS

NO_END = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Span:
    """Hours in which somebody may sit a paper, or does."""

    paper: str
    opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True)
class Hold:
    """What a paper closes: all, or what is about these classes. What was written since then is not read."""

    paper: str
    since: dt.datetime
    classes: frozenset[int] | None = None

    def on(self, number: int) -> bool:
        """Whether it closes what is about a class."""
        return self.classes is None or number in self.classes


def holds(spans: Iterable[Span], covers: Mapping[str, frozenset[int]], now: dt.datetime) -> list[Hold]:
    """What is closed at a moment, what closes all first. Pure."""
    by_paper: dict[str, list[Span]] = {}
    for span in spans:
        by_paper.setdefault(span.paper, []).append(span)
    found = []
    for paper, own in by_paper.items():
        running = [span.opens for span in own if span.opens <= now < span.closes]
        if running:
            found.append(Hold(paper, min(running)))
        first, last = min(span.opens for span in own), max(span.closes for span in own)
        if first <= now < last:
            found.append(Hold(paper, first, covers.get(paper, frozenset())))
    return sorted(found, key=lambda hold: hold.classes is not None)


def standing(now: dt.datetime) -> list[Hold]:
    """What is closed now, in one query."""
    papers = {one.id: one for one in course().assessments if one.kind in SITTINGS}
    spans = []
    for paper in papers:
        hours = window(course(), paper)
        spans.append(Span(paper, hours.opens, hours.closes))
    covers = {paper: frozenset(one.covers) for paper, one in papers.items()}
    return holds([*spans, *(span for span in of_students(now) if span.paper in papers)], covers, now)


def of_students(now: dt.datetime) -> list[Span]:
    """The hours that were granted to some, the latest of each, and the attempts that are open."""
    granted = Sitting.objects.order_by().values_list("pk", "student_id", "paper", "opens_at", "closes_at")
    runs = Q(paused_at__isnull=False) | Q(ends_at__gt=now)
    attempts = Attempt.objects.order_by().filter(runs, closed_at=None)
    rows = granted.union(attempts.values_list(Value(0), "student_id", "paper", "began_at", "ends_at"), all=True)
    latest: dict[tuple[int, str], Span] = {}
    running = []
    for pk, student, paper, begins, ends in sorted(rows):
        if pk:
            latest[student, paper] = Span(paper, begins, ends)
        else:
            running.append(Span(paper, begins, NO_END))  # until it is closed: a pause may move its end
    return [*latest.values(), *running]


def not_held(held: Iterable[Hold], number: str, at: str = "at") -> Q:
    """The rows that may be read; `number` and `at` are the ways to the class that they are about, and to when."""
    found = Q()
    for hold in held:
        written = Q(**{f"{at}__gte": hold.since})
        found &= ~(written if hold.classes is None else written & Q(**{f"{number}__in": hold.classes}))
    return found


def why(held: Iterable[Hold], number: int) -> str:
    """Why a student may not write about a class now, in words; "" where they may."""
    hold = next((hold for hold in held if hold.on(number)), None)
    if hold is None:
        return ""
    title = course().assessment(hold.paper).title
    if hold.classes is None:
        return f"Questions and answers are closed while {title} is open. They open again when it is over for everybody."
    return f"Some have still to sit {title}. Questions about what it covers open again when it is over for everybody."
