"""Sitting a paper: when somebody may, beginning, closing. The server's clock decides; `now` is passed in.

An attempt closes when the student hands it in or when its time is over, whichever comes first, browser or no browser.
`close` may be called by anybody at any moment and as often as they like: one call does it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import drawing, own_code, shown
from chainrule.campus.site.papers.models import Attempt, Exemption, Sitting
from chainrule.campus.syllabus import Window, ends_after, window


class NotNow(Exception):
    """The paper cannot be begun, or no longer be written to; the message says why, in words for the student."""


@dataclass(frozen=True)
class Chance:
    """When one student may sit a paper, for how long, and the sitting that was granted for it, if one was.

    `full_time`: whoever begins shortly before closing has all the minutes; else they are cut off at closing. `extra` of
    the minutes are this student's own, beyond the paper's: these are never cut off.
    """

    window: Window
    minutes: int
    sitting: Sitting | None
    full_time: bool
    extra: int = 0

    def ends_if_begun(self, now: dt.datetime) -> dt.datetime:
        """When an attempt that begins now ends."""
        limit, extra = dt.timedelta(minutes=self.minutes - self.extra), dt.timedelta(minutes=self.extra)
        return ends_after(now, limit, extra, self.window.closes, full_time=self.full_time)

    @property
    def latest_end(self) -> dt.datetime:
        """When an attempt ends at the latest, where closing cuts it short."""
        return self.window.closes + dt.timedelta(minutes=self.extra)


def chance(student: User, paper: str) -> Chance:
    """The hours and minutes that hold for this student: the course's, or those of a granted sitting."""
    return chance_of(paper, Sitting.objects.filter(student=student, paper=paper).first())


def chance_of(paper: str, granted: Sitting | None) -> Chance:
    """The same for a student whose granted sitting, if there is one, is known."""
    rules = course().paper_rules(paper)
    if granted:
        hours = Window(granted.opens_at, granted.closes_at)
        extra = max(granted.minutes - rules.minutes, 0)
        return Chance(hours, granted.minutes, granted, rules.full_time_after_closing, extra)
    return Chance(window(course(), paper), rules.minutes, None, rules.full_time_after_closing)


def current(student: User, paper: str) -> Attempt | None:
    """The student's attempt that counts: the latest round."""
    return Attempt.objects.filter(student=student, paper=paper).order_by("-round").first()


def exemption(student: User, paper: str) -> Exemption | None:
    """The exemption of a student from a paper that stands; None where there is none."""
    latest = Exemption.objects.filter(student=student, paper=paper).last()
    return latest if latest is not None and not latest.withdrawn else None


def next_round(attempt: Attempt | None, sitting: Sitting | None) -> int | None:
    """The round that a new attempt would be, or None where the paper was sat and nothing else was granted."""
    if attempt is None:
        return 1
    fresh = sitting is not None and sitting.again and sitting.granted_at > attempt.began_at
    return attempt.round + 1 if fresh and not attempt.is_open else None


def begin(student: User, paper: str, now: dt.datetime) -> Attempt:
    """Begin, or resume what has begun: the clock of an attempt starts once. Raises `NotNow`."""
    return begin_after(current(student, paper), student, paper, now)


def begin_after(attempt: Attempt | None, student: User, paper: str, now: dt.datetime) -> Attempt:
    """The same where the student's latest attempt, or that there is none, is known."""
    if attempt is not None:
        close_if_over(attempt, now)
        if attempt.is_open:
            return attempt
    may = chance(student, paper)
    round_ = next_round(attempt, may.sitting)
    title = course().assessment(paper).title
    if round_ is None:
        raise NotNow(f"You have already taken {title}. What you handed in is kept.")
    if exemption(student, paper):
        raise NotNow(f"You are exempt from {title}: you do not have to take it.")
    if now < may.window.opens:
        raise NotNow(f"{title} is not open yet.")
    if now >= may.window.closes:
        raise NotNow(f"{title} has closed.")
    if not drawing.is_prepared(paper):
        raise NotNow(f"The questions of {title} have not been written yet. Your instructor has to add them first.")
    drawn, own = own_code.with_ready(student, drawing.draw(student, paper, round_), round_)
    ends = may.ends_if_begun(now)
    try:
        with transaction.atomic():
            shown.keep(drawn, own)
            attempt = Attempt.objects.create(
                student=student, paper=paper, round=round_, drawn=drawn.as_dict(), began_at=now, ends_at=ends
            )
            audit.record(
                student, "papers.begin", paper, attempt=attempt.pk, ends=attempt.ends_at.isoformat(), own_code=len(own)
            )
    except IntegrityError:  # begun in another tab at the same moment
        return Attempt.objects.get(student=student, paper=paper, round=round_)
    return attempt


def end_with(attempt: Attempt, granted: Sitting) -> dt.datetime:
    """When an attempt that is running would end under a sitting that is granted to its student now."""
    return chance_of(attempt.paper, granted).ends_if_begun(attempt.began_at) + attempt.given_back


def give_more_time(attempt: Attempt, granted: Sitting) -> bool:
    """Move the end of a running attempt: its page hears of it within seconds (`news_views`)."""
    ends = end_with(attempt, granted)
    running = Attempt.objects.filter(pk=attempt.pk, closed_at=None, ends_at__lt=ends)
    done = bool(running.update(ends_at=ends))
    attempt.refresh_from_db(fields=["closed_at", "ends_at"])
    return done


def new_tab() -> str:
    """A name for a browser tab."""
    return secrets.token_urlsafe(12)


def free(attempt: Attempt) -> None:
    """No tab writes to an open attempt now: the next one that saves does, in a turn of its own."""
    Attempt.objects.filter(pk=attempt.pk, closed_at=None).update(tab="", turn=F("turn") + 1)


def submit(attempt: Attempt, now: dt.datetime) -> bool:
    """Hand in. False when the attempt was closed already, or is paused."""
    if attempt.time.is_over(now):
        return close_if_over(attempt, now)
    return _close(attempt, now, Attempt.Ended.SUBMITTED)


def close_if_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Close an attempt whose time is over. The moment it closed is the end of its time, whenever we noticed."""
    if not attempt.is_open or not attempt.time.is_over(now):
        return False
    return _close(attempt, attempt.ends_at, Attempt.Ended.TIME)


def _close(attempt: Attempt, at: dt.datetime, ended: str) -> bool:
    """One conditional update: of two that come at the same moment, one closes it.

    Two requests may reach the database in another order than their clocks were read. What was acknowledged before the
    attempt was closed is in time: handing in happens after it.
    """
    with transaction.atomic():
        list(Attempt.objects.select_for_update().filter(pk=attempt.pk))
        if ended == Attempt.Ended.SUBMITTED:
            in_time = attempt.events.filter(received_at__lt=attempt.ends_at)
            last = in_time.aggregate(last=Max("received_at"))["last"]
            at = max(at, last + dt.timedelta(microseconds=1)) if last else at
        open_ = Attempt.objects.filter(pk=attempt.pk, closed_at=None, paused_at=None)
        if ended == Attempt.Ended.TIME:
            open_ = open_.filter(ends_at=attempt.ends_at)  # more time may have been granted since it was read
        done = open_.update(closed_at=at, ended=ended, tab="")
        if done:
            who = attempt.student if ended == Attempt.Ended.SUBMITTED else None
            audit.record(who, f"papers.{ended}", attempt.paper, attempt=attempt.pk)
    attempt.refresh_from_db(fields=["closed_at", "ended", "ends_at", "paused_at", "given_back", "tab"])
    return bool(done)


def close_all_over(now: dt.datetime) -> int:
    """Close every attempt whose time is over: called each second by the server. How many it closed."""
    over = Attempt.objects.filter(closed_at=None, paused_at=None, ends_at__lte=now).order_by("ends_at")
    return sum(close_if_over(attempt, now) for attempt in over)
