"""Saving answers that a team writes together. Nobody's text is overwritten, and nobody's is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chainrule.campus.project.verdicts import Act, refusal
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.texts import Kept, Typed, Writer
from chainrule.campus.site.proposals.models import Answer
from chainrule.campus.site.proposals.standings import Known, form, locked

VERDICT_CAME = "A verdict came while you wrote: read it first. What you typed is kept under “Versions”."


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
        writer = _writer(found, edition, by, now)
        ids = [question.id for question in form().questions if question.id in fields]
        return {id: writer.keep(id, fields[id], why) for id in ids}


def use(team: Team, by: User, version: Answer, now: datetime) -> Kept:
    """Make an earlier version of an answer, or one that was set aside, the team's text."""
    with transaction.atomic():
        found = locked(team)
        why = refusal(course(), found.standing, Act.HAND_IN, now)
        writer = _writer(found, found.standing.edition, by, now)
        return writer.use(version, why)


def _writer(found: Known, edition: int, by: User, now: datetime) -> Writer:
    whose = {"proposal": found.proposal, "edition": edition}
    return Writer(Answer.objects.filter(**whose), whose, by, now)
