"""Saving answers that a team writes together. Nobody's text is overwritten, and nobody's is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Max

from chainrule.campus.project.changes import Merged, merged
from chainrule.campus.project.verdicts import Act, refusal
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.proposals.models import Answer, Proposal
from chainrule.campus.site.proposals.standings import draft, form, locked

LONGEST = 8000  # characters of one answer; 200 words have about 1,400
VERDICT_CAME = "A verdict came while you wrote: read it first. What you typed is kept under “Versions”."


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
    latest: Answer | None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the person has to look at it: theirs is not in the draft."""
        return self.what in ("clash", "refused")


def save(team: Team, by: User, fields: Mapping[str, Typed], edition: int, now: datetime) -> dict[str, Kept]:
    """Save what was typed, by question; each is compared with the version that it began from.

    Args:
        edition: the proposal that the page showed: the first, or the one after so many rejections.
    """
    with transaction.atomic():
        found = locked(team)
        why = refusal(course(), found.standing, Act.HAND_IN, now)
        if edition != found.standing.edition:
            why, edition = VERDICT_CAME, min(edition, found.standing.edition + 1)
        writer = _Writer(found.proposal, edition, by, now)
        ids = [question.id for question in form().questions if question.id in fields]
        return {id: writer.keep(id, fields[id], why) for id in ids}


def use(team: Team, by: User, version: Answer, now: datetime) -> Kept:
    """Make an earlier version of an answer, or one that was set aside, the team's text."""
    with transaction.atomic():
        found = locked(team)
        why = refusal(course(), found.standing, Act.HAND_IN, now)
        writer = _Writer(found.proposal, found.standing.edition, by, now)
        latest = writer.latest.get(version.question)
        return writer.keep(version.question, Typed(version.text, latest.number if latest else 0), why)


class _Writer:
    """Adds versions to one edition of a proposal that is locked."""

    def __init__(self, proposal: Proposal, edition: int, by: User, now: datetime) -> None:
        self.proposal, self.edition, self.by, self.now = proposal, edition, by, now
        self.latest = draft(proposal, edition)

    def keep(self, question: str, typed: Typed, why: str) -> Kept:
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

    def _versions(self, question: str):
        return Answer.objects.filter(proposal=self.proposal, edition=self.edition, question=question)

    def _base(self, question: str, number: int) -> str:
        latest = self.latest.get(question)
        if latest and latest.number == number:
            return latest.text
        row = self._versions(question).filter(number=number).first()
        return row.text if row else ""

    def _aside(self, question: str, typed: Typed) -> None:
        last = self._versions(question).filter(aside=True, by=self.by).last()
        if last is None or (last.text, last.base) != (typed.text, typed.base):
            self._add(question, typed, aside=True)

    def _add(self, question: str, typed: Typed, *, aside: bool) -> Answer:
        number = (self._versions(question).aggregate(last=Max("number"))["last"] or 0) + 1
        return Answer.objects.create(
            proposal=self.proposal, edition=self.edition, question=question, number=number, base=typed.base,
            text=typed.text, aside=aside, by=self.by, at=self.now,
        )  # fmt: skip
