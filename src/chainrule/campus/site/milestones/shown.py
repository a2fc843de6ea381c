"""What a page shows of the checks of one row: whether they are done, what each says, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from chainrule.campus.project.checks import colab
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site.milestones.models import CheckRun, HandIn, Sent

BADGES = {"ok": ("fine", "good"), "problem": ("to mend", "bad"), "notice": ("look at it", "warn")}
OTHER = ("not tried", "")


def parts(text: str) -> list[tuple[bool, str]]:
    """A text in pieces: what stands between backticks is code."""
    return [(bool(place % 2), piece) for place, piece in enumerate(text.split("`")) if piece]


@dataclass(frozen=True)
class Said:
    """One verdict with its badge."""

    verdict: dict[str, Any]

    @property
    def words(self) -> str:
        return BADGES.get(self.verdict["outcome"], OTHER)[0]

    @property
    def badge(self) -> str:
        return BADGES.get(self.verdict["outcome"], OTHER)[1]

    @property
    def text(self) -> list[tuple[bool, str]]:
        return parts(self.verdict["text"])

    @property
    def details(self) -> list[list[tuple[bool, str]]]:
        return [parts(detail) for detail in self.verdict["details"]]


@dataclass(frozen=True)
class Checks:
    """The checks of a row."""

    row: Sent
    run: CheckRun | None
    address: str  # of this very page

    @property
    def to_look_at(self) -> list[Said]:
        """Problems, then notices."""
        return [*self._with("problem"), *self._with("notice")]

    @property
    def fine(self) -> list[Said]:
        return [*self._with("ok"), *self._with("not tried")]

    def _with(self, outcome: str) -> list[Said]:
        return [Said(one) for one in self.run.verdicts if one["outcome"] == outcome] if self.run else []

    @property
    def colab(self) -> str:
        """Where Colab opens the main notebook of the commit that was read; "" where it cannot."""
        if self.run is None or not self.run.commit:
            return ""
        return colab(self.row.address, self.run.commit, self.run.main) or ""

    @property
    def sentence(self) -> str:
        """What came out, in one sentence."""
        if self.run is None:
            return ""
        if not self.run.problems:
            return "The checks found nothing that has to be mended."
        things = "1 thing" if self.run.problems == 1 else f"{self.run.problems} things"
        return f"The checks found {things} to mend. They give and take no points: markers read the work."


def checks(milestone: Milestone, row: Any) -> Checks:
    """The checks of a hand-in, or of a try."""
    if isinstance(row, HandIn):
        address = reverse("milestones:handed_in", args=[milestone.id, row.number])
    else:
        address = reverse("milestones:tried", args=[milestone.id, row.pk])
    return Checks(row, row.run, address)
