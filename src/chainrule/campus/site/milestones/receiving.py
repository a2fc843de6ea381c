"""Trying the checks and handing in: what came is stored at the server's instant, or the reason why not is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from chainrule.campus.project import receipt
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.repositories import address as addresses
from chainrule.campus.repositories.model import Refused as BadAddress
from chainrule.campus.site import inputs, rates
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.jobs import queue, wake
from chainrule.campus.site.jobs.models import Job
from chainrule.campus.site.milestones import shelf
from chainrule.campus.site.milestones.fetching import policy
from chainrule.campus.site.milestones.models import LONGEST_ADDRESS, HandIn, Try
from chainrule.campus.site.milestones.standings import counting, draft, hand_ins, missing, seen, texts
from chainrule.campus.site.project.models import Membership, Team
from chainrule.campus.site.project.teams import members_of
from chainrule.campus.syllabus import Arrival

LARGEST = 10_000_000  # bytes of a ZIP, whatever a milestone allows: requests of more are refused before they are read
LONGEST_NAME = 120
MOST_WAITING = 2
TRIES = rates.Rate("milestone-try", 20, 3600)  # of a team: each fetches a repository
HAND_INS = rates.Rate("milestone-hand-in", 20, 3600)
WAITING, GIVEN_UP = (Job.State.QUEUED, Job.State.RUNNING), (Job.State.FAILED, Job.State.ASIDE)
LEFT = "You are not in {team} any more, so nothing was handed in for it. Look at your team’s page."
CHANGED = "{by} changed the statement after this page was made. Read it again, then hand in."
NOT_READY = "The statement is not ready: {count} of its answers {are} missing, too short or too long."


class Refused(Exception):
    """What is not taken; the message says why and what to do. `field` names what has to be changed."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Came:
    """What a form brought."""

    address: str
    upload: UploadedFile | None
    seen: int = 0  # what `standings.seen` said of the statement when the page was made
    agreed: bool = False  # to what a later hand-in costs


def largest(milestone: Milestone) -> int:
    """Bytes that a ZIP may have."""
    return min(LARGEST, milestone.limits.archive)


def try_out(team: Team, by: User, milestone: Milestone, came: Came, now: datetime) -> Try:
    """Have the checks look at what came, without handing in. Raises `Refused`."""
    if why := receipt.refusal(course(), milestone.id, now):
        raise Refused(why)
    _not_too_often(TRIES, team, "tried the checks")
    sent = _read(milestone, came)
    with transaction.atomic():
        _locked(team, by)
        _not_too_many(Try.objects.filter(team=team, state__in=WAITING).count())
        row = Try.objects.create(team=team, milestone=milestone.id, by=by, received_at=now, **sent)
        wake.workers()
    TRIES.count(team.pk)
    return row


def hand_in(team: Team, by: User, milestone: Milestone, came: Came, arrival: Arrival) -> HandIn:
    """Hand in what came, with the statement's draft. Raises `Refused`."""
    counted = receipt.instant(course(), milestone.id, arrival)
    if why := receipt.refusal(course(), milestone.id, counted.at):
        raise Refused(why)
    _not_too_often(HAND_INS, team, "handed in")
    sent = _read(milestone, came)
    with transaction.atomic():
        _locked(team, by)
        earlier = hand_ins(team, milestone.id)
        before = counting(earlier)
        _statement_is_ready(team, milestone, came)
        words = receipt.to_confirm(course(), milestone.id, before.counts_at if before else None, counted.at)
        if words and not came.agreed:
            raise Refused(f"{words} Tick the box to hand it in all the same.", "agreed")
        row = HandIn.objects.create(
            team=team,
            milestone=milestone.id,
            number=len(earlier) + 1,
            asked=[{"id": one.id, "title": one.title} for one in milestone.statement],
            statement=texts(milestone, draft(team, milestone.id)),
            members=[member.name for member in members_of(team)],
            by=by,
            started_at=arrival.began,
            received_at=arrival.whole,
            counts_at=counted.at,
            why=counted.why,
            **sent,
        )
        audit.record(
            by, "milestones.hand_in", str(team), team=team.pk, milestone=milestone.id, number=row.number,
            began=arrival.began.isoformat(), received=arrival.whole.isoformat(), bytes=arrival.size,
            counts=counted.at.isoformat(), from_start=counted.from_start, why=counted.why,
            penalty=receipt.cost(course(), milestone.id, counted.at).penalty, archive=row.archive,
        )  # fmt: skip
        wake.workers()
    HAND_INS.count(team.pk)
    return row


def check_again(row: HandIn, by: User) -> None:
    """Queue a hand-in once more whose checks could not be run. Raises `Refused`."""
    _not_too_often(TRIES, row.team, "ran the checks")
    with transaction.atomic():
        if not queue.put_back(HandIn.objects.filter(pk=row.pk, state__in=GIVEN_UP)):
            raise Refused("The checks of this hand-in wait, or were run already.")
        audit.record(by, "milestones.check_again", str(row.team), team=row.team_id, hand_in=row.pk)
        wake.workers()
    TRIES.count(row.team_id)


def _locked(team: Team, by: User) -> None:
    """Whoever else changes the team, or hands in for it, waits. Raises `Refused` where they are in it no more."""
    Team.objects.select_for_update().get(pk=team.pk)
    if not Membership.objects.filter(team=team, student=by, left_at__isnull=True).exists():
        raise Refused(LEFT.format(team=team))


def _not_too_often(rate: rates.Rate, team: Team, what: str) -> None:
    if seconds := rate.wait(team.pk):
        raise Refused(f"Your team {what} {rate.most} times within an hour: wait {rates.words(seconds)}.")


def _not_too_many(waiting: int) -> None:
    if waiting >= MOST_WAITING:
        raise Refused(f"{waiting} tries of your team wait for the checks: look at what they say first.")


def _statement_is_ready(team: Team, milestone: Milestone, came: Came) -> None:
    answers = draft(team, milestone.id)
    if answers and came.seen != seen(answers):
        newest = max(answers.values(), key=lambda answer: answer.pk)
        raise Refused(CHANGED.format(by=newest.by), "statement")
    if wrong := missing(milestone, answers):
        raise Refused(NOT_READY.format(count=len(wrong), are="is" if len(wrong) == 1 else "are"), "statement")


def _read(milestone: Milestone, came: Came) -> dict[str, Any]:
    """Address and ZIP as fields of a row; the ZIP is on the disk then."""
    if len(came.address) > LONGEST_ADDRESS:
        raise Refused(
            f"The address has more than {LONGEST_ADDRESS} characters. Copy it from the page itself.", "address"
        )
    try:
        address = str(addresses.parse(came.address, policy()))
    except BadAddress as bad:
        raise Refused(inputs.sentence(bad), "address") from None
    if came.upload is None:
        return {"address": address}
    name = came.upload.name or "archive.zip"
    content = _zip(came.upload, _short(name), largest(milestone))
    return {
        "address": address, "archive": shelf.keep(content), "archive_name": _short(name), "archive_size": len(content),
    }  # fmt: skip


def _zip(upload: UploadedFile, name: str, most: int) -> bytes:
    size = upload.size or 0
    if size > most:
        fix = "Leave out data, models and outputs that can be made again; what counts is the repository."
        raise Refused(f"“{name}” has {size:,} bytes, and at most {most:,} are taken. {fix}", "archive")
    content: bytes = upload.read()
    if not content:
        raise Refused(f"“{name}” is empty. Choose the file again.", "archive")
    if PurePosixPath(name.lower()).suffix != ".zip" or not content.startswith(b"PK\x03\x04"):
        raise Refused(f"“{name}” is no ZIP. Take “Download ZIP” on the repository’s page.", "archive")
    return content


def _short(name: str) -> str:
    """A file's name that fits its column, with its ending, without what cannot be seen."""
    name = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix[:10]
    return name[: LONGEST_NAME - len(ending) - 1] + "…" + ending
