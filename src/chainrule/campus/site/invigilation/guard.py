"""What supervision has to say to a paper that is sat: see `papers.guards`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from chainrule.campus.questions.invigilation import Reason
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation import rooms, seats
from chainrule.campus.site.invigilation.models import Event, Invigilation, Seat
from chainrule.campus.site.papers.guards import Refusal
from chainrule.campus.site.papers.models import Attempt

AGAIN = 4  # seconds until a supervised page asks again
WORDS = {
    Reason.NETWORK: "this paper can be taken only from the network of the room",
    Reason.BROWSER: "this paper can be taken only in Safe Exam Browser, with the settings of this exam",
    Reason.CODE: "type the access code that is shown in the room first",
    Reason.SESSION: "your paper is open in another browser",
    Reason.WAITING: "the invigilator has not started the paper yet",
    Reason.PAUSED: "the paper is paused",
    Reason.STOPPED: "the invigilator has ended the paper",
}


def refusal(request: HttpRequest, paper: str, now: dt.datetime, *, begun: bool) -> Refusal | None:
    """Why this request may not begin, or not go on."""
    room, seat = _standing(request, paper)
    if room is None:
        return None
    reason = seats.objection(room, seat, request, begun=begun)
    return Refusal(WORDS[reason], reverse("invigilation:room", args=[paper])) if reason else None


def news(request: HttpRequest, attempt: Attempt, now: dt.datetime) -> dict[str, Any]:
    """What was said to all, where the page may report what it notices, and what was recorded."""
    room, seat = _standing(request, attempt.paper)
    if room is None:
        return {}
    seats.seen(attempt.student_id, attempt.paper, now)
    _look_at_address(request, attempt, seat, now)
    return {
        "again": AGAIN,
        "watch": reverse("invigilation:events", args=[attempt.paper]),
        "record": reverse("invigilation:room", args=[attempt.paper]),
        "said": [
            {"id": one.pk, "at": f"{timezone.localtime(one.at):%H:%M}", "text": one.text}
            for one in rooms.said(attempt.paper, attempt.began_at)
        ],
        "recorded": seats.recorded_in_words(attempt.student_id, attempt.paper),
        "stopped": room.stopped_at is not None,
    }


def _standing(request: HttpRequest, paper: str) -> tuple[Invigilation | None, Seat | None]:
    """The supervision of a paper and this student's seat, read once for a request."""
    known = request.__dict__.setdefault("supervision", {})
    if paper not in known:
        room = rooms.of(paper)
        known[paper] = room, seats.seat_of(request.user, paper) if room else None
    found: tuple[Invigilation | None, Seat | None] = known[paper]
    return found


def noticed(request: HttpRequest, attempt: Attempt, what: str, now: dt.datetime) -> None:
    """Record what papers noticed: a second tab."""
    if what in Event.What.values and rooms.of(attempt.paper):
        seats.notice(attempt.student, attempt.paper, what, now)


def links(user: User, paper: str) -> list[tuple[str, str]]:
    """What the student's page of a paper leads to."""
    if rooms.of(paper) is None:
        return []
    return [(reverse("invigilation:room", args=[paper]), "Access code, and what is recorded")]


def _look_at_address(request: HttpRequest, attempt: Attempt, seat: Seat | None, now: dt.datetime) -> None:
    """Record an address that is not the one before; of the browser that may write, not of one that is refused."""
    here = seats.visitor(request, attempt.paper)
    if seat is None or seat.browser != here.browser or seat.address == here.address:
        return
    seats.notice(attempt.student, attempt.paper, Event.What.ADDRESS, now, f"{seat.address} before, {here.address} now")
    seat.address = here.address
    seat.save(update_fields=["address"])
