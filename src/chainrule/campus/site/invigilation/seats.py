"""Who sits where: the browser that a student began in, letting in another, what is noticed, and when they were seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from chainrule.campus.questions.invigilation import Place, Reason, Visitor, why_not
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation.models import Event, Invigilation, Seat
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.rates import Rate

MOST_EVENTS = 400  # of one student at one paper: what comes then is not kept
TRIES = Rate("access-code", 5, 60)  # wrong codes of one student; a guesser would need centuries
SEEN_FOR = 3600  # seconds
KNOWN_FOR = 15  # seconds


def cookie_of(paper: str) -> str:
    """The cookie by which a browser is known again at this paper."""
    return f"seat-{paper}"


def hashed(token: str) -> str:
    """What is stored of a cookie: reading the database lets nobody sit down in another's place."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def visitor(request: HttpRequest, paper: str) -> Visitor:
    """What a request shows of where it comes from. The address is what `addresses.client_address` made of it."""
    return Visitor(
        request.META.get("REMOTE_ADDR", ""),
        hashed(request.COOKIES.get(cookie_of(paper), "")),
        request.build_absolute_uri(),
        request.headers.get("X-SafeExamBrowser-ConfigKeyHash", ""),
    )


def seat_of(student: User, paper: str) -> Seat | None:
    """Where a student sits; None before they typed the code."""
    return Seat.objects.filter(student=student, paper=paper).first()


def objection(room: Invigilation, seat: Seat | None, request: HttpRequest, *, begun: bool) -> Reason | None:
    """Why this request may not begin, or not go on."""
    place = seat.place if seat else Place()
    return why_not(room.rules, place, visitor(request, room.paper), begun=begun)


def sit_down(request: HttpRequest, paper: str, label: str, now: dt.datetime, *, begun: bool) -> str:
    """Somebody typed the right code: this browser gets the seat, or asks for it where another one has begun.

    The value for the browser's cookie.
    """
    student, address = request.user, request.META.get("REMOTE_ADDR", "")
    assert isinstance(student, User)
    with transaction.atomic():
        Seat.objects.get_or_create(paper=paper, student=student)
        seat = Seat.objects.select_for_update().get(paper=paper, student=student)
        token = request.COOKIES.get(cookie_of(paper), "")
        if not token or hashed(token) != seat.browser:
            token = secrets.token_urlsafe(24)
        if begun and seat.browser not in ("", hashed(token)):
            seat.asks, seat.asks_from = hashed(token), address
            notice(student, paper, Event.What.ASKED, now, f"from {address}")
        else:
            if seat.browser != hashed(token):
                notice(student, paper, Event.What.SEATED, now, f"{label} {address}".strip())
            seat.browser, seat.address, seat.since = hashed(token), address, now
            seat.asks = seat.asks_from = ""
            seat.label = label or seat.label
        seat.save()
    return token


def let_move(seat: Seat, who: User, now: dt.datetime) -> bool:
    """Let the browser that asks go on in place of the one before. False where none asks any more."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        if not seat.asks:
            return False
        seat.browser, seat.address, seat.since = seat.asks, seat.asks_from, now
        seat.asks = seat.asks_from = ""
        seat.save()
        if attempt := sitting.current(seat.student, seat.paper):
            sitting.free(attempt)
        notice(seat.student, seat.paper, Event.What.MOVED, now, f"to {seat.address}")
        audit.record(
            who, "invigilation.move", f"{seat.paper}: {seat.student}", about=seat.student, address=seat.address
        )
    return True


def lift(student: User, paper: str, who: User, reason: str, *, lifted: bool) -> None:
    """Let one student work from any network and with any browser, or no longer."""
    with transaction.atomic():
        Seat.objects.update_or_create(paper=paper, student=student, defaults={"lifted": lifted})
        audit.record(
            who,
            "invigilation.lift" if lifted else "invigilation.lift_no_more",
            f"{paper}: {student}",
            about=student,
            reason=reason,
        )


def notice(student: User, paper: str, what: str, now: dt.datetime, detail: str = "") -> bool:
    """Record that something was noticed; False where so much was already that no more is kept."""
    if Event.objects.filter(student=student, paper=paper).count() >= MOST_EVENTS:
        return False
    Event.objects.create(student=student, paper=paper, what=what, detail=detail[:100], at=now)
    cache.delete(f"noticed:{paper}:{student.pk}")
    return True


def noticed_of(student: User, paper: str) -> list[Event]:
    """All that was recorded of a student at a paper: staff and the student see the same."""
    return list(Event.objects.filter(student=student, paper=paper))


def recorded_in_words(student: int, paper: str) -> str:
    """What was recorded of a student, in a line; looked up again when something is added."""

    def counted() -> str:
        return in_words(Event.objects.filter(student=student, paper=paper).values_list("what", flat=True))

    return str(cache.get_or_set(f"noticed:{paper}:{student}", counted, timeout=KNOWN_FOR))


def in_words(what: Iterable[str]) -> str:
    """How often each thing was noticed: `left the page (2), pasted text`."""
    counts = Counter(what)
    shown = ((label, counts[value]) for value, label in Event.What.choices if value != Event.What.SEATED)
    return ", ".join(f"{label} ({count})" if count > 1 else label for label, count in shown if count)


# --- when somebody was seen: in the server's memory, so that an open page costs the database nothing ---


def seen(student: int, paper: str, now: dt.datetime) -> None:
    """The page of this student asked for news."""
    cache.set(f"seen:{paper}:{student}", now, timeout=SEEN_FOR)


def last_seen(students: Iterable[int], paper: str) -> dict[int, dt.datetime]:
    """When the pages of some students asked last."""
    names = {f"seen:{paper}:{student}": student for student in students}
    return {names[name]: at for name, at in cache.get_many(names).items()}
