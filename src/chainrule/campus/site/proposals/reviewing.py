"""Deciding about what a team handed in, and taking a decision back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chainrule.campus.project.verdicts import Act, refusal
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.proposals.handing_in import Refused
from chainrule.campus.site.proposals.models import Review
from chainrule.campus.site.proposals.standings import Known, locked

MOST = 4000  # characters of one comment
SAY_WHY = "Say what has to change: write a comment on a question, or one on the whole."
WAIT = "{team} handed in again while you read. Below is what counts now; what you typed is kept."
OTHER = "{by} decided “{verdict}” while you read. Nothing of yours was saved; it stands below."


def review(
    team: Team, by: User, act: Act, overall: str, comments: Mapping[str, str], number: int, now: datetime
) -> Review:
    """Decide about hand-in `number`, which the page showed. Raises `Refused`."""
    with transaction.atomic():
        found = locked(team)
        if found.latest is None or found.latest.number != number:
            raise Refused(WAIT.format(team=team) if found.latest else refusal(course(), found.standing, act, now))
        _check(found, act, now)
        said = {id: text for id, text in comments.items() if text}
        if max(map(len, (overall, *said.values()))) > MOST:
            raise Refused(f"A comment has at most {MOST:,} characters. Shorten the longest one.")
        if act is not Act.PASS and not overall and not said:
            raise Refused(SAY_WHY)
        return _add(found, by, act, overall, said, now)


def take_back(team: Team, by: User, reason: str, now: datetime) -> Review:
    """Take the latest verdict back, so that the hand-in waits again. Raises `Refused`."""
    with transaction.atomic():
        found = locked(team)
        if why := refusal(course(), found.standing, Act.TAKE_BACK, now):
            raise Refused(why)
        if not reason:
            raise Refused("Say why: the team reads it.")
        return _add(found, by, Act.TAKE_BACK, reason[:MOST], {}, now)


def _check(found: Known, act: Act, now: datetime) -> None:
    why = refusal(course(), found.standing, act, now)
    if why and found.reviews:
        last = found.reviews[-1]
        why = OTHER.format(by=last.by, verdict=last.get_verdict_display())
    if why:
        raise Refused(why)


def _add(found: Known, by: User, act: Act, overall: str, comments: Mapping[str, str], now: datetime) -> Review:
    assert found.latest is not None
    row = Review.objects.create(
        submission=found.latest, verdict=act.value, overall=overall, comments=dict(comments), by=by, at=now
    )
    team = found.latest.proposal.team
    details = {"team": team.pk, "number": found.latest.number, "verdict": act.value}
    audit.record(by, "proposals.take_back" if act is Act.TAKE_BACK else "proposals.review", str(team), **details)
    return row
