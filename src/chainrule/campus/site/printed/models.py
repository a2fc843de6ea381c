"""Which variants of a paper were made for printing, and which answer sheets were typed in."""

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.questions import Paper
from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.papers.models import Attempt


class PrintedPaper(AppendOnly):
    """A variant of a paper, by its number from 1. What it asks is fixed when it is made."""

    paper = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    drawn: Any = models.JSONField(help_text="which questions it asks, as chainrule.campus.questions.Paper keeps it")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="null: a terminal"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("paper", "number")
        constraints = (models.UniqueConstraint(fields=("paper", "number"), name="one_printed_paper_a_number"),)

    def __str__(self) -> str:
        return f"{self.paper}, variant {self.number}"

    @property
    def questions(self) -> Paper:
        """What it asks."""
        return Paper.from_dict(self.drawn)


class Sheet(AppendOnly):
    """An answer sheet as it was typed: it became this attempt."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="sheet")
    printed = models.ForeignKey(PrintedPaper, on_delete=models.PROTECT, related_name="sheets")
    cells: Any = models.JSONField(help_text="one text a question, as typed")
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.attempt}, on paper"
