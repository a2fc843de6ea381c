"""What a student writes for the board, and what the instructor decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import LONGEST_NAME, LONGEST_TEXT, Team
from chainrule.campus.site.project.teams import all_teams

NONE, NEW = "none", "new"


class ProfileForm(forms.Form):
    """An entry of the board."""

    interests = inputs.Line(
        max_length=LONGEST_TEXT,
        help_text="What you would like to work on, for example speech, medical images, games.",
        error_messages={"required": "Say what you would like to work on."},
    )
    skills = inputs.Line(
        max_length=LONGEST_TEXT, required=False, help_text="What you bring, and what you want to learn."
    )
    hours = inputs.Line(
        max_length=LONGEST_TEXT, required=False, help_text="When you can work, and how much: evenings, 6 hours a week."
    )


class PlaceForm(forms.Form):
    """Where a student goes, and why."""

    student = inputs.Chosen(
        queryset=User.objects.none(), empty_label="Choose", error_messages={"required": "Choose a student."}
    )
    team = forms.ChoiceField(label="Goes to", error_messages={"required": "Choose where the student goes."})
    name = inputs.Line(
        max_length=LONGEST_NAME, required=False, label="Name of a new team", help_text="Empty: the next number."
    )
    reason = inputs.Line(
        max_length=LONGEST_TEXT,
        help_text="Kept with the change; the student sees it too.",
        error_messages={"required": "Give a reason: it is kept with the change."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in all_teams()}
        in_team = Q(memberships__left_at__isnull=True, memberships__isnull=False)
        students = User.objects.filter(Q(is_active=True) | in_team, role=User.Role.STUDENT).distinct()
        self.fields["student"].queryset = students
        teams = [(number, f"{team} ({len(team.members)})") for number, team in self.teams.items()]
        self.fields["team"].choices = [("", "Choose"), *teams, (NEW, "a new team"), (NONE, "no team")]

    def into(self) -> Team | str | None:
        """Where the student goes, as `placing.place` takes it."""
        chosen = self.cleaned_data["team"]
        if chosen == NEW:
            return str(self.cleaned_data["name"])
        return self.teams.get(chosen)
