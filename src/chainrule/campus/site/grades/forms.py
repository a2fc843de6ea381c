"""What the instructor and the advisor write down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.course import course
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.syllabus import Assessment

MOST_POINTS = 10_000  # of one item; a slip of the finger must not fill a database or a chart


def decimal() -> forms.TextInput:
    """A box for a number with a decimal point or comma: a browser's own box for numbers takes one of the two."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class ScoreForm(forms.Form):
    """A score, or a verdict on a proposal."""

    verdict = forms.ChoiceField(
        choices=RecordedScore.Verdict.choices, error_messages={"required": "Choose a decision."}
    )
    points = inputs.Number(
        most=MOST_POINTS, widget=decimal(), error_messages={"required": "Enter the points, for example 41.5."}
    )
    out_of = inputs.Number(label="Out of", initial=100, least=0.01, most=MOST_POINTS, widget=decimal())
    bonus = inputs.Number(initial=0, most=MOST_POINTS, required=False, widget=decimal())
    received_at = inputs.Moment(
        days=plausible_days,
        earlier=True,
        label="Received",
        required=False,
        help_text="When the work was received; the late policy counts from this. Leave it empty if it was on time.",
    )
    note = inputs.Line(max_length=300, required=False)
    seen = inputs.Whole(required=False, widget=forms.HiddenInput)  # the latest record when the form was made

    def __init__(self, *args: Any, kind: str, replaces: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replaces:
            self.fields["note"].label = "Reason for the change"
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = "Say why the number changes: it stays in the history."
        dropped = ("points", "out_of", "bonus") if kind == "proposal" else ("verdict",)
        dropped += () if kind in ("proposal", "milestone") else ("received_at", "bonus")
        for name in dropped:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        points, out_of = found.get("points"), found.get("out_of")
        if points is not None and out_of is not None and points > out_of:
            self.add_error("points", f"At most {out_of:g}. Enter anything above that as a bonus.")
        return found

    def is_fresh(self, past: Sequence[RecordedScore]) -> bool:
        """Whether nothing was recorded since this form was made; it says so where something was."""
        seen, latest = self.cleaned_data["seen"], past[-1] if past else None
        if seen is None or latest is None or latest.pk == seen:
            return True
        words = f"{latest.recorded_by.name} recorded {latest.what} since you opened this."
        self.add_error(None, f"{words} Nothing was changed: look at it, and record again if yours is to replace it.")
        return False


class PasteForm(forms.Form):
    """A table from a spreadsheet: pasted, or as a file."""

    text = forms.CharField(
        label="Table",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Copy the cells with their heads: one column email, username or name, and one for each assessment.",
    )
    file = forms.FileField(required=False, help_text="Or a file: CSV, or the one that “Download CSV” gives.")
    item = forms.ChoiceField(
        label="Where no head names it", required=False, error_messages={"invalid_choice": "Choose one of the list."}
    )
    out_of = inputs.Number(label="Out of, where nothing else says it", initial=100, least=0.01, most=MOST_POINTS)

    def __init__(self, *args: Any, items: Sequence[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "(the heads say it)"), *((a.id, a.title) for a in items)]


class ExcuseForm(forms.Form):
    """A verified excuse."""

    student = inputs.Chosen(queryset=User.objects.none(), error_messages={"required": "Choose a student."})
    assessment = forms.ChoiceField(label="Missed")
    document = inputs.Line(
        max_length=200,
        label="Document",
        help_text="The document that you saw, for example “medical certificate no. 114”. Keep the document itself.",
        error_messages={"required": "Name the document that you saw."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["student"].queryset = User.objects.filter(role=User.Role.STUDENT, is_active=True)
        sat = [a for a in course().assessments if a.kind in ("quiz", "exam")]
        self.fields["assessment"].choices = [(a.id, a.title) for a in sat]
