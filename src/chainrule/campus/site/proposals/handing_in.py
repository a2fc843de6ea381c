"""Handing a proposal in: what was previewed is frozen at the server's instant, or the reason why not is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chainrule.campus.project.proposal import note_problem, problems
from chainrule.campus.project.verdicts import Act, cost, refusal
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import members_of
from chainrule.campus.site.project.texts import LONGEST
from chainrule.campus.site.proposals.models import Answer, Submission
from chainrule.campus.site.proposals.standings import Known, draft, form, locked, texts

CHANGED = "{by} changed “{title}” after this preview was made. Read it again below, then hand in."
SAME = "Nothing has changed since you handed in last. Change your answers first."


class Refused(Exception):
    """What cannot be done; the message says why, and what to do."""


def seen(answers: Mapping[str, Answer]) -> int:
    """A number that changes when any answer of the draft does."""
    return max((answer.pk for answer in answers.values()), default=0)


def copy_of_form() -> list[dict[str, str]]:
    """The questions as they are now: what is handed in keeps them."""
    return [{"id": one.id, "kind": one.kind, "title": one.title, "asked": one.asked} for one in form().questions]


def hand_in(team: Team, by: User, note: str, shown: int, now: datetime) -> Submission:
    """Hand in the draft that the preview showed. Raises `Refused`.

    Args:
        shown: what `seen` said of the draft when the preview was made.
    """
    with transaction.atomic():
        found = locked(team)
        answers = draft(found.proposal, found.standing.edition)
        speaks_against(found, answers, note, shown, now)
        submission = Submission.objects.create(
            proposal=found.proposal,
            number=len(found.submissions) + 1,
            edition=found.standing.edition,
            form=copy_of_form(),
            answers=texts(answers),
            note=note if found.note else "",
            members=[member.name for member in members_of(team)],
            by=by,
            at=now,
        )
        first = found.standing.received or now
        audit.record(
            by, "proposals.hand_in", str(team), team=team.pk, number=submission.number,
            penalty=cost(course(), first).penalty,
        )  # fmt: skip
    return submission


def speaks_against(found: Known, answers: dict[str, Answer], note: str, shown: int, now: datetime) -> None:
    """Raise `Refused` for the first reason not to take this."""
    if why := refusal(course(), found.standing, Act.HAND_IN, now):
        raise Refused(why)
    if answers and shown != seen(answers):
        newest = max(answers.values(), key=lambda answer: answer.pk)
        question = form().question(newest.question)
        raise Refused(CHANGED.format(by=newest.by, title=question.title if question else newest.question))
    said = texts(answers)
    if wrong := problems(form(), said):
        raise Refused(
            f"{len(wrong)} answer{'s are' if len(wrong) > 1 else ' is'} not ready: mend what is listed below."
        )
    if found.latest and found.latest.answers == said:
        raise Refused(SAME)
    if found.note and (short := "Shorten it." if len(note) > LONGEST else note_problem(found.note, note)):
        raise Refused(f"{found.note.title} {short}")
