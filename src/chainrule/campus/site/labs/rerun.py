"""All submissions of a lab run again after its checks changed, and the list of what that did to each student.

Old verdicts stay: a run under other checks adds a verdict, and the submission points at the newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.chain import FORGOTTEN
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import queue, wake
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Rerun, Submission, Verdict

State = Submission.State


def outdated(lab: str) -> QuerySet[Submission]:
    """What was graded with other checks than those that the server has now, or could not be graded at all."""
    done = Submission.objects.filter(lab=lab, state__in=(State.DONE, State.FAILED)).exclude(source=FORGOTTEN)
    return done.exclude(verdict__isnull=False, verdict__checks_version=grading.version(lab))


def start(lab: str, who: User, now: datetime) -> Rerun | None:
    """Queue them all again. None where there is nothing to do, as when somebody else was faster."""
    version = grading.version(lab)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=who.pk)  # the same button pressed twice is one run
        rows = list(outdated(lab).order_by("id").values_list("id", "verdict"))
        if not rows:
            return None
        made = Rerun.objects.create(
            lab=lab, version=version, started_by=who, started_at=now, before=[list(row) for row in rows]
        )
        put_back([pk for pk, _ in rows], version)
        audit.record(who, "labs.rerun", f"lab {lab}", submissions=len(rows), version=version)
    return made


def put_back(submissions: list[int], version: str) -> int:
    """Queue graded submissions again under another version of the checks; how many were not graded with it yet."""
    rows = Submission.objects.filter(pk__in=submissions).exclude(wanted=version, state=State.DONE)
    count = queue.put_back(rows, wanted=version)
    wake.workers(count)
    return count


@dataclass(frozen=True)
class Progress:
    """How far a re-run has come."""

    total: int
    waiting: int
    failed: int

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def finished(self) -> bool:
        return self.waiting == 0


def progress(rerun: Rerun) -> Progress:
    """How many are graded again by now."""
    rows = Submission.objects.filter(pk__in=[pk for pk, _ in rerun.before], wanted=rerun.version)
    waiting = rows.filter(state__in=(State.QUEUED, State.RUNNING)).count()
    return Progress(len(rerun.before), waiting, rows.filter(state=State.FAILED).count())


@dataclass(frozen=True)
class Change:
    """One student, before and after: the best verdict each time, and what changed in the file that was best before."""

    student: User
    files: int
    before: Verdict | None
    after: Verdict | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Points after less points before."""
        return (self.after.points if self.after else 0.0) - (self.before.points if self.before else 0.0)

    @property
    def changed(self) -> bool:
        return bool(
            self.difference or self.gained or self.lost or (self.before and self.before.passed) != self.passed_after
        )

    @property
    def passed_after(self) -> bool | None:
        return self.after and self.after.passed


def changes(rerun: Rerun) -> list[Change]:
    """The before/after list: who lost points first, then who won some, then the others by name."""
    before = dict(rerun.before)
    known = Verdict.objects.filter(Q(pk__in=[pk for pk in before.values() if pk]) | Q(checks_version=rerun.version))
    found = known.filter(submission__lab=rerun.lab).select_related("submission__student").defer("submission__source")
    by_key = {verdict.pk: verdict for verdict in found}
    new = {v.submission_id: v for v in by_key.values() if v.checks_version == rerun.version}
    files: dict[User, list[int]] = {}
    rows = Submission.objects.filter(pk__in=before).select_related("student").defer("source")
    for row in rows.order_by("received_at", "id"):
        files.setdefault(row.student, []).append(row.pk)
    listed = []
    for student, pks in files.items():
        old = best(by_key.get(before[pk]) for pk in pks)
        now = best(new.get(pk) for pk in pks)
        same_file = new.get(old.submission_id) if old else None
        gained, lost = checks_changed(old, same_file)
        listed.append(Change(student, len(pks), old, now, gained, lost))
    return sorted(listed, key=lambda c: (not c.changed, c.difference > 0, c.difference == 0, c.student.name))


def best(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """The one with the most points, of these the first."""
    return max((verdict for verdict in verdicts if verdict), key=lambda verdict: verdict.points, default=None)


def checks_changed(old: Verdict | None, new: Verdict | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of the checks that one file passes now and did not before, and of those that it fails now."""
    if old is None or new is None:
        return (), ()
    was, now = passed_by_name(old.details), passed_by_name(new.details)
    sentences = {check["name"]: check["sentence"] for check in new.details["checks"]}
    gained = tuple(text for name, text in sentences.items() if now[name] and not was.get(name, False))
    lost = tuple(text for name, text in sentences.items() if not now[name] and was.get(name, True))
    return gained, lost


def passed_by_name(details: Mapping[str, Any]) -> dict[str, bool]:
    return {check["name"]: check["passed"] for check in details["checks"]}


def differences(listed: Iterable[Change]) -> list[tuple[str, str]]:
    """(what, the check's sentence) for each check that is new, gone, or worth more or less than before."""
    pair = next(((c.before.details, c.after.details) for c in listed if c.before and c.after), None)
    if pair is None:
        return []
    was, now = ({check["name"]: check for check in details["checks"]} for details in pair)
    found = [("new", check["sentence"]) for name, check in now.items() if name not in was]
    found += [("gone", check["sentence"]) for name, check in was.items() if name not in now]
    return found + [
        (f"{was[name]['points']} → {check['points']} points", check["sentence"])
        for name, check in now.items()
        if name in was and was[name]["points"] != check["points"]
    ]
