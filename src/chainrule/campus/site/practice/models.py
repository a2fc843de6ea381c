"""What was answered in practice, and the practice papers that were made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.jobs.models import Job


class PracticePaper(models.Model):
    """A practice paper: its questions in their variants, fixed when it is made. Its answers are rows of their own."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_papers")
    lecture = models.PositiveSmallIntegerField(null=True, help_text="null: it repeats what was due, of all lectures")
    items: Any = models.JSONField(help_text="[question, seed] for each place from 1")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.learner}: practice paper {self.pk}"


class Answer(models.Model):
    """One answer to one variant of a question, and what it earned."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_answers")
    question = models.CharField(max_length=120, help_text="its id in the bank")
    seed = models.PositiveSmallIntegerField()
    given = models.JSONField(null=True, help_text="the answer; null where the key was asked for")
    runs = models.JSONField(default=dict, help_text="what the programs did that marking needs")
    by_hand = models.JSONField(default=list, help_text="a short answer's points, as its writer gave them")
    points = models.FloatField(null=True, help_text="null: it waits for its writer, or for its code to be run")
    out_of = models.FloatField()
    at = models.DateTimeField(default=clock.now)
    paper = models.ForeignKey(PracticePaper, null=True, on_delete=models.CASCADE, related_name="answers")
    place = models.PositiveSmallIntegerField(null=True, help_text="on the paper, from 1")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("learner", "question"), name="practice_by_question"),)
        constraints = (models.UniqueConstraint(fields=("paper", "place"), name="one_practice_answer_a_place"),)

    def __str__(self) -> str:
        return f"{self.learner}: {self.question}, variant {self.seed}"

    @property
    def is_right(self) -> bool:
        return self.points is not None and self.points >= self.out_of


class Run(Job):
    """On a class's site: that the code of an answer is to be run in the sandbox, and where this stands."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="run")

    class Meta:
        indexes = (models.Index(fields=("state",), name="practice_runs_by_state"),)

    def __str__(self) -> str:
        return f"the code in practice answer {self.answer_id}"
