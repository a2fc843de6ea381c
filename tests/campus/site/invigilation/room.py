"""A supervised quiz 1 with a student and an invigilator: what their browsers send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation import rooms
from chainrule.campus.site.invigilation.models import Invigilation
from chainrule.campus.site.papers.models import Attempt

PAPER = "/papers/quiz-1/"
ROOM, STAFF = f"{PAPER}room/", f"{PAPER}class/room/"


def supervise(instructor: User, networks: str = "", browser_keys: str = "", *, start: bool = True) -> Invigilation:
    """Switch it on, and start."""
    rooms.set_rules("quiz-1", instructor, clock.now(), is_on=True, networks=networks, browser_keys=browser_keys)
    if start:
        rooms.act("quiz-1", "start", instructor, clock.now())
    return Invigilation.objects.get()


def do(client: Client, what: str, **more: str) -> Any:
    """What an invigilator presses."""
    return client.post(f"{STAFF}do/", {"do": what, **more}, follow=True)


@dataclass
class Desk:
    """A student's browser."""

    client: Client
    sequence: int = 0

    def type_code(self, code: str = "", **more: Any) -> str:
        """Type the code that is shown, or another one; the page that comes then."""
        code = code or Invigilation.objects.get().code
        return str(self.client.post(ROOM, {"code": code, "label": "A3"}, follow=True, **more).content.decode())

    def begin(self, **more: Any) -> str:
        """Press Begin: where that leads."""
        return str(self.client.post(f"{PAPER}begin/", **more).headers["Location"])

    def save(self, item: int = 1, option: int = 0, **more: Any) -> Any:
        """Save one change, as the page does."""
        self.sequence = more.pop("sequence", self.sequence + 1)
        event = {"sequence": self.sequence, "item": item, "answer": {"option": option}}
        body = {"attempt": Attempt.objects.latest("pk").pk, "tab": "tab", "client": "tab", "events": [event]}
        return self.client.post(f"{PAPER}attempt/save/", json.dumps(body), content_type="application/json", **more)

    def news(self, **more: Any) -> dict[str, Any]:
        """What the open page hears."""
        return dict(self.client.get(f"{PAPER}attempt/news/", **more).json())
