"""The seat list: for each student where they are, and how far."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation import seats
from chainrule.campus.site.invigilation.models import Event, Seat
from chainrule.campus.site.papers import status
from chainrule.campus.site.papers.models import AnswerEvent, Attempt, Sitting
from chainrule.campus.site.papers.staff_views import students

HERE = dt.timedelta(seconds=20)  # a page asks every few seconds; who was not heard for this long may be gone


@dataclass(frozen=True)
class Row:
    """One student's line. `of` is the number of questions, `touched` of how many an answer was saved."""

    student: User
    seat: Seat | None
    attempt: Attempt | None
    granted: Sitting | None
    is_exempt: bool
    seen: dt.datetime | None
    touched: int
    last: dt.datetime | None
    noticed: str
    now: dt.datetime

    @property
    def state(self) -> str:
        """Where the student stands, in one word."""
        if self.attempt is None:
            return "exempt" if self.is_exempt else "waiting" if self.seat and self.seat.browser else "absent"
        if not self.attempt.is_open:
            return "closed"
        return "paused" if self.attempt.paused_at else "writing"

    @property
    def of(self) -> int:
        return len(self.attempt.drawn["items"]) if self.attempt else 0

    @property
    def is_silent(self) -> bool:
        """Whether an attempt is open and its page has not been heard for a while."""
        open_ = self.attempt is not None and self.attempt.is_open
        return open_ and (self.seen is None or self.now - self.seen > HERE)

    @property
    def ends(self) -> dt.datetime | None:
        return self.attempt.time.end(self.now) if self.attempt else None


def rows(paper: str, now: dt.datetime) -> list[Row]:
    """The class at one paper: who asks for something first, who is not here last. A few queries for all."""
    records, people = status.gather(paper=paper), students()
    attempts = {pk: attempt for (pk, _), attempt in records.attempts.items()}
    places = {seat.student_id: seat for seat in Seat.objects.filter(paper=paper)}
    seen = seats.last_seen([student.pk for student in people], paper)
    far, noticed = how_far(attempts), noticed_by(paper)
    found = []
    for student in people:
        attempt = attempts.get(student.pk)
        touched, last = far.get(attempt.pk, (0, None)) if attempt else (0, None)
        found.append(
            Row(
                student, places.get(student.pk), attempt, records.sittings.get((student.pk, paper)),
                (student.pk, paper) in records.exemptions, seen.get(student.pk), touched, last,
                seats.in_words(noticed.get(student.pk, [])), now,
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (not (row.seat and row.seat.asks), row.state in ("absent", "exempt")))


def how_far(attempts: dict[int, Attempt]) -> dict[int, tuple[int, dt.datetime]]:
    """By attempt of how many questions an answer was saved, and when the last one was."""
    saved = AnswerEvent.objects.filter(attempt__in=list(attempts.values()), aside=False).order_by()
    counted = saved.values("attempt").annotate(items=Count("item", distinct=True), last=Max("received_at"))
    return {row["attempt"]: (row["items"], row["last"]) for row in counted}


def noticed_by(paper: str) -> dict[int, list[str]]:
    """By student what was noticed at a paper."""
    found = defaultdict(list)
    for student, what in Event.objects.filter(paper=paper).values_list("student", "what"):
        found[student].append(what)
    return found
