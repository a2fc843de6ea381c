"""The editions of the course's rules: each as its two files were when it came into force. Rows are only added."""

from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.append_only import AppendOnly


class Edition(AppendOnly):
    """The rules of one revision. The latest of a course is in force."""

    course = models.CharField(max_length=120, help_text="code and first class: rules of another term are others")
    version = models.CharField(max_length=12)
    toml = models.TextField(help_text="course.toml, whole")
    revisions = models.TextField(help_text="revisions.md, whole")
    digest = models.CharField(max_length=64, help_text="SHA-256 of both")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("course", "version"), name="one_edition_a_revision"),)

    def __str__(self) -> str:
        return f"{self.course}: {self.version}"
