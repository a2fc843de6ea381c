"""What the home page says: each app adds what it knows through one small function.

An app takes part by a module `summary.py` with a function

    def summary(user: User, now: datetime) -> Summary: ...

`todo` is what the person can do at this moment; `due` is what has a date and cannot be done here and now; `resume` is
where they left off; `news` is what changed for them; `waiting` is what waits for a member of staff. `core` itself adds
revisions of the syllabus; `papers` adds quizzes and exams, because it knows who has sat them; `labs` adds what is to be
built, `grades` the deadlines of what is not on record yet. Addresses come from `reverse`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Todo:
    """Something that can be done now: `Todo("Quiz 1", "/papers/quiz-1/", "Begin", until=closes, note="30 minutes")`.

    `until` is missing where it can be done as late as one likes; `runs` says that its clock is running.
    """

    title: str
    address: str
    action: str  # words of its button
    until: datetime | None = None
    note: str = ""
    runs: bool = False


@dataclass(frozen=True)
class Due:
    """Something with a date: `Due(at, "Quiz 2", "/papers/quiz-2/", "30 minutes", opens=opens)`."""

    at: datetime
    title: str
    address: str = ""
    note: str = ""
    opens: datetime | None = None


@dataclass(frozen=True)
class Resume:
    """Where somebody left off: `Resume(at, "Lecture 3", "/lectures/03/#backward", "at “The backward pass”")`."""

    at: datetime
    title: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class News:
    """Something that changed: `News(at, "Quiz 1: your score is out", "/papers/quiz-1/review/")`."""

    at: datetime
    title: str
    address: str = ""


@dataclass(frozen=True)
class Waiting:
    """Work that waits for staff: `Waiting(12, "short answers wait for a mark", "/marking/", "Mark them")`.

    Count and text read as one sentence; `action` names the link to where it is done, `by` the moment that it has to be
    done by.
    """

    count: int
    text: str
    address: str
    action: str
    by: datetime | None = None


@dataclass(frozen=True)
class Summary:
    todo: list[Todo] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    resume: list[Resume] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def nothing_is_due(self) -> bool:
        """Whether nothing has a date any more, be it open or still to come."""
        return not self.due and not any(item.until for item in self.todo)


def of_core(user: Any, now: datetime) -> Summary:
    """Revisions, for all."""
    changed = [r for r in course().revisions[1:] if r.date and r.date <= now.date()]
    return Summary(
        news=[News(_midnight(r.date), f"The syllabus changed: {r.version}", "/revisions/") for r in changed if r.date]
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def gather(user: Any, now: datetime) -> Summary:
    """All apps' summaries for one person, as one."""
    return in_order([of_core(user, now), *(summary(user, now) for _, summary in parts.functions("summary", "summary"))])


def in_order(summaries: Iterable[Summary]) -> Summary:
    """Several summaries as one.

    First what can be done: an attempt whose clock runs, then what closes soonest, then what stays open, in the order in
    which it came. What is due: soonest first. Work of staff: what has to be done soonest, then the rest as it came.
    """
    found = list(summaries)
    return Summary(
        todo=sorted((t for s in found for t in s.todo), key=lambda t: (not t.runs, t.until or NEVER)),
        due=sorted((d for s in found for d in s.due), key=lambda d: (d.at, d.title)),
        resume=sorted((r for s in found for r in s.resume), key=lambda r: r.at, reverse=True),
        news=sorted((n for s in found for n in s.news), key=lambda n: n.at, reverse=True),
        waiting=sorted((w for s in found for w in s.waiting if w.count), key=lambda w: w.by or NEVER),
    )
