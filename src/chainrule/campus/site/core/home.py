"""What the home page says: each app adds what it knows through one small function.

An app takes part by a module `summary.py` with a function

    def summary(user: User | AnonymousUser, now: datetime) -> Summary: ...

It is called for visitors too. `core` itself adds deadlines of the project; `papers` adds quizzes and exams, because it
knows who has sat them; `labs` and `lectures` add where somebody left off. `due` is what the person must do, with its
instant; `resume` is where they left off; `news` is what changed for them; `waiting` is what waits for a member of
staff. Addresses come from `reverse`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import what_is_due
from chainrule.campus.syllabus.model import SITTINGS


@dataclass(frozen=True)
class Due:
    """Something to do: `Due(at, "Quiz 2", "/papers/quiz-2/", "covers classes 5-6; 30 minutes", action="Open")`."""

    at: datetime
    title: str
    address: str = ""
    note: str = ""
    action: str = ""  # words of a button, when it can be done now


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
    """Work that waits for staff: `Waiting(12, "short answers to mark", "/marking/")`."""

    count: int
    title: str
    address: str


@dataclass(frozen=True)
class Summary:
    due: list[Due] = field(default_factory=list)
    resume: list[Resume] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def of_core(user: Any, now: datetime) -> Summary:
    """Project deadlines for students; revisions for all."""
    changed = [r for r in course().revisions[1:] if r.date and r.date <= now.date()]
    news = [News(_midnight(r.date), f"The syllabus changed: {r.version}", "/revisions/") for r in changed if r.date]
    if not (user.is_authenticated and user.is_student):
        return Summary(news=news)
    hand_ins = [entry for entry in what_is_due(course(), now) if entry.assessment.kind not in SITTINGS]
    late = {"late": "late, still accepted"}
    due = [Due(e.ends, e.assessment.title, "/syllabus/#project", late.get(e.state, "")) for e in hand_ins]
    return Summary(due=due, news=news)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def gather(user: Any, now: datetime) -> Summary:
    """All apps' summaries for one person: due soonest first, the rest newest first."""
    summaries: list[Summary] = [of_core(user, now)]
    summaries += [summary(user, now) for _, summary in parts.functions("summary", "summary")]
    return Summary(
        due=sorted((d for p in summaries for d in p.due), key=lambda d: d.at),
        resume=sorted((r for p in summaries for r in p.resume), key=lambda r: r.at, reverse=True),
        news=sorted((n for p in summaries for n in p.news), key=lambda n: n.at, reverse=True),
        waiting=[w for p in summaries for w in p.waiting if w.count],
    )
