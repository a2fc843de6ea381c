"""What the instructor and the advisor write down."""

from __future__ import annotations

from typing import Any

from django import forms

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.course import course
from chainrule.campus.site.grades.models import RecordedScore

MOST_POINTS = 10_000  # of one item; a slip of the finger must not fill a database or a chart


class ScoreForm(forms.Form):
    """A score, or a verdict on a proposal."""

    verdict = forms.ChoiceField(
        choices=RecordedScore.Verdict.choices, error_messages={"required": "Choose a decision."}
    )
    points = inputs.Number(most=MOST_POINTS, error_messages={"required": "Enter the points, for example 41.5."})
    out_of = inputs.Number(label="Out of", initial=100, least=0.01, most=MOST_POINTS)
    bonus = inputs.Number(initial=0, most=MOST_POINTS, required=False)
    received_at = inputs.Moment(
        days=plausible_days,
        earlier=True,
        label="Received",
        required=False,
        help_text="When the work was received; the late policy counts from this. Leave it empty if it was on time.",
    )
    note = inputs.Line(max_length=300, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
