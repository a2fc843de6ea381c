"""One person, by hand; a class list; the reason for what is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.changes import FIELDS, Entry
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import person_name
from chainrule.campus.site.accounts.roster import LARGEST, LONGEST


class PersonForm(forms.Form):
    """What an account is made of."""

    name = inputs.Line(max_length=LONGEST["name"], label="Name", error_messages={"required": "Write the name."})
    email = forms.EmailField(
        max_length=LONGEST["email"], label="Email", error_messages={"required": "Write the address."}
    )
    role = forms.ChoiceField(choices=User.Role.choices, label="Role", initial=User.Role.STUDENT)
    section = inputs.Line(max_length=LONGEST["section"], label="Section", required=False)
    student_id = inputs.Line(max_length=LONGEST["student_id"], label="Student ID", required=False)

    def clean_name(self) -> str:
        return seen(self.cleaned_data["name"])

    def clean_section(self) -> str:
        return seen(self.cleaned_data["section"])

    def clean_student_id(self) -> str:
        return seen(self.cleaned_data["student_id"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    @property
    def entry(self) -> Entry:
        return Entry(**{name: self.cleaned_data[name] for name in FIELDS})

    def refuse(self, found: dict[str, list[str]]) -> None:
        """Show what the database would not take beside its fields."""
        for name, texts in found.items():
            self.add_error(name, texts)


class ListForm(forms.Form):
    """A class list as a file, or pasted."""

    file = forms.FileField(required=False, label="Class list", help_text="A CSV file, as spreadsheets save it.")
    text = forms.CharField(
        required=False,
        label="Or paste it",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="The first line names the columns.",
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        file, text = given.get("file"), given.get("text") or ""
        if not file and not text.strip():
            raise ValidationError("Choose a file, or paste a list.")
        if file and text.strip():
            raise ValidationError("There is a file and a pasted list. Send one of them.")
        given["content"] = file.read(LARGEST + 1) if file else text.encode("utf-8", "replace")
        named = file.name if file else given.get("source") or "pasted list"
        given["source"] = "".join(c for c in named if c.isprintable())[:80]
        return given


def seen(text: str) -> str:
    """A text in which everything can be seen."""
    try:
        return person_name(text)
    except inputs.BadInput as bad:
        raise ValidationError(inputs.sentence(bad)) from None
