"""What the student, the advisor and the instructor write down about an absence."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from chainrule.campus.site import inputs
from chainrule.campus.site.absences.models import LONGEST_LINE, LONGEST_TEXT
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.exemption_views import ExemptionForm
from chainrule.campus.site.papers.staff_views import SittingForm
from chainrule.campus.syllabus import absences
from chainrule.campus.syllabus.absences import Act

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Day(inputs.Moment):
    """A day, as a form sends it: 2026-02-12."""

    def __init__(self, **more: Any) -> None:
        date = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(days=plausible_days, widget=date, **more)

    def to_python(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        if not DAY.fullmatch(str(value)):
            raise ValidationError("Give a day, such as 2026-02-12.", code="invalid")
        found = super().to_python(f"{value}T12:00")
        return timezone.localtime(found).date() if found else None


class ReportForm(forms.Form):
    """What a student could not, or will not be able to, take part in."""

    assessment = forms.ChoiceField(label="What you miss", error_messages={"required": "Choose what you miss."})
    first_day = Day(label="Away from", error_messages={"required": "Give the first day."})
    last_day = Day(label="Away until", error_messages={"required": "Give the last day; it may be the same."})
    text = inputs.Note(
        max_length=LONGEST_TEXT,
        label="What happened, in a sentence or two",
        help_text="Do not write a diagnosis or other private matters: nobody here needs them. Say what proof you will "
        "bring, and when.",
        error_messages={"required": "Say in a sentence why you are absent."},
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_still = [a for a in absences.can_be_missed(course()) if absences.reported_until(course(), a.id) >= now]
        self.fields["assessment"].choices = [("", "Choose"), *((a.id, a.title) for a in open_still)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day comes before the first one.")
        return found


class LineForm(forms.Form):
    """A line that a student adds."""

    text = inputs.Line(
        max_length=LONGEST_LINE, label="Add a line", error_messages={"required": "Write what you want to add."}
    )


class VerdictForm(forms.Form):
    """What the advisor found."""

    CHOICES = (
        (Act.SEE.value, "The proof was seen and is valid"),
        (Act.REFUSE.value, "The proof is not valid"),
        (Act.ASK.value, "More is needed"),
    )
    verdict = forms.ChoiceField(
        label="What you found", choices=CHOICES, error_messages={"required": "Choose what you found."}
    )
    text = inputs.Line(
        max_length=LONGEST_LINE,
        label="In a line",
        help_text="What you saw, why it is not valid, or what is missing: “certificate no. 114, of 3 February”. Never "
        "the diagnosis. The student, the instructor and the assistants read this line.",
        error_messages={"required": "Say in a line what you saw, or what is missing."},
    )

    def __init__(self, *args: Any, possible: frozenset[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(value, words) for value, words in self.CHOICES if Act(value) in possible]
        self.fields["verdict"].choices = [("", "Choose"), *listed]


class OfTheStudent(forms.Form):
    """A form of another room, for the student of the report."""

    def __init__(self, *args: Any, student: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student
        del self.fields["student"]


class OtherWindowForm(OfTheStudent, SittingForm):
    """Another time."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["student"] = self.student
        return super().clean()


class ExemptForm(OfTheStudent, ExemptionForm):
    """An exemption."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["student"] = self.student
        self.clean_student()
        return self.cleaned_data


class NothingForm(forms.Form):
    """That nothing follows, and why."""

    reason = inputs.Line(error_messages={"required": "Give a reason. The student reads it."})
