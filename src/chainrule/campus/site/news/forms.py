"""What the instructor announces."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from chainrule.campus.site import inputs
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.news.models import LONGEST_TEXT, LONGEST_TITLE

TO_THE_MINUTE = {"type": "datetime-local"}


def moment(**more: Any) -> inputs.Moment:
    """A day and time that may be left empty."""
    widget = forms.DateTimeInput(attrs=TO_THE_MINUTE, format="%Y-%m-%dT%H:%M")
    return inputs.Moment(days=plausible_days, required=False, widget=widget, **more)


class Text(forms.CharField):
    """Markdown of several lines."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}), **more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return inputs.note(text, LONGEST_TEXT)
        except inputs.BadInput as bad:
            raise ValidationError(inputs.sentence(bad)) from None


class AnnouncementForm(forms.Form):
    """An announcement. Without a time it is shown at once."""

    title = inputs.Line(max_length=LONGEST_TITLE, error_messages={"required": "Give it a title."})
    text = Text(
        help_text="Markdown, with formulas between dollar signs. E-mails carry it as you type it.",
        error_messages={"required": "Write what you announce."},
    )
    shown_from = moment(label="Show it from", help_text="Empty: at once.")
    on = moment(label="It is about this moment", help_text="It then stands in calendar feeds. Empty: it has no date.")
