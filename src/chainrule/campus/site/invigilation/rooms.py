"""Acting on a room: switching supervision on, starting, pausing, stopping, a new code, a word to all. All is logged."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core.cache import cache
from django.db import transaction

from chainrule.campus.questions.invigilation import LETTERS
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation.models import Invigilation, Message
from chainrule.campus.site.papers import pauses

CODE_LENGTH = 6
SHARED = 2  # seconds


def of(paper: str) -> Invigilation | None:
    """The supervision of a paper; None where it is not supervised."""
    return Invigilation.objects.filter(paper=paper, is_on=True).first()


def new_code() -> str:
    """An access code that nobody can guess in the tries that there are."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def set_rules(paper: str, who: User, now: dt.datetime, *, is_on: bool, networks: str, browser_keys: str) -> None:
    """Switch supervision on or off, and say from where and with what a paper may be taken."""
    with transaction.atomic():
        Invigilation.objects.get_or_create(paper=paper)
        room = Invigilation.objects.select_for_update().get(paper=paper)
        if not is_on and room.paused_at:
            pauses.go_on(paper, now)
            room.paused_at = None
        room.is_on, room.networks, room.browser_keys = is_on, networks, browser_keys
        room.code = room.code or new_code()
        room.save()
        audit.record(who, "invigilation.set", paper, on=is_on, networks=networks, browser_keys=bool(browser_keys))


def act(paper: str, what: str, who: User, now: dt.datetime) -> int:
    """Start, pause, go on, stop, or take another code; how many attempts that changed."""
    with transaction.atomic():
        room = Invigilation.objects.select_for_update().get(paper=paper, is_on=True)
        count = ACTS[what](room, now)
        room.save()
        audit.record(who, f"invigilation.{what}", paper, attempts=count)
    return count


def _start(room: Invigilation, now: dt.datetime) -> int:
    room.started_at, room.stopped_at = now, None
    return 0


def _pause(room: Invigilation, now: dt.datetime) -> int:
    room.paused_at = room.paused_at or now
    return pauses.pause(room.paper, now)


def _go_on(room: Invigilation, now: dt.datetime) -> int:
    room.paused_at = None
    return pauses.go_on(room.paper, now)


def _stop(room: Invigilation, now: dt.datetime) -> int:
    room.stopped_at, room.paused_at = now, None
    return pauses.stop(room.paper, now)


def _code(room: Invigilation, now: dt.datetime) -> int:
    room.code = new_code()
    return 0


ACTS = {"start": _start, "pause": _pause, "go_on": _go_on, "stop": _stop, "new_code": _code}


def say(paper: str, text: str, who: User, now: dt.datetime) -> None:
    """Tell something to all who sit the paper."""
    with transaction.atomic():
        Message.objects.create(paper=paper, text=text, by=who, at=now)
        audit.record(who, "invigilation.say", paper, text=text)
    cache.delete(f"said:{paper}")


def said(paper: str, since: dt.datetime) -> list[Message]:
    """What was said to all since then, the latest last. The pages of a class share one look at it."""

    def latest() -> list[Message]:
        return list(Message.objects.filter(paper=paper).order_by("-id")[:5])[::-1]

    return [one for one in cache.get_or_set(f"said:{paper}", latest, timeout=SHARED) if one.at >= since]
