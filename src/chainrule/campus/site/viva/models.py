"""Questions about one file, made once: for its writer's practice, or for an oral check by the staff."""

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
    seed = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    questions = models.JSONField(default=list, help_text="with their keys, as `questions.viva.kept` writes them")
    answers = models.JSONField(default=dict, help_text="what was answered, by the place of the question from 1")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state",), name="viva_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=("submission", "for_staff", "seed"), name="one_viva_a_file_and_seed"),
        )

    def __str__(self) -> str:
        return f"questions about submission {self.submission_id}"

    def given(self, place: int) -> Any:
        """The answer to the question at a place; None where there is none."""
        return self.answers.get(str(place))
