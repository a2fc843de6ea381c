"""Threads, what was written in them, and who wants to hear of it. What somebody wrote is added to, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.mailing import Letter

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 120, 5000, 300  # characters


class Thread(AppendOnly):
    """A question: what it is about, and its title. Its text is the post in place 0."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", "Lectures"
        LAB = "lab", "Labs"
        QUESTION = "question", "Released questions"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(help_text="the class")
    paper = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=200, blank=True, help_text="as a drawn paper names it")
    title = models.CharField(max_length=LONGEST_TITLE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    anonymous = models.BooleanField(default=False, help_text="to classmates")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("kind", "number"), name="threads_by_place"),
            models.Index(fields=("paper",), name="threads_by_paper"),
        )

    def __str__(self) -> str:
        return self.title


class Post(AppendOnly):
    """What one person wrote in a thread, in its place after those before it. Its words are its latest version."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    place = models.PositiveSmallIntegerField(help_text="0: the question itself")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, help_text="of the author, when it was written")
    anonymous = models.BooleanField(default=False, help_text="to classmates")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("thread", "place"), name="one_post_a_place"),)

    def __str__(self) -> str:
        return f"thread {self.thread_id}, place {self.place}"


class Version(AppendOnly):
    """The words of a post from a moment on. The latest counts; staff and the author can read the earlier ones."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(help_text="Markdown")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("post", "number"), name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.post}, version {self.number}"


class Hidden(models.Model):
    """That staff hide a post, with the reason. The audit log keeps that one was hidden and shown again."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="hidden")
    reason = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.post}, hidden"


class Endorsement(models.Model):
    """That staff find an answer good."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="endorsement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.post}, a good answer"


class Acceptance(models.Model):
    """The one answer of a thread of which the asker says that it answered the question."""

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="acceptance")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.post}, answered it"


class Follow(models.Model):
    """Whether somebody is told of answers in a thread. No row: they are not, and were never asked."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follows")
    on = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thread", "user"), name="followed_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {'follows' if self.on else 'does not follow'} thread {self.thread_id}"


class Told(models.Model):
    """That one person is told of one answer: once. What became of the letter."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="told_of_answers")
    letter = models.CharField(max_length=8, choices=Letter.choices, default=Letter.NONE)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("post", "user"), name="told_of_an_answer_once"),)
        indexes = (models.Index(fields=("letter",), name="answers_by_letter"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.post}, {self.get_letter_display()}"
