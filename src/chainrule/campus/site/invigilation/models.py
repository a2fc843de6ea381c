"""How a paper is supervised, who sits where, what was noticed, what was said to all."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chainrule.campus.questions.invigilation import Place, Rules, read_browser_keys, read_networks
from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly


class Invigilation(models.Model):
    """The supervision of one paper, as it is now. Each change of it stands in the audit log."""

    paper = models.CharField(max_length=40, unique=True)
    is_on = models.BooleanField(default=False)
    code = models.CharField(max_length=12, blank=True, help_text="shown in the room, typed before the start")
    networks = models.TextField(blank=True, help_text="one a line; none: from anywhere")
    browser_keys = models.TextField(blank=True, help_text="Config Keys of Safe Exam Browser; none: any browser")
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.paper}, {'invigilated' if self.is_on else 'not invigilated'}"

    @property
    def rules(self) -> Rules:
        """What decides whether a request may begin or go on."""
        return Rules(
            read_networks(self.networks),
            read_browser_keys(self.browser_keys),
            started=self.started_at is not None,
            paused=self.paused_at is not None,
            stopped=self.stopped_at is not None,
        )


class Seat(models.Model):
    """One student at one paper: where, and the browser that may write. A browser is known by the hash of its cookie."""

    paper = models.CharField(max_length=40)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(max_length=40, blank=True, help_text="where they sit, in their own words")
    browser = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    since = models.DateTimeField(null=True)
    lifted = models.BooleanField(default=False, help_text="staff lifted the checks of network and browser")
    asks = models.CharField(max_length=64, blank=True, help_text="another browser that waits to be let in")
    asks_from = models.CharField(max_length=45, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("paper", "student"), name="one_seat_a_student"),)

    def __str__(self) -> str:
        return f"{self.student}: {self.paper} {self.label}"

    @property
    def place(self) -> Place:
        """The seat as the rules read it."""
        return Place(self.browser, self.lifted)


class Event(AppendOnly):
    """Something that was noticed while a student sat a paper. The student sees it too. Nothing follows by itself."""

    class What(models.TextChoices):
        SEATED = "seated", "typed the access code"
        WRONG_CODE = "wrong-code", "typed a wrong access code"
        AWAY = "away", "left the page"
        PASTE = "paste", "pasted text"
        TAB = "tab", "opened a second tab"
        ADDRESS = "address", "came from another address"
        ASKED = "asked", "asked to go on in another browser"
        MOVED = "moved", "was let in with another browser"

    paper = models.CharField(max_length=40)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="noticed")
    what = models.CharField(max_length=12, choices=What.choices)
    detail = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("paper", "student"), name="noticed_at_a_paper"),)

    def __str__(self) -> str:
        return f"{self.student}: {self.get_what_display()} {self.detail}".strip()


class Message(AppendOnly):
    """What an invigilator said to all who sit a paper."""

    paper = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("paper",), name="said_at_a_paper"),)

    def __str__(self) -> str:
        return self.text
