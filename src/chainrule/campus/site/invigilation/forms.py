"""What an instructor sets, what an invigilator says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from chainrule.campus.questions.invigilation import NotRead, read_browser_keys, read_networks
from chainrule.campus.site import inputs

LONGEST = 4000  # characters of a list


class Listed(forms.CharField):
    """A list, one entry a line, that a function reads."""

    def __init__(self, reader: Any, **more: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **more)
        self.reader = reader

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            text = inputs.note(text, LONGEST)
            self.reader(text)
        except inputs.BadInput as bad:
            raise ValidationError(inputs.sentence(bad)) from None
        except NotRead as wrong:
            raise ValidationError(str(wrong)) from None
        return str(text)


class RulesForm(forms.Form):
    """How one paper is supervised."""

    is_on = forms.BooleanField(required=False, label="This paper is invigilated")
    networks = Listed(read_networks, label="Allowed networks")
    browser_keys = Listed(
        read_browser_keys,
        label="Config Keys of Safe Exam Browser",
        help_text="One a line. Empty: any browser may be used.",
    )


class MessageForm(forms.Form):
    """A word to all."""

    text = inputs.Line(
        max_length=300, label="Message to all", error_messages={"required": "Write what you want to say."}
    )
