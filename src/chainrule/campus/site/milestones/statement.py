"""The statement about the use of AI: written together by a team, as its proposal is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chainrule.campus.project import receipt
from chainrule.campus.project.milestones import Asked, Milestone, answer_problem
from chainrule.campus.project.proposal import count_words
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.milestones.models import Answer
from chainrule.campus.site.milestones.standings import versions
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.texts import Kept, Typed, Writer


@dataclass(frozen=True)
class Field:
    """A question with the answer that stands in its field, and what is said about it."""

    question: Asked
    text: str
    latest: Answer | None = None
    clash: bool = False
    why: str = ""

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def problem(self) -> str:
        return answer_problem(self.question, self.text)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and words of each option, where one is chosen."""
        if self.question.kind == "scale":
            return [(str(step), f"{step}: {words}") for step, words in enumerate(self.question.options, 1)]
        return [(words, words) for words in self.question.options]


def fields(milestone: Milestone, answers: Mapping[str, Answer], kept: Mapping[str, Kept]) -> list[Field]:
    """The draft by the questions of the statement; where something could not be saved, with what was typed."""
    shown = []
    for question in milestone.statement:
        latest, one = answers.get(question.id), kept.get(question.id)
        if one and one.is_open:
            shown.append(Field(question, one.typed, one.latest, one.what == "clash", one.why))
        else:
            shown.append(Field(question, latest.text if latest else "", latest))
    return shown


def save(team: Team, by: User, milestone: Milestone, typed: Mapping[str, Typed], now: datetime) -> dict[str, Kept]:
    """Save what was typed, by question; each is compared with the version that it began from."""
    with transaction.atomic():
        writer = _writer(team, by, milestone, now)
        why = receipt.refusal(course(), milestone.id, now)
        return {one.id: writer.keep(one.id, typed[one.id], why) for one in milestone.statement if one.id in typed}


def use(team: Team, by: User, milestone: Milestone, version: Answer, now: datetime) -> Kept:
    """Make an earlier version of an answer, or one that was set aside, the team's."""
    with transaction.atomic():
        return _writer(team, by, milestone, now).use(version, receipt.refusal(course(), milestone.id, now))


def _writer(team: Team, by: User, milestone: Milestone, now: datetime) -> Writer:
    Team.objects.select_for_update().get(pk=team.pk)
    return Writer(versions(team, milestone.id), {"team": team, "milestone": milestone.id}, by, now)
