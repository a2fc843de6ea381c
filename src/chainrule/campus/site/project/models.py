"""Teams and who is in them, invitations, the board of who looks for a team, the draw, placings by the instructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly

if TYPE_CHECKING:
    from chainrule.campus.site.accounts.models import User

LONGEST_NAME = 60
LONGEST_TEXT = 300


class Team(models.Model):
    """A team. It is dissolved when its last member leaves, and its row is kept."""

    name = models.CharField(max_length=LONGEST_NAME)
    closed = models.BooleanField(default=False, help_text="its members want nobody else")
    made_at = models.DateTimeField(default=clock.now)
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                condition=models.Q(dissolved_at__isnull=True),
                name="a_name_is_one_team_s",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def members(self) -> list[User]:
        """Who is in it now, by the order in which they came."""
        return [one.student for one in self.memberships.all() if one.left_at is None]


class Membership(models.Model):
    """One student in one team: since when, how they came, and when they left."""

    class How(models.TextChoices):
        MADE = "made", "made the team"
        INVITED = "invited", "accepted an invitation"
        ASKED = "asked", "asked, and was let in"
        DRAWN = "drawn", "by the draw"
        PLACED = "placed", "by the instructor"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    how = models.CharField(max_length=8, choices=How.choices)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["student"], condition=models.Q(left_at__isnull=True), name="a_student_is_in_one_team"
            ),
        )

    def __str__(self) -> str:
        return f"{self.student} in {self.team}"


class Invitation(models.Model):
    """A team invites a student, or a student asks a team; `outcome` says what became of it."""

    class Outcome(models.TextChoices):
        OPEN = "", "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"  # the student joined a team, the team dissolved, or the last day was over

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invitations")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    asked = models.BooleanField(default=False, help_text="the student asked; else the team invites")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["team", "student"], condition=models.Q(outcome=""), name="one_open_invitation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.student} asks {self.team}" if self.asked else f"{self.team} invites {self.student}"


class Profile(models.Model):
    """What a student wrote for the board. Only classmates and staff read it, while it is shown."""

    student = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    interests = models.CharField(max_length=LONGEST_TEXT, blank=True)
    skills = models.CharField(max_length=LONGEST_TEXT, blank=True)
    hours = models.CharField(max_length=LONGEST_TEXT, blank=True)
    shown = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"the entry of {self.student}"


class Draw(models.Model):
    """The draw of a course: what was promised beforehand, and once it is made, all that anybody needs to check it.

    Its row is also what every change of a team locks, so that no change slips in beside the draw.
    """

    course = models.CharField(max_length=40, unique=True)
    deadline = models.DateTimeField(help_text="the instant that the promise names")
    commitment = models.CharField(max_length=64)
    seed = models.CharField(max_length=64, help_text="shown to nobody before the draw")
    salt = models.CharField(max_length=64, help_text="what students' codes are made of; never shown")
    committed_at = models.DateTimeField(default=clock.now)
    drawn_at = models.DateTimeField(null=True)
    published = models.JSONField(null=True, help_text="the list that anybody can check")

    def __str__(self) -> str:
        return f"the draw of {self.course}"


class Placement(AppendOnly):
    """The instructor put a student into a team, or out of one, for a reason."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="placements")
    before = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.student}: {self.before or 'no team'} to {self.team or 'no team'}"
