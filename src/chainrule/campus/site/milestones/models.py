"""A team's statement in all its versions, what was tried and handed in, and what the checks said of each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.jobs.models import Job
from chainrule.campus.site.project.models import Team

LONGEST_ADDRESS = 300


class Answer(AppendOnly):
    """One version of one answer of a team's statement about its use of AI. The draft is the latest of each.

    `aside`: what somebody typed while another member saved, or when nothing could be saved any more. It is kept, and
    is no part of the draft.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="statement_answers")
    milestone = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(default=0, help_text="the version that it was made from; 0: none")
    text = models.TextField(blank=True)
    aside = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("team", "milestone", "question", "number"), name="one_version_of_a_statement_s_answer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone}, {self.question}, version {self.number}"


class Sent(Job):
    """What a team sent to be fetched and checked: an address, and a ZIP where there is one. It never changes."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="%(class)s_rows")
    milestone = models.CharField(max_length=40)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    archive = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the ZIP, and the name of its file")
    archive_name = models.CharField(max_length=120, blank=True, help_text="what its sender called it")
    archive_size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=clock.now, help_text="when the server had it whole")

    class Meta:
        abstract = True

    @property
    def run(self) -> CheckRun | None:
        """What the checks said last."""
        runs: Any = self.runs  # type: ignore[attr-defined]
        return max(runs.all(), key=lambda one: one.pk, default=None)


class Try(Sent):
    """A look at what the checks say, without handing in."""

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.milestone} of {self.team}: tried"


class HandIn(Sent):
    """What a team handed in. The latest that the late policy accepts counts; all are kept."""

    number = models.PositiveSmallIntegerField()
    asked = models.JSONField(help_text="the questions of the statement as they were: id, title")
    statement = models.JSONField(help_text="the answers, by the question's id")
    members = models.JSONField(help_text="the names of those who were in the team")
    started_at = models.DateTimeField(help_text="when the server had its first byte")
    counts_at = models.DateTimeField(help_text="the instant that lateness is counted from")
    why = models.TextField(help_text="why that instant, in words")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("team", "milestone", "number"), name="one_number_a_milestone_hand_in"),
        )

    def __str__(self) -> str:
        return f"{self.milestone} of {self.team}: hand-in {self.number}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each question of the statement: its title, and what the team said."""
        return [(one["title"], self.statement.get(one["id"], "")) for one in self.asked]


class CheckRun(AppendOnly):
    """What the checks said of what was fetched, at one commit. A repeated check adds a row; the latest is shown."""

    hand_in = models.ForeignKey(HandIn, null=True, on_delete=models.PROTECT, related_name="runs")
    tried = models.ForeignKey(Try, null=True, on_delete=models.CASCADE, related_name="runs")
    commit = models.CharField(max_length=64, blank=True, help_text="the one that was fetched; empty: none could be")
    branch = models.CharField(max_length=200, blank=True)
    snapshot = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the ZIP of what was fetched")
    main = models.CharField(max_length=300, blank=True, help_text="path of the main notebook; empty: there is none")
    verdicts = models.JSONField(help_text="of each check: id, title, outcome, text, details")
    notebook = models.JSONField(null=True, help_text="what came out of the notebook's cells, where it was run")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(hand_in__isnull=False, tried=None) | models.Q(hand_in=None, tried__isnull=False),
                name="a_check_is_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"checks of {self.hand_in or self.tried} at {self.commit[:8] or 'no commit'}"

    @property
    def problems(self) -> int:
        """How many checks found something to mend."""
        return sum(verdict["outcome"] == "problem" for verdict in self.verdicts)
