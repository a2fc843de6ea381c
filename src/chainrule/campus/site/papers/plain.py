"""Sitting a paper without JavaScript: the whole form is sent, and every answer in it is saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from chainrule.campus.questions import replay
from chainrule.campus.site.inputs import Given
from chainrule.campus.site.papers import saving
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.standing import standing


def answer_in(form: Given, number: int) -> dict[str, Any] | None:
    """The answer to one question as the form holds it, in the shape that the page's script sends."""
    found: dict[str, Any] = {}
    for part in ("option", "line"):
        if (value := form.whole(f"q{number}-{part}", None)) is not None:
            found[part] = value
    if text := form.code(f"q{number}-text"):
        found["text"] = text
    return found or None


def save_form(attempt: Attempt, form: Given, now: dt.datetime, *, refused: str = "") -> saving.Saved:
    """Store the answers of a form that differ from those that stand. The sender of the form takes over."""
    there = replay(standing([attempt])[attempt.pk], closes_at=attempt.ends_at).answers
    last = attempt.events.aggregate(last=Max("sequence"))["last"] or 0
    events: list[saving.Event] = []
    for item in attempt.questions.items:
        answer = answer_in(form, item.number)
        if answer != there.get(item.number):
            events.append((last + len(events) + 1, item.number, answer))
    return saving.save(attempt, saving.Batch("plain", "plain", events, take_over=True), now, refused=refused)
