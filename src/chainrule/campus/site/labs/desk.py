"""What a student does with a lab: hand in, cancel, keep a draft, take a hint, give up; and where they stand with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chainrule.campus.site import inputs, rates
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import queue, wake
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission, Workbench
from chainrule.labs import Lab, starter

MAX_BYTES = 200_000
MAX_WAITING = 5
CANCELS = rates.Rate("cancelled-run", 20, 10 * 60)  # of one person: what runs is not stopped, it uses the machine


class Refused(Exception):
    """A file that is not taken; the message says why and what to do."""


class TooManyWait(Refused):
    """So many of somebody's files wait for their verdicts that the next one is not taken now."""


def read_source(content: bytes, filename: str = "") -> str:
    """The text of a file that was handed in. Raises `Refused`."""
    name = f"“{filename}”" if filename else "Your file"
    if filename and not filename.lower().endswith(".py"):
        raise Refused(f"{name} is no Python file: hand in a file that ends in .py")
    if len(content) > MAX_BYTES:
        raise Refused(f"{name} has {len(content):,} bytes, and a lab needs far fewer: at most {MAX_BYTES:,} are taken")
    if not content.strip():
        raise Refused(f"{name} is empty: write something first, or put the starter back")
    if b"\0" in content:
        raise Refused(f"{name} holds binary data, not Python text: hand in the .py file itself, saved as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(f"{name} is not UTF-8 text (line {line}): save it as UTF-8 and hand it in again") from error


def hand_in(student: User, lab: Lab, source: str, how: str, filename: str, now: datetime) -> Submission:
    """Queue a file for grading. Raises `Refused` where too many of the student's wait already."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=student.pk)  # of many hand-ins at once each sees the others
        waiting = Submission.objects.filter(
            student=student, state__in=(Submission.State.QUEUED, Submission.State.RUNNING), verdict=None
        ).count()  # those that have a verdict are run again under changed checks: no fault of the student's
        if waiting >= MAX_WAITING:
            raise TooManyWait(
                f"{waiting} of your files are waiting for their verdicts: wait for one, then hand in again"
            )
        submission = Submission.objects.create(
            student=student, lab=lab.number, source=source, filename=filename[:120] or lab.file_name, how=how,
            received_at=now, wanted=grading.version(lab.number),
        )  # fmt: skip
        wake.workers()
    return submission


def cancel(student: User, submission: Submission) -> bool:
    """Take one's own file out of the queue, waiting or running: it gets no verdict and counts for nothing.

    False where it has its verdict, or was cancelled already. Raises `Refused` after many in a short time.
    """
    if seconds := CANCELS.wait(student.pk):
        raise Refused(f"You cancelled {CANCELS.most} runs: wait {rates.words(seconds)} before you cancel the next one")
    mine = Submission.objects.filter(pk=submission.pk, student=student, verdict=None)
    cancelled = queue.cancel(mine) == 1
    if cancelled:
        CANCELS.count(student.pk)
    return cancelled


def workbench(student: User, lab: Lab) -> Workbench:
    """The student's workbench for this lab, made when it is not there."""
    return Workbench.objects.get_or_create(student=student, lab=lab.number)[0]


def keep_draft(student: User, lab: Lab, source: str, now: datetime) -> Workbench:
    """Keep what stands in the editor. Raises `Refused` where it is too long."""
    source = inputs.code(source)
    if len(source.encode()) > MAX_BYTES:
        raise Refused(f"the draft is longer than {MAX_BYTES:,} bytes and was not kept")
    bench = workbench(student, lab)
    bench.draft, bench.draft_at = source, now
    bench.save(update_fields=["draft", "draft_at"])
    return bench


def show_hint(student: User, lab: Lab, name: str) -> Workbench:
    """Show the next level of the hints for one name."""
    bench = workbench(student, lab)
    if name in lab.hints:
        bench.hints[name] = min(bench.hints.get(name, 0) + 1, len(lab.hints[name]))
        bench.save(update_fields=["hints"])
    return bench


def give_up(student: User, lab: Lab, now: datetime) -> None:
    """From here on the solution is shown. Recorded; it costs nothing."""
    bench = workbench(student, lab)
    if bench.gave_up_at is None:
        bench.gave_up_at = now
        bench.save(update_fields=["gave_up_at"])
        audit.record(student, "labs.give_up", f"lab {lab.number}", about=student)


@dataclass(frozen=True)
class Standing:
    """Where one student stands with one lab."""

    lab: Lab
    best: Submission | None
    tries: int

    @property
    def passed(self) -> bool:
        return bool(self.best and self.best.verdict and self.best.verdict.passed)


def standing(student: User, lab: Lab) -> Standing:
    """Where one student stands with one lab."""
    return standings([student], lab)[student.pk]


def standings(students: Sequence[User], lab: Lab) -> dict[int, Standing]:
    """The same for many students, by their primary keys. What counts is the most points, of these the earliest."""
    found = {student.pk: Standing(lab, None, 0) for student in students}
    rows = tried(lab.number).filter(student__in=students).select_related("verdict").defer("source")
    for row in rows.order_by("received_at", "id"):
        before = found[row.student_id]
        best = before.best
        if row.verdict and (best is None or best.verdict is None or row.verdict.points > best.verdict.points):
            best = row
        found[row.student_id] = Standing(lab, best, before.tries + 1)
    return found


def tried(lab: str) -> QuerySet[Submission]:
    """What was handed in for a lab and counts as a try: what was cancelled does not."""
    return Submission.objects.filter(lab=lab).exclude(state=Submission.State.CANCELLED)


def may_see_solution(student: User, lab: Lab) -> bool:
    """After passing, or after giving up."""
    return standing(student, lab).passed or workbench(student, lab).gave_up_at is not None


@dataclass(frozen=True)
class Opened:
    """What stands in the editor when the page opens: a file that was handed in, a draft, or (neither) the starter."""

    text: str
    file: Submission | None = None
    draft_at: datetime | None = None
    older_draft_at: datetime | None = None  # of a draft that `file` is newer than


def opened(student: User, lab: Lab, chosen: Submission | None = None, *, draft: bool = False) -> Opened:
    """What was chosen; else the newer of the draft and the last file that was handed in; else the starter.

    With `draft` the draft, though the file is newer.
    """
    bench = workbench(student, lab)
    kept_at = bench.draft_at if bench.draft.strip() else None
    last = chosen or Submission.objects.filter(student=student, lab=lab.number).first()
    if kept_at and not chosen and (draft or last is None or kept_at >= last.received_at):
        return Opened(bench.draft, draft_at=kept_at)
    if last is None:
        return Opened(starter(lab))
    return Opened(last.source, file=last, older_draft_at=kept_at if not chosen else None)
