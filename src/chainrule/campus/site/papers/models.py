"""What is stored about sitting a paper. Everything a mark rests on is append-only; marking is a replay of it."""

from typing import Any

from django.conf import settings
from django.db import models

from chainrule.campus.questions import AnswerEvent as PureEvent
from chainrule.campus.questions import Paper
from chainrule.campus.questions.invigilation import NO_TIME, Time
from chainrule.campus.questions.regrade import Decision
from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.jobs.models import Job


class Sitting(AppendOnly):
    """Another time for one student to sit a paper, or more minutes for it; granted with a reason. The latest counts."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings")
    paper = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    again = models.BooleanField(default=False, help_text="a fresh paper although one was sat already")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    room = models.CharField(max_length=80, blank=True, help_text="where, if elsewhere than the class")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.student}: {self.paper} until {self.closes_at:%d %b %H:%M}"


class Exemption(AppendOnly):
    """That a student need not sit a paper, or has to again; with the reason. The latest counts."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions")
    paper = models.CharField(max_length=40)
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.student}: {'no more ' if self.withdrawn else ''}exempt from {self.paper}"


class Attempt(models.Model):
    """One student sitting one paper. What was drawn is fixed when it begins; its end can be moved."""

    class Ended(models.TextChoices):
        SUBMITTED = "submitted", "handed in"
        TIME = "time", "time ran out"

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    paper = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1, help_text="2 and more: a granted second sitting")
    drawn = models.JSONField(help_text="which questions were shown, as chainrule.campus.questions.Paper keeps it")
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, help_text="set while it is paused: its time does not run")
    given_back = models.DurationField(default=NO_TIME, help_text="by the pauses so far; `ends_at` has it in already")
    closed_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    tab = models.CharField(max_length=40, blank=True, help_text="the browser tab that may write")
    turn = models.PositiveIntegerField(default=0, help_text="how often another tab has taken it over")
    stored = models.PositiveIntegerField(default=0, help_text="bytes of its events; there is a budget")
    runs = models.JSONField(null=True, help_text="recorded results of the programs that marking needs")

    class Meta:
        ordering = ("-began_at",)
        constraints = (models.UniqueConstraint(fields=("student", "paper", "round"), name="one_attempt_a_round"),)
        indexes = (models.Index(fields=("closed_at", "ends_at")),)

    def __str__(self) -> str:
        return f"{self.student}: {self.paper}"

    @property
    def is_open(self) -> bool:
        """Whether it still takes answers, as far as the database knows; the clock may have run out since."""
        return self.closed_at is None

    @property
    def has_events(self) -> bool:
        """Whether anything was saved in it: where nothing was, a class that begins looks nothing up."""
        return self.stored > 0

    @property
    def time(self) -> Time:
        """Its time, with what pauses do to it."""
        return Time(self.ends_at, self.given_back, self.paused_at)

    @property
    def questions(self) -> Paper:
        """The paper that was drawn."""
        return Paper.from_dict(self.drawn)


class Recording(Job):
    """That the code in a closed attempt is to be run, and where this stands. The results are the attempt's `runs`."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="recording")

    class Meta:
        indexes = (models.Index(fields=("state",)),)

    def __str__(self) -> str:
        return f"the code in attempt {self.attempt_id}"


class FrozenQuestion(AppendOnly):
    """A question as somebody was shown it, with its key. Attempts name it; no edit of the course reaches it."""

    name = models.CharField(max_length=32, unique=True, help_text="chainrule.campus.questions.name_of")
    question = models.CharField(max_length=200)
    content = models.JSONField(help_text="chainrule.campus.questions.freeze")
    kept_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.question} ({self.name[:8]})"


class AnswerEvent(AppendOnly):
    """One change of one answer, as it came. The sequence number is the client's; one is stored once."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    client = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    item = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)
    received_at = models.DateTimeField()
    turn = models.PositiveIntegerField(default=0, help_text="the attempt's turn that the change belongs to")
    aside = models.BooleanField(default=False, help_text="of a tab that another had taken over from: never counts")
    link = models.PositiveIntegerField(null=True, help_text="its place in the chain of receipts; aside: none")
    receipt = models.CharField(max_length=64, blank=True, help_text="chainrule.campus.questions.receipts.hash_of")

    class Meta:
        ordering = ("turn", "sequence", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("attempt", "client", "sequence", "aside"), name="one_event_a_sequence_number"
            ),
            models.UniqueConstraint(fields=("attempt", "link"), name="one_event_a_link"),
        )
        indexes = (models.Index(fields=("attempt", "item"), name="events_of_an_item"),)

    def __str__(self) -> str:
        return f"{self.attempt} #{self.sequence}"

    def pure(self) -> PureEvent:
        """The event as marking reads it."""
        return PureEvent(self.sequence, self.item, self.answer, self.received_at, self.client, self.turn, self.aside)


class ShortAnswerMark(AppendOnly):
    """A marker's points for one short answer, one number a criterion. The latest counts; earlier ones stay."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks")
    item = models.PositiveSmallIntegerField()
    points: Any = models.JSONField(help_text="a number a criterion, as text: fractions stay exact")
    comment = models.TextField(blank=True)
    under = models.CharField(
        max_length=32, blank=True, help_text='the frozen question whose rubric it is by; "": its own'
    )
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.attempt} item {self.item}"


class Release(AppendOnly):
    """Score and feedback of a paper made visible to those who sat it, or withdrawn again. The latest counts."""

    paper = models.CharField(max_length=40)
    shown = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.paper} {'released' if self.shown else 'withdrawn'}"


class Regrade(AppendOnly):
    """A decision on how one question of a paper is marked, or that an earlier one is taken back. The log of both.

    What stands of it, `chainrule.campus.questions.regrade` says; marks follow from that and are stored nowhere.
    """

    class Rule(models.TextChoices):
        KEY = "key", "marked by the question’s file as it was then"
        DROP = "drop", "does not count"
        EVERYONE = "everyone", "everybody gets its points"
        UNDO = "undo", "taken back"

    paper = models.CharField(max_length=40)
    question = models.CharField(max_length=200)
    rule = models.CharField(max_length=10, choices=Rule.choices)
    keys = models.JSONField(help_text="by the name of what was shown the name of the mended key, or nothing")
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    reason = models.CharField(max_length=300, help_text="students whose mark changes read it")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("paper",), name="regrades_of_a_paper"),)

    def __str__(self) -> str:
        return f"{self.paper}, {self.question}: {self.get_rule_display()}"

    def pure(self) -> Decision:
        """The entry as marking reads it."""
        return Decision(self.pk, self.question, self.rule, self.keys, self.undoes_id)


class RegradedAttempt(AppendOnly):
    """What a regrade changed in one attempt, as it was shown before it was confirmed: the student is told of it."""

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changed")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="regrades")
    item = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=200)
    direction = models.CharField(max_length=10, help_text="more, fewer, waits, same, or unseen")
    before: Any = models.JSONField(help_text="points of the paper, out of, points of the question, out of")
    after: Any = models.JSONField(help_text="the same after it; points of the question may be missing: it waits")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.attempt} item {self.item}: {self.before[0]:g} to {self.after[0]:g}"


class ProgramRun(AppendOnly):
    """What came of a program that a mended key needs: a program of this name gives this result, whoever wrote it."""

    name = models.CharField(max_length=64, unique=True, help_text="chainrule.campus.questions.running.program_id")
    result = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name[:8]


class KeyRun(Job):
    """Programs that a mended key needs are to be run, and where this stands. The results are rows of `ProgramRun`."""

    paper = models.CharField(max_length=40)
    question = models.CharField(max_length=200)
    authors = models.JSONField(default=list, help_text="the programs of the question's authors")
    students = models.JSONField(default=list, help_text="the programs that hold a student's code")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("state",), name="key_runs_by_state"),)

    def __str__(self) -> str:
        return f"the code for a regrade of {self.question} in {self.paper}"


class LookAgain(AppendOnly):
    """One message of the thread about one question of a released paper. The thread is open until one closes it."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="looks")
    item = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    by_staff = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("attempt", "item"), name="looks_at_an_item"),)

    def __str__(self) -> str:
        return f"{self.attempt} item {self.item}: {self.text[:40]}"
