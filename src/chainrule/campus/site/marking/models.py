"""How marks by hand came about: what was asked of a paper's markers, second marks, decisions, marks given together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark

HALF_A_POINT = 0.5


class Plan(AppendOnly):
    """How the short answers of a paper are marked, as the instructor says. The latest counts; earlier ones stay."""

    paper = models.CharField(max_length=40)
    second = models.PositiveSmallIntegerField(default=0, help_text="percent of the answers that two people mark")
    allowed = models.FloatField(default=HALF_A_POINT, help_text="points by which their marks may differ")
    alone = models.BooleanField(
        default=False, help_text="the machine alone marks an answer that is word for word one that a person marked"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("paper",), name="plans_of_a_paper"),)

    def __str__(self) -> str:
        return f"{self.paper}: {self.second}% twice"

    @property
    def most(self) -> Fraction:
        """By how many points two marks may differ."""
        return Fraction(self.allowed)


class SecondMark(AppendOnly):
    """A second person's points for one short answer, given without a look at the first. It never counts by itself."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="second_marks")
    item = models.PositiveSmallIntegerField()
    points: Any = models.JSONField(help_text="a number a criterion, as text: fractions stay exact")
    comment = models.TextField(blank=True)
    under = models.CharField(max_length=32, blank=True, help_text="as papers.ShortAnswerMark.under")
    first = models.ForeignKey(
        ShortAnswerMark, on_delete=models.PROTECT, related_name="+", help_text="the mark that stood, and was not shown"
    )
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("attempt", "item"), name="second_marks_of_an_answer"),)

    def __str__(self) -> str:
        return f"{self.attempt} item {self.item}"


class Decision(AppendOnly):
    """What somebody decided where two marks of one answer differ by more than is allowed. Its mark counts."""

    second = models.OneToOneField(SecondMark, on_delete=models.PROTECT, related_name="decision")
    mark = models.OneToOneField(ShortAnswerMark, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.mark}: {self.reason[:40]}"


class Together(AppendOnly):
    """That a mark was given to an answer together with others: by a person who read each, or by the machine alone."""

    class Way(models.TextChoices):
        GROUP = "group", "given to a group whose answers a person read"
        ALONE = "alone", "given by the machine alone, for the same words as another answer"

    mark = models.OneToOneField(ShortAnswerMark, on_delete=models.PROTECT, related_name="together")
    way = models.CharField(max_length=5, choices=Way.choices)
    source = models.ForeignKey(
        ShortAnswerMark, on_delete=models.PROTECT, related_name="+", help_text="the mark that it is a copy of"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.mark}: {self.get_way_display()}"
