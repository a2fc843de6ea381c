"""Submissions and their verdicts. The submission row is the truth about what is to be graded."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.jobs.models import Job


class Submission(Job):
    """A student's file for one lab, and where its grading stands. What was handed in never changes."""

    class How(models.TextChoices):
        EDITOR = "editor"
        UPLOAD = "upload"
        COMMAND = "command line"

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    lab = models.CharField(max_length=2)
    source = models.TextField()
    filename = models.CharField(max_length=120, default="lab.py")
    sha256 = models.CharField(max_length=64, editable=False)
    how = models.CharField(max_length=12, choices=How.choices, default=How.EDITOR)
    received_at = models.DateTimeField(default=clock.now)

    verdict = models.ForeignKey("Verdict", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_at", "-id")
        indexes = (
            models.Index(fields=("state", "student", "id")),
            models.Index(fields=("student", "lab", "-received_at")),
        )

    def __str__(self) -> str:
        return f"{self.student} lab {self.lab} {self.sha256[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.sha256 = hashlib.sha256(self.source.encode()).hexdigest()
        super().save(*args, **kwargs)


class Verdict(AppendOnly):
    """What the checks of one version said of one submission: recorded once, kept for good.

    A re-run under changed checks adds another row; the submission points at the latest.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verdicts")
    checks_version = models.CharField(max_length=16)
    points = models.FloatField()
    out_of = models.FloatField()
    details = models.JSONField(help_text="as `chainrule check --json` prints it, with what was printed beside")
    isolated = models.BooleanField(help_text="graded in the sandbox; else a self-check")
    seconds = models.FloatField()
    graded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("submission", "checks_version"), name="one_verdict_a_version"),)

    def __str__(self) -> str:
        return f"{self.points:g} of {self.out_of:g}"

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return self.points >= self.out_of > 0


class Rerun(AppendOnly):
    """All submissions of a lab, run again after its checks changed. What came of it is read off the verdicts."""

    lab = models.CharField(max_length=2)
    version = models.CharField(max_length=16, help_text="of the checks that they are graded with now")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    before = models.JSONField(help_text="[submission, the verdict that it had or null] for each")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"lab {self.lab} under {self.version}"


class Workbench(models.Model):
    """What one student has open for one lab: the draft in the editor, the hints seen, whether they gave up."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="workbenches")
    lab = models.CharField(max_length=2)
    draft = models.TextField(blank=True)
    draft_at = models.DateTimeField(null=True)
    hints = models.JSONField(default=dict, help_text="how many levels were shown, by name")
    gave_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("student", "lab"), name="one_workbench_a_lab"),)

    def __str__(self) -> str:
        return f"{self.student} lab {self.lab}"
