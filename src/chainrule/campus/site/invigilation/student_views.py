"""The student's pages: typing the code, waiting for the start, and what was recorded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.questions.invigilation import Reason, is_code
from chainrule.campus.site import clock, inputs, rates
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.invigilation import rooms, seats
from chainrule.campus.site.invigilation.guard import WORDS
from chainrule.campus.site.invigilation.models import Event, Invigilation
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.staff_views import assessment_or_404

COOKIE_AGE = 24 * 3600  # seconds
MAX_BODY = 20_000
AT_ONCE = 50  # events in one request
CLOSED = {Reason.NETWORK, Reason.BROWSER, Reason.STOPPED}  # a code opens nothing


@requires("papers.sit")
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, paper: str) -> HttpResponse:
    """What stands between this student and the paper now, and what was recorded."""
    assessment, now = assessment_or_404(paper), clock.now()
    supervised, attempt = rooms.of(paper), sitting.current(request.user, paper)
    if supervised is None:
        return redirect("papers:paper", paper=paper)
    if attempt is not None:
        sitting.close_if_over(attempt, now)
    begun = attempt is not None and attempt.is_open
    over = attempt is not None and sitting.next_round(attempt, sitting.chance(request.user, paper).sitting) is None
    seat = seats.seat_of(request.user, paper)
    seats.seen(request.user.pk, paper, now)
    reason = seats.objection(supervised, seat, request, begun=begun)
    if request.method == "POST" and reason not in CLOSED:
        return type_code(request, supervised, begun=begun)
    context = {
        "assessment": assessment,
        "state": state_of(reason, begun=begun, over=over and not begun),
        "why": WORDS[reason] if reason else "",
        "seat": seat,
        "asked": seat is not None and bool(seat.asks) and seat.asks == seats.visitor(request, paper).browser,
        "said": rooms.said(paper, attempt.began_at) if attempt else [],
        "recorded": seats.noticed_of(request.user, paper),
    }
    if request.headers.get("HX-Request"):
        return render(request, "invigilation/door.html", context)
    return render(request, "invigilation/room.html", context)


def state_of(reason: Reason | None, *, begun: bool, over: bool) -> str:
    """What the page shows: a reason, or `begin`, `go-on`, or `closed` where the paper was sat."""
    if over:
        return "closed"
    if reason is not None:
        return reason.value
    return "go-on" if begun else "begin"


def type_code(request: HttpRequest, supervised: Invigilation, *, begun: bool) -> HttpResponse:
    """Somebody typed a code. Wrong ones are counted, so that nobody can try them all."""
    paper, form, student = supervised.paper, inputs.form(request), request.user
    answer = redirect("invigilation:room", paper=paper)
    if wait := seats.TRIES.wait(student.pk):
        messages.error(request, f"Too many wrong codes. Wait {rates.words(wait)}, then try again.")
    elif not is_code(form.raw("code")[:100], supervised.code):
        seats.TRIES.count(student.pk)
        seats.notice(student, paper, Event.What.WRONG_CODE, clock.now())
        messages.error(request, "This is not the access code. Type the one that is shown in the room.")
    else:
        token = seats.sit_down(request, paper, form.line("label", most=40), clock.now(), begun=begun)
        answer.set_cookie(
            seats.cookie_of(paper), token, max_age=COOKIE_AGE, httponly=True, samesite="Lax",
            secure=settings.HTTPS, path=f"/papers/{paper}/",
        )  # fmt: skip
    return answer


@requires("papers.sit")
@require_POST
def events(request: HttpRequest, paper: str) -> JsonResponse:
    """What the open page noticed: that it was left, that something was pasted."""
    assessment_or_404(paper)
    attempt = sitting.current(request.user, paper)
    if rooms.of(paper) is None or attempt is None or not attempt.is_open:
        return JsonResponse({"recorded": 0})
    sent = inputs.json_body(request, MAX_BODY).get("events")
    if not isinstance(sent, list):
        raise inputs.BadInput("`events` must be a list")
    found = [told for told in map(in_words, sent[:AT_ONCE]) if told]
    return JsonResponse({"recorded": sum(seats.notice(attempt.student, paper, *told) for told in found)})


def in_words(event: Any) -> tuple[str, Any, str] | None:
    """An event as a page sends it, as it is recorded: what, when, and a word about it. None for what is no event."""
    if not isinstance(event, dict):
        return None
    size = event.get("size")
    known = size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= 100_000 else None
    if event.get("what") == "away":
        return Event.What.AWAY, clock.now(), "" if known is None else f"for {known} s"
    if event.get("what") == "paste":
        return Event.What.PASTE, clock.now(), "" if known is None else f"{known} characters"
    return None
