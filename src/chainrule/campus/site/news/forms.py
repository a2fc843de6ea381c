"""What the instructor announces."""

from __future__ import annotations

from typing import Any

from django import forms

from chainrule.campus.site import inputs
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.news.models import LONGEST_TEXT, LONGEST_TITLE

TO_THE_MINUTE = {"type": "datetime-local"}


def moment(**more: Any) -> inputs.Moment:
    """A day and time that may be left empty."""
    widget = forms.DateTimeInput(attrs=TO_THE_MINUTE, format="%Y-%m-%dT%H:%M")
    return inputs.Moment(days=plausible_days, required=False, widget=widget, **more)


class AnnouncementForm(forms.Form):
    """An announcement. Without a time it is shown at once."""

    title = inputs.Line(max_length=LONGEST_TITLE, error_messages={"required": "Give it a title."})
    text = inputs.Note(
        max_length=LONGEST_TEXT,
        rows=8,
        help_text="Markdown, with formulas between dollar signs. E-mails carry it as you type it.",
        error_messages={"required": "Write what you announce."},
    )
    shown_from = moment(label="Show it from", help_text="Empty: at once.")
    on = moment(label="It is about this moment", help_text="It then stands in calendar feeds. Empty: it has no date.")
