"""What people record for a student beside the papers: scores, verdicts on proposals, excuses. Rows are only added."""

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly


class RecordedScore(AppendOnly):
    """One record for one student and one item. Of scores the latest counts; verdicts follow each other."""

    class Verdict(models.TextChoices):
        PASS = "pass", "pass"
        REVISE = "revise", "revise"
        REJECT = "reject", "reject"
        RECEIVED = "received", "received, not decided yet"

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="records")
    item = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    points = models.FloatField(null=True)
    out_of = models.FloatField(null=True)
    bonus = models.FloatField(default=0.0)
    received_at = models.DateTimeField(null=True, help_text="when the work came in: the late policy counts from it")
    withdrawn = models.BooleanField(default=False, help_text="takes back what was recorded for this item before")
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("student", "item")),)

    def __str__(self) -> str:
        return f"{self.student}: {self.item} {self.what}"

    @property
    def what(self) -> str:
        """The record in a few words."""
        if self.withdrawn:
            return "withdrawn"
        if self.verdict:
            return self.get_verdict_display()
        bonus = f", bonus {self.bonus:g}" if self.bonus else ""
        return f"{self.points:g} of {self.out_of:g}{bonus}"


class Excuse(AppendOnly):
    """An absence from a quiz or exam, excused with a document that the academic advisor has seen. The latest counts."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="excuses")
    assessment = models.CharField(max_length=40)
    document = models.CharField(max_length=200)
    withdrawn = models.BooleanField(default=False)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.student}: {self.assessment} {'not ' if self.withdrawn else ''}excused"
