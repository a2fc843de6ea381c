"""What a student is told after a regrade: that their mark changed, from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers.models import RegradedAttempt, Release


@dataclass(frozen=True)
class Note:
    """That a regrade changed a student's mark."""

    row: RegradedAttempt

    @property
    def paper(self) -> str:
        return self.row.attempt.paper

    @property
    def at(self) -> datetime:
        return self.row.regrade.at

    @property
    def waits(self) -> bool:
        """Whether a person has to mark the answer again, so that the new mark was not known yet."""
        return self.row.direction == "waits"


def notes_of(student: User, attempts: Iterable[int]) -> list[Note]:
    """The notes about some attempts, the latest first; of what happened before they had seen a mark there is none."""
    rows = RegradedAttempt.objects.filter(attempt__student=student, attempt__in=list(attempts))
    rows = rows.filter(direction__in=("more", "fewer", "waits")).select_related("regrade", "attempt").order_by("-id")
    first: dict[str, datetime] = {}
    for release in Release.objects.filter(shown=True, paper__in={row.attempt.paper for row in rows}).order_by("id"):
        first.setdefault(release.paper, release.at)
    return [Note(row) for row in rows if row.attempt.paper in first and row.regrade.at >= first[row.attempt.paper]]
