"""Sitting a paper: when somebody may, beginning, saving, closing. The server's clock decides; `now` is passed in.

An attempt closes when the student hands it in or when its time is over, whichever comes first, browser or no browser.
`close` may be called by anybody at any moment and as often as they like: one call does it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from chainrule.campus.questions import Paper, check_blueprint, draw_paper
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.course import bank, course
from chainrule.campus.site.papers.models import AnswerEvent, Attempt, Sitting
from chainrule.campus.syllabus import Window, window
from chainrule.campus.syllabus.model import PaperRules
from chainrule.course import CourseError

MAX_EVENTS = 200
MAX_ANSWER = 20_000  # characters of JSON
MAX_SEQUENCE = 2_000_000_000


class NotNow(Exception):
    """The paper cannot be begun, or no longer be written to; the message says why, in words for the student."""


class BadSave(Exception):
    """What came in is no list of answer events of this attempt."""


@dataclass(frozen=True)
class Chance:
    """When one student may sit a paper, for how long, and which round it would be."""

    window: Window
    minutes: int
    sitting: Sitting | None

    def ends_if_begun(self, now: dt.datetime) -> dt.datetime:
        """When an attempt that begins now ends: after its minutes, never past closing (unless the course says so)."""
        ends = now + dt.timedelta(minutes=self.minutes)
        return ends if self.sitting is None and self._may_run_over else min(ends, self.window.closes)

    _may_run_over: bool = False


def chance(student: User, paper: str) -> Chance:
    """The hours and minutes that hold for this student: the course's, or those of a granted sitting."""
    rules = course().paper_rules(paper)
    granted = Sitting.objects.filter(student=student, paper=paper).first()
    if granted:
        return Chance(Window(granted.opens_at, granted.closes_at), granted.minutes, granted)
    return Chance(window(course(), paper), rules.minutes, None, rules.full_time_after_closing)


def current(student: User, paper: str) -> Attempt | None:
    """The student's attempt that counts: the latest round."""
    return Attempt.objects.filter(student=student, paper=paper).order_by("-round").first()


def next_round(attempt: Attempt | None, sitting: Sitting | None) -> int | None:
    """The round that a new attempt would be, or None where the paper was sat and nothing else was granted."""
    if attempt is None:
        return 1
    fresh = sitting is not None and sitting.again and sitting.granted_at > attempt.began_at
    return attempt.round + 1 if fresh and not attempt.is_open else None


def blueprint_of(rules: PaperRules) -> dict[str, int]:
    """How many questions of each group, in the order of the paper."""
    drawn = rules.blueprint
    return {"multiple_choice": drawn.multiple_choice, "short_answer": drawn.short_answer, "code": drawn.code}


def draw(student: User, paper: str, round_: int) -> Paper:
    """The student's own paper; a second sitting draws another."""
    blueprint = blueprint_of(course().paper_rules(paper))
    name = f"{student.pk}" if round_ == 1 else f"{student.pk}/{round_}"
    covers = course().assessment(paper).covers
    return draw_paper(bank(), blueprint, covers, settings.SECRET_KEY.encode(), name, paper)


def is_prepared(paper: str) -> bool:
    """Whether the bank has enough questions for this paper."""
    rules = course().paper_rules(paper)
    try:
        check_blueprint(bank(), blueprint_of(rules), course().assessment(paper).covers, paper)
    except CourseError:
        return False
    return True


def begin(student: User, paper: str, now: dt.datetime) -> Attempt:
    """Begin, or resume what has begun: the clock of an attempt starts once. Raises `NotNow`."""
    attempt = current(student, paper)
    if attempt is not None:
        close_if_over(attempt, now)
        if attempt.is_open:
            return attempt
    may = chance(student, paper)
    round_ = next_round(attempt, may.sitting)
    title = course().assessment(paper).title
    if round_ is None:
        raise NotNow(f"You have sat {title} already; what you handed in is kept.")
    if now < may.window.opens:
        raise NotNow(f"{title} is not open yet.")
    if now >= may.window.closes:
        raise NotNow(f"{title} has closed.")
    if not is_prepared(paper):
        raise NotNow(f"The questions of {title} are not written yet. Your instructor has to add them first.")
    drawn = draw(student, paper, round_).as_dict()
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(
                student=student, paper=paper, round=round_, drawn=drawn, began_at=now, ends_at=may.ends_if_begun(now)
            )
            audit.record(student, "papers.begin", paper, attempt=attempt.pk, ends=attempt.ends_at.isoformat())
    except IntegrityError:  # begun in another tab at the same moment
        return Attempt.objects.get(student=student, paper=paper, round=round_)
    return attempt


@dataclass(frozen=True)
class Saved:
    """What the server answers to a save: the sequence numbers it has on disk, and which of them came too late."""

    acknowledged: tuple[int, ...]
    late: tuple[int, ...]


def read_events(body: object) -> list[tuple[int, int, Any]]:
    """`(sequence, item, answer)` of each event in a request. Raises `BadSave` naming what is wrong."""
    events = body.get("events") if isinstance(body, Mapping) else None
    if not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise BadSave(f"`events` must be a list of at most {MAX_EVENTS}")
    found = []
    for event in events:
        if not isinstance(event, Mapping) or not {"sequence", "item"} <= set(event):
            raise BadSave("each event needs `sequence`, `item` and `answer`")
        sequence, item = event["sequence"], event["item"]
        for value, most in ((sequence, MAX_SEQUENCE), (item, 1000)):
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
                raise BadSave(f"`sequence` and `item` are whole numbers from 1, not {value!r}"[:200])
        found.append((sequence, item, event.get("answer")))
    return found


def save(attempt: Attempt, client: str, events: Iterable[tuple[int, int, Any]], now: dt.datetime) -> Saved:
    """Store answer events: each once, however often it is sent. What comes after the end is kept and flagged late.

    When this returns, the database has them; only then may a client call them saved.
    """
    from json import dumps

    acknowledged, late = [], []
    with transaction.atomic():
        known = set(attempt.events.filter(client=client).values_list("sequence", flat=True))
        over = now >= (attempt.closed_at or attempt.ends_at)
        for sequence, item, answer in events:
            if len(dumps(answer)) > MAX_ANSWER:
                raise BadSave(f"the answer to question {item} is longer than {MAX_ANSWER:,} characters: shorten it")
            acknowledged.append(sequence)
            if sequence in known:
                continue
            known.add(sequence)
            AnswerEvent.objects.create(
                attempt=attempt,
                client=client,
                sequence=sequence,
                item=item,
                answer=without_nul(answer),
                received_at=now,
            )
            if over:
                late.append(sequence)
    return Saved(tuple(acknowledged), tuple(late))


def without_nul(answer: Any) -> Any:
    """The answer without NUL characters, which PostgreSQL cannot store."""
    if isinstance(answer, str):
        return answer.replace("\0", "")
    if isinstance(answer, list):
        return [without_nul(part) for part in answer]
    if isinstance(answer, dict):
        return {without_nul(key): without_nul(value) for key, value in answer.items()}
    return answer


def take_over(attempt: Attempt, tab: str) -> None:
    """From here on this tab writes; others are told when they next save."""
    Attempt.objects.filter(pk=attempt.pk).update(tab=tab)
    attempt.tab = tab


def new_tab() -> str:
    """A name for a browser tab."""
    return secrets.token_urlsafe(12)


def submit(attempt: Attempt, now: dt.datetime) -> bool:
    """Hand in. False when the attempt was closed already."""
    if now >= attempt.ends_at:
        return close_if_over(attempt, now)
    return _close(attempt, now, Attempt.Ended.SUBMITTED)


def close_if_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Close an attempt whose time is over. The moment it closed is the end of its time, whenever we noticed."""
    if not attempt.is_open or now < attempt.ends_at:
        return False
    return _close(attempt, attempt.ends_at, Attempt.Ended.TIME)


def _close(attempt: Attempt, at: dt.datetime, ended: str) -> bool:
    """One conditional update: of two that come at the same moment, one closes it."""
    with transaction.atomic():
        done = Attempt.objects.filter(pk=attempt.pk, closed_at=None).update(closed_at=at, ended=ended, tab="")
        if done:
            who = attempt.student if ended == Attempt.Ended.SUBMITTED else None
            audit.record(who, f"papers.{ended}", attempt.paper, attempt=attempt.pk)
    attempt.refresh_from_db(fields=["closed_at", "ended", "tab"])
    return bool(done)


def close_all_over(now: dt.datetime) -> int:
    """Close every attempt whose time is over: called each second by the server. How many it closed."""
    over = Attempt.objects.filter(Q(closed_at=None) & Q(ends_at__lte=now)).order_by(F("ends_at"))
    return sum(close_if_over(attempt, now) for attempt in over)
