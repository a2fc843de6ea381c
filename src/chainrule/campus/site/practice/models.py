"""What was answered in practice."""

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock


class Answer(models.Model):
    """One answer to one variant of a question, and what it earned."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_answers")
    question = models.CharField(max_length=120, help_text="its id in the bank")
    seed = models.PositiveSmallIntegerField()
    given = models.JSONField(null=True, help_text="the answer; null where the key was asked for")
    runs = models.JSONField(default=dict, help_text="what the programs did that marking needs")
    by_hand = models.JSONField(default=list, help_text="a short answer's points, as its writer gave them")
    points = models.FloatField(null=True, help_text="null: a short answer that its writer has not marked yet")
    out_of = models.FloatField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("learner", "question"), name="practice_by_question"),)

    def __str__(self) -> str:
        return f"{self.learner}: {self.question}, variant {self.seed}"

    @property
    def is_right(self) -> bool:
        return self.points is not None and self.points >= self.out_of
