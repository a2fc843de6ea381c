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


@dataclass(frozen=True)
class Checks:
    """The checks of a row, the worst first."""

    row: Sent
    run: CheckRun | None
    address: str  # of this very page

    @property
    def said(self) -> list[Said]:
        order = ("problem", "notice", "ok")
        verdicts = self.run.verdicts if self.run else []
        ranked = sorted(verdicts, key=lambda one: order.index(one["outcome"]) if one["outcome"] in order else 3)
        return [Said(one) for one in ranked]

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
