"""Where each reader stopped, what each answered in the text, and the blocks that run for them now."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.jobs.models import Job

READ_FROM = 0.95  # a page's end matter need not be scrolled through


class ReadingPosition(models.Model):
    """How far somebody has read a lecture: where they are now, and the furthest they have been."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_positions")
    lecture = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=200, blank=True, help_text="the id of the section on screen")
    fraction = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])
    furthest = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "lecture"], name="one_position_a_reader_and_lecture"),)

    def __str__(self) -> str:
        return f"{self.user} in lecture {self.lecture}: {self.fraction:.0%}"

    @property
    def is_read(self) -> bool:
        return self.furthest >= READ_FROM


class Answered(models.Model):
    """What somebody answered last to a question in a lecture's text. It never counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="answered")
    lecture = models.PositiveSmallIntegerField()
    ask = models.CharField(max_length=12, help_text="which question: see chainrule.campus.lectures.asking")
    answer = models.CharField(max_length=2000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "lecture", "ask"], name="one_answer_per_reader_and_question"),
        )

    def __str__(self) -> str:
        return f"{self.user} in lecture {self.lecture}: {self.answer}"


class LiveRun(Job):
    """A block that a reader ran in the page, and what came of it. It is forgotten soon after."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lecture = models.PositiveSmallIntegerField()
    program = models.JSONField(help_text="all that is to be run: see chainrule.campus.site.lectures.running")
    result = models.JSONField(null=True, help_text="what the page is to show")

    class Meta:
        indexes = (models.Index(fields=("state", "reader")),)

    def __str__(self) -> str:
        return f"a block of lecture {self.lecture} for {self.reader}"
