"""What is announced, to whom it was told, and what somebody does not want to get."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.mailing import Letter

LONGEST_TITLE, LONGEST_TEXT = 120, 5000  # characters


class Kind(models.TextChoices):
    """What news are about."""

    WRITTEN = "written", "announcements of the instructor"
    RELEASED = "released", "a score of yours that is out"
    DEADLINE = "deadline", "a quiz, an exam or a deadline within a day"
    REVISION = "revision", "a revision of the syllabus"


class Item(AppendOnly):
    """One piece of news. What the site tells by itself is there once: its key says what it is about."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=40, blank=True, help_text="the assessment that it is about")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="the only reader"
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField(blank=True, help_text="Markdown")
    address = models.CharField(max_length=200, blank=True)
    shown_from = models.DateTimeField()
    on = models.DateTimeField(null=True, help_text="stands at this moment in calendars")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-shown_from", "-id")
        indexes = (models.Index(fields=("shown_from",), name="news_by_time"),)

    def __str__(self) -> str:
        return self.title


class TakenBack(AppendOnly):
    """That an announcement is shown no more."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="taken_back")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.item}, taken back"


class Notice(models.Model):
    """That one person is told of one item: once. What became of the letter, and when it was read on the site."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    letter = models.CharField(max_length=8, choices=Letter.choices, default=Letter.NONE)
    claimed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "user"), name="told_once"),)
        indexes = (models.Index(fields=("letter",), name="letters_by_state"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.item}, {self.get_letter_display()}"


class TurnedOff(models.Model):
    """Something that a person does not want to get."""

    class What(models.TextChoices):
        MAIL_WRITTEN = "mail-written", "E-mail: announcements of the instructor"
        MAIL_RELEASED = "mail-released", "E-mail: a score of yours is out"
        MAIL_DEADLINE = "mail-deadline", "E-mail: a quiz, an exam or a deadline is within a day"
        MAIL_REVISION = "mail-revision", "E-mail: the syllabus was revised"
        FEED = "feed", "Calendar feed: dates of announcements"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turned_off")
    what = models.CharField(max_length=16, choices=What.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "what"), name="turned_off_once"),)

    def __str__(self) -> str:
        return f"{self.user}: no {self.what}"
