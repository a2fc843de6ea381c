"""Milestones marked by a rubric, what members say of each other, and the gallery. What grades rest on is only added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.project.models import Team

LONGEST_REASON = 300
LONGEST_TITLE = 100
LONGEST_PATH = 200


def by_whom() -> Any:
    """Who wrote a row."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Marking(models.Model):
    """One milestone of one team. Whoever marks it or decides about it locks its row first."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="markings")
    milestone = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "milestone"), name="one_marking_a_milestone"),)

    def __str__(self) -> str:
        return f"{self.milestone} of {self.team}"


class Version(AppendOnly):
    """What somebody gave by the rubric: as first or as second marker, or as who decides between the two.

    `aside`: what somebody typed while another person saved. It is kept, and never counts.
    """

    class Part(models.TextChoices):
        FIRST = "first", "first mark"
        SECOND = "second", "second mark"
        DECISION = "decision", "decision"

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="versions")
    part = models.CharField(max_length=8, choices=Part.choices)
    number = models.PositiveIntegerField()
    hand_in = models.ForeignKey(HandIn, on_delete=models.PROTECT, related_name="+", help_text="the one that was read")
    levels = models.JSONField(help_text="points by criterion; one that has none yet is missing")
    comments = models.JSONField(default=dict, help_text="by criterion")
    overall = models.TextField(blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="of a decision")
    aside = models.BooleanField(default=False)
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("marking", "part", "number"), name="one_version_of_a_mark"),)

    def __str__(self) -> str:
        return f"{self.marking}: {self.get_part_display()}, version {self.number}"


class SecondMarker(AppendOnly):
    """Who marks a team's milestone a second time. The latest row counts; None takes it back."""

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="seconds")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.marking}: {self.marker or 'no second marker'}"


class Adjustment(AppendOnly):
    """What one member gets more or less than the team. The latest of a member counts; 0 takes it back."""

    class Unit(models.TextChoices):
        POINTS = "points", "points"
        PERCENT = "percent", "percent of the team’s points"

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="adjustments")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adjustments")
    amount = models.FloatField()
    unit = models.CharField(max_length=7, choices=Unit.choices)
    reason = models.CharField(max_length=LONGEST_REASON)
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.student}, {self.marking}: {self.words}"

    @property
    def words(self) -> str:
        """`−2 points`, `+10 percent of the team’s points`."""
        return f"{self.amount:+g} {self.get_unit_display()}".replace("-", "−")


class Release(AppendOnly):
    """The instructor shows a milestone's marks to its teams, or takes that back. The latest row counts."""

    milestone = models.CharField(max_length=40)
    shown = models.BooleanField(default=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="why it was taken back")
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.milestone} {'released' if self.shown else 'withdrawn'}"


class PeerReport(AppendOnly):
    """What one member says of another's part in a milestone. The latest counts; staff alone read it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="peer_reports")
    milestone = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="peer_reports")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    asked = models.JSONField(help_text="the questions as they were: id, title")
    answers = models.JSONField(help_text="the text of each answer, by its question")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("milestone", "author", "about", "number"), name="one_version_of_a_report"),
            models.CheckConstraint(condition=~models.Q(author=models.F("about")), name="nobody_reports_themselves"),
        )

    def __str__(self) -> str:
        return f"{self.milestone}: {self.author} about {self.about}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each question with its answer."""
        return [(one["title"], self.answers.get(one["id"], "")) for one in self.asked]


class Offer(AppendOnly):
    """What a team offers for the gallery. The latest counts, and everybody agrees to it anew."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    repository = models.URLField(max_length=300)
    branch = models.CharField(max_length=200, blank=True)
    notebook = models.CharField(max_length=LONGEST_PATH, blank=True, help_text="a notebook in it, which Colab opens")
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "number"), name="one_version_of_an_offer"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.team})"


class GalleryAct(AppendOnly):
    """A member agreed to an offer or took it down; staff hid it or showed it again."""

    class What(models.TextChoices):
        AGREE = "agree", "agreed"
        TAKE_DOWN = "take_down", "took it down"
        HIDE = "hide", "hidden"
        SHOW = "show", "shown again"

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="acts")
    what = models.CharField(max_length=9, choices=What.choices)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    by = by_whom()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.offer}: {self.get_what_display()} by {self.by}"
