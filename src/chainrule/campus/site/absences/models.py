"""Reports of absence, and what was done about each. Rows are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.syllabus import absences

LONGEST_TEXT = 1000  # characters of a report
LONGEST_LINE = 200  # of what is said afterwards: as long as what an excuse holds


class AbsenceReport(AppendOnly):
    """That a student could not, or will not be able to, sit a paper or keep a deadline."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absence_reports")
    assessment = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1, help_text="2 and more: after a report that was withdrawn")
    first_day = models.DateField()
    last_day = models.DateField()
    text = models.CharField(max_length=LONGEST_TEXT)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("student", "assessment", "number"), name="one_report_a_number"),)

    def __str__(self) -> str:
        return f"{self.student}: {self.assessment}"


class AbsenceStep(AppendOnly):
    """One act on a report, in its place after those before it."""

    class Kind(models.TextChoices):
        ADD = absences.Act.ADD.value, "added"
        WITHDRAW = absences.Act.WITHDRAW.value, "withdrew the report"
        SEE = absences.Act.SEE.value, "saw the proof"
        REFUSE = absences.Act.REFUSE.value, "did not accept the proof"
        ASK = absences.Act.ASK.value, "asked for more"
        WINDOW = absences.Act.WINDOW.value, "granted another time"
        EXEMPT = absences.Act.EXEMPT.value, "exempted the student"
        NOTHING = absences.Act.NOTHING.value, "decided that nothing follows"

    report = models.ForeignKey(AbsenceReport, on_delete=models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("report", "place"), name="one_step_a_place"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.by} {self.get_act_display()}"

    @property
    def what(self) -> absences.Act:
        """The act as the rules know it."""
        return absences.Act(self.act)


class AbsenceDocument(models.Model):
    """A document of proof, encrypted: its name is not kept. It is deleted with its report's end, or after the term."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG picture"
        PNG = "png", "PNG picture"

    report = models.ForeignKey(AbsenceReport, on_delete=models.PROTECT, related_name="documents")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField(help_text="bytes of the document itself")
    sealed = models.BinaryField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="one_document_a_number"),)

    def __str__(self) -> str:
        return f"{self.report}, document {self.number}"
