"""Who else has a say in sitting a paper: an app takes part by a module `guard.py` with these functions:

    refusal(request, paper, now, begun) -> Refusal | None    why this request may not begin, or not go on
    news(request, attempt, now) -> dict                      what an open page should hear, as JSON
    noticed(request, attempt, what, now) -> None             something happened that may be of interest
    links(user, paper) -> list of (address, label)           pages beside the student's page of a paper

Papers know none of these apps: `core.parts` finds them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import parts
from chainrule.campus.site.papers.models import Attempt


@dataclass(frozen=True)
class Refusal:
    """Why a request may not begin or go on, in words for the student; `way_on` is the page that says what to do."""

    why: str
    way_on: str


def refusal(request: HttpRequest, paper: str, now: dt.datetime, *, begun: bool) -> Refusal | None:
    """The first objection to this request; None where there is none."""
    for _, ask in parts.functions("guard", "refusal"):
        found: Refusal | None = ask(request, paper, now, begun=begun)
        if found is not None:
            return found
    return None


def news(request: HttpRequest, attempt: Attempt, now: dt.datetime) -> dict[str, Any]:
    """What all of them have to tell the page of an attempt."""
    found: dict[str, Any] = {}
    for _, tell in parts.functions("guard", "news"):
        found |= tell(request, attempt, now)
    return found


def noticed(request: HttpRequest, attempt: Attempt, what: str, now: dt.datetime) -> None:
    """Tell all of them what was noticed."""
    for _, hear in parts.functions("guard", "noticed"):
        hear(request, attempt, what, now)


def links(user: User, paper: str) -> list[tuple[str, str]]:
    """The pages (address, label) that the student's page of a paper leads to."""
    return [link for _, ask in parts.functions("guard", "links") for link in ask(user, paper)]
