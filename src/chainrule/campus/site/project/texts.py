"""Texts that a team writes together: every version is kept, nobody's text is overwritten, and nobody's is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Max, QuerySet

from chainrule.campus.project.changes import Merged, merged
from chainrule.campus.site.accounts.models import User

LONGEST = 8000  # characters of one answer; 200 words have about 1,400


@dataclass(frozen=True)
class Typed:
    """What somebody has in a field, and the version that the field began from."""

    text: str
    base: int


@dataclass(frozen=True)
class Kept:
    """What became of one field. `latest` is the team's version now; `why` says why nothing was saved."""

    what: Merged | Literal["refused"]
    typed: str
    latest: Any
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the person has to look at it: theirs is not in the draft."""
        return self.what in ("clash", "refused")


def latest_of(rows: QuerySet[Any]) -> dict[str, Any]:
    """The latest version of each answer that was not set aside, by question."""
    latest = rows.filter(aside=False).order_by().values("question").annotate(last=Max("pk")).values("last")
    return {one.question: one for one in rows.model.objects.filter(pk__in=latest).select_related("by")}


class Writer:
    """Adds versions to one draft, whose owner is locked.

    Args:
        rows: every version of the draft's answers, of a model with question, number, base, text, aside, by and at.
        whose: the other fields of such a row.
    """

    def __init__(self, rows: QuerySet[Any], whose: Mapping[str, Any], by: User, now: datetime) -> None:
        self.rows, self.whose, self.by, self.now = rows, whose, by, now
        self.latest = latest_of(rows)

    def keep(self, question: str, typed: Typed, why: str) -> Kept:
        """Save what was typed; where `why` says that nothing can be saved, or another text clashes, set it aside."""
        latest = self.latest.get(question)
        if len(typed.text) > LONGEST:
            too_long = f"This has {len(typed.text):,} characters, and at most {LONGEST:,} are kept. Shorten it."
            return Kept("refused", typed.text, latest, too_long)
        what = merged(self._base(question, typed.base), latest.text if latest else "", typed.text)
        if what in ("same", "newer"):
            return Kept(what, typed.text, latest)
        if why or what == "clash":
            self._aside(question, typed)
            return Kept("refused" if why else "clash", typed.text, latest, why)
        return Kept("saved", typed.text, self._add(question, typed, aside=False))

    def use(self, version: Any, why: str) -> Kept:
        """Make an earlier version of an answer, or one that was set aside, the team's text."""
        latest = self.latest.get(version.question)
        return self.keep(version.question, Typed(version.text, latest.number if latest else 0), why)

    def _base(self, question: str, number: int) -> str:
        latest = self.latest.get(question)
        if latest and latest.number == number:
            return str(latest.text)
        row = self.rows.filter(question=question, number=number).first()
        return row.text if row else ""

    def _aside(self, question: str, typed: Typed) -> None:
        last = self.rows.filter(question=question, aside=True, by=self.by).last()
        if last is None or (last.text, last.base) != (typed.text, typed.base):
            self._add(question, typed, aside=True)

    def _add(self, question: str, typed: Typed, *, aside: bool) -> Any:
        versions = self.rows.filter(question=question)
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return self.rows.model.objects.create(
            **self.whose, question=question, number=number, base=typed.base, text=typed.text, aside=aside, by=self.by,
            at=self.now,
        )  # fmt: skip


def as_json(kept: Mapping[str, Kept], clock_time: Callable[[datetime], str]) -> dict[str, Any]:
    """What became of each field, for the script of the page; `clock_time` writes an instant."""
    return {
        id: {
            "what": one.what,
            "number": one.latest.number if one.latest else 0,
            "text": one.latest.text if one.latest and one.what in ("newer", "clash") else "",
            "by": one.latest.by.name if one.latest else "",
            "at": clock_time(one.latest.at) if one.latest else "",
            "why": one.why,
        }
        for id, one in kept.items()
    }
