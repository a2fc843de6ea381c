"""A team's proposal: every version of every answer, what was handed in, what was decided. Rows are only added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.project.verdicts import Act
from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.project.models import Team


class Proposal(models.Model):
    """The proposal of one team. Whoever writes, hands in or decides locks its row first."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="proposal")
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"the proposal of {self.team}"


class Answer(AppendOnly):
    """One version of one answer. The draft is the latest that was not set aside.

    `aside`: what somebody typed while another member saved, or when nothing could be saved any more. It is kept, and
    is no part of the draft.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    edition = models.PositiveSmallIntegerField(help_text="one more after each rejection")
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
                fields=("proposal", "edition", "question", "number"), name="one_version_of_an_answer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}, version {self.number}"


class Submission(AppendOnly):
    """What a team handed in, word for word, with the questions as they were then."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    form = models.JSONField(help_text="the questions: id, kind, title, asked")
    answers = models.JSONField()
    note = models.TextField(blank=True, help_text="what a team said that it changed")
    members = models.JSONField(help_text="the names of those who were in the team")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("proposal", "number"), name="one_number_a_hand_in"),)

    def __str__(self) -> str:
        return f"hand-in {self.number} of {self.proposal.team}"

    @property
    def title(self) -> str:
        return f"Hand-in {self.number}"

    @property
    def pairs(self) -> list[tuple[dict[str, Any], str]]:
        """Each question of the form with its answer."""
        return [(question, self.answers.get(question["id"], "")) for question in self.form]


class Review(AppendOnly):
    """A decision on a hand-in, or that the one before it does not stand."""

    class Verdict(models.TextChoices):
        PASS = Act.PASS.value, "passed"
        REVISE = Act.REVISE.value, "revise"
        REJECT = Act.REJECT.value, "rejected"
        TAKE_BACK = Act.TAKE_BACK.value, "verdict taken back"

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    overall = models.TextField(blank=True)
    comments = models.JSONField(default=dict, help_text="by question")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_verdict_display()}"

    @property
    def commented(self) -> list[tuple[str, str]]:
        """The title of each question that has a comment, and the comment."""
        titles = [(question["title"], self.comments.get(question["id"], "")) for question in self.submission.form]
        return [(title, comment) for title, comment in titles if comment]
