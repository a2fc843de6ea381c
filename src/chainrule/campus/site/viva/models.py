"""Questions about one file, made once: for its writer's practice, for an oral check, or for a paper."""

from __future__ import annotations

from typing import Any

from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.jobs.models import Job
from chainrule.campus.site.labs.models import Submission


class Made(Job):
    """One set of questions about a file that passed, and the answers to them. Questions never change."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="vivas")
    for_staff = models.BooleanField(default=False, help_text="a sheet for an oral check, which its writer does not see")
    paper = models.CharField(
        max_length=40, blank=True, help_text="the quiz or exam that it is made for: nobody sees it before"
    )
    round = models.PositiveSmallIntegerField(default=1, help_text="2 and more: for a granted second sitting of that")
    seed = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    questions = models.JSONField(default=list, help_text="with their keys, as `questions.viva.kept` writes them")
    answers = models.JSONField(default=dict, help_text="what was answered, by the place of the question from 1")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state",), name="viva_by_state"),
            models.Index(fields=("paper", "round"), name="viva_by_paper"),
        )
        constraints = (
            models.UniqueConstraint(fields=("submission", "for_staff", "seed"), name="one_viva_a_file_and_seed"),
        )

    def __str__(self) -> str:
        return f"questions about submission {self.submission_id}"

    def given(self, place: int) -> Any:
        """The answer to the question at a place; None where there is none."""
        return self.answers.get(str(place))
