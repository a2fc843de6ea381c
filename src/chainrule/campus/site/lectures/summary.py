"""What the lectures put on the home page: where the reader stopped, else where to begin."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from chainrule.campus.site.core.home import Resume, Summary
from chainrule.campus.site.lectures import texts


def summary(user: Any, now: datetime) -> Summary:
    """The lecture that was open last, at its section, unless it is read to the end."""
    if not user.is_authenticated:
        return Summary()
    positions = user.reading_positions.order_by("-at")
    last = next((p for p in positions if not p.is_read and p.lecture in texts.with_text()), None)
    if last is None:
        return Summary()
    text = texts.text(last.lecture)
    titles = {section.id: section.title for section in text.sections}
    address = reverse("lectures:lecture", args=[last.lecture]) + (f"#{last.section}" if last.section else "")
    note = f"at “{titles[last.section]}”" if last.section in titles else "at the beginning"
    return Summary(resume=[Resume(last.at, f"Lecture {last.lecture}: {text.title}", address, note)])
