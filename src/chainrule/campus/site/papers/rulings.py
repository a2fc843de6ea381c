"""What regrades decided about papers, read from their log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chainrule.campus.questions.regrade import Asked, Decision, of_paper, rulings
from chainrule.campus.questions.ruling import Ruling
from chainrule.campus.site.papers.models import Attempt, Regrade


@dataclass(frozen=True)
class Rulings:
    """By paper how its questions are marked, where not by their own keys."""

    by_paper: Mapping[str, Mapping[Asked, Ruling]] = field(default_factory=dict)

    def of(self, paper: str) -> Mapping[Asked, Ruling]:
        """Those of one paper."""
        return self.by_paper.get(paper, {})

    def on(self, attempt: Attempt) -> dict[int, Ruling]:
        """Those that concern one attempt, by item number."""
        ruled = self.of(attempt.paper)
        return of_paper(attempt.questions, ruled) if ruled else {}

    @property
    def keys(self) -> set[str]:
        """The names of the mended keys."""
        return {ruling.key for ruled in self.by_paper.values() for ruling in ruled.values() if ruling.key}


def log_of(paper: str) -> list[Decision]:
    """Every decision about one paper."""
    return [row.pure() for row in Regrade.objects.filter(paper=paper)]


def in_force(papers: Iterable[str]) -> Rulings:
    """What stands for these papers, in one query."""
    logs: dict[str, list[Decision]] = {}
    for row in Regrade.objects.filter(paper__in=set(papers)):
        logs.setdefault(row.paper, []).append(row.pure())
    return Rulings({paper: rulings(log) for paper, log in logs.items()})
