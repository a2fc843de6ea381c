"""Writing numbers into the grade book: one cell from a form, or a whole table at once. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.class_book import students
from chainrule.campus.site.grades.forms import ScoreForm
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.grades.pasting import Plan, plan
from chainrule.campus.site.grades.sheets import Sheet
from chainrule.campus.syllabus import Assessment, Proposal, Score

PASTED = "pasted"


class Refused(Exception):
    """The table was not recorded; the message says why, and what to do. Nothing of it was."""


def has_number(student: User, item: Assessment, now: datetime) -> bool:
    """Whether a number stands in the cell, so that another one needs a reason."""
    return isinstance(records.scores_of(student, now).get(item.id), Score)


def record_cell(who: User, form: ScoreForm, student: User, item: Assessment) -> bool:
    """Record what a valid form says; False, with the reason in the form, where that cannot follow what is there."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=student.pk)  # of two at the same moment, one sees the other
        past = records.history(student, item.id)
        stored = form.is_fresh(past) and _follows(form, item, past)
        if stored:
            given = {name: value for name, value in form.cleaned_data.items() if value is not None and name != "seen"}
            store(who, student, item.id, **given)
    return stored


def _follows(form: ScoreForm, item: Assessment, past: list[RecordedScore]) -> bool:
    """Whether a verdict can follow those before it; the form says so where it cannot."""
    if item.kind == "proposal":
        try:
            latest = RecordedScore(verdict=form.cleaned_data["verdict"], received_at=form.cleaned_data["received_at"])
            assert isinstance(records.recorded("proposal", [*past, latest]), Proposal)
        except ValueError as error:
            form.add_error("verdict", f"This is not possible: {error}. Withdraw the earlier record first.")
            return False
    return True


def store(who: User, student: User, item: str, **what: Any) -> None:
    """Add one row."""
    with transaction.atomic():
        row = RecordedScore.objects.create(student=student, item=item, recorded_by=who, **what)
        audit.record(who, "grades.record", f"{item}: {student}", about=student, what=row.what, note=row.note)


def record_table(
    who: User,
    sheet: Sheet,
    now: datetime,
    *,
    seen: str,
    reason: str,
    leave: bool,
    only: Assessment | None,
    out_of: float,
) -> Plan:
    """Record all that a table changes, at once or not at all. Raises `Refused`.

    Args:
        seen: the digest of the plan that was looked at; anything recorded since makes another one.
        reason: why numbers change; needed where any does.
        leave: whether what cannot be taken is left out.
    """
    with transaction.atomic():
        list(User.objects.select_for_update().filter(role=User.Role.STUDENT).order_by("pk"))
        made = plan(sheet, students(), now, only, out_of)
        if made.digest != seen:
            raise Refused("Something was recorded since you looked. Nothing was changed: look again, then confirm.")
        if made.wrong and not leave:
            raise Refused("Some of it cannot be taken. Tick that it is left out, or mend the table.")
        if made.changed and not reason:
            raise Refused("Numbers that are on record change: give the reason.")
        RecordedScore.objects.bulk_create(
            RecordedScore(student=c.student, item=c.item.id, recorded_by=who, note=reason or PASTED, **row)
            for c in made.changes
            for row in c.rows
        )
        if made.changes:
            items = sorted({c.item.id for c in made.changes})
            counts = {"new": len(made.new), "changed": len(made.changed), "left_out": len(made.wrong)}
            audit.record(who, "grades.paste", ", ".join(items), reason=reason, **counts)
    return made
