"""Answer sheets typed in by row: each right row becomes an attempt, each wrong one stays where it was typed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from chainrule.campus.questions.sheets import Cell, read_row
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.papers import saving, sitting
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.shown import Shown, named, names
from chainrule.campus.site.printed.models import PrintedPaper, Sheet
from chainrule.campus.site.printed.variants import printed

A_MOMENT = dt.timedelta(minutes=1)


@dataclass
class Row:
    """A sheet as it was typed, and what is wrong with it."""

    student: str = ""
    variant: str = ""
    cells: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in (self.student, self.variant, *self.cells))


@dataclass(frozen=True)
class Ready:
    """A row in which everything is right."""

    row: Row
    student: User
    printed: PrintedPaper
    cells: Sequence[Cell]


def type_in(paper: str, rows: Sequence[Row], by: User, now: dt.datetime, *, instead: bool = False) -> list[Attempt]:
    """Record the right rows and give their attempts; the wrong ones get their errors, and nothing of them is stored.

    Args:
        instead: a sheet counts in place of what its student handed in before.
    """
    ready = read(paper, rows)
    made = []
    for one in ready:
        if why := taken_before(one.student, paper, now, instead=instead):
            one.row.errors.append(why)
            continue
        try:
            made.append(record(one, by, now))
        except IntegrityError:  # begun, or typed in by a colleague, at the same moment
            one.row.errors.append(f"{one.student.name} has an attempt since a moment ago. Send the row again.")
    return made


def read(paper: str, rows: Sequence[Row]) -> list[Ready]:
    """The rows in which everything is right; the others get their errors."""
    there = {one.number: one for one in printed(paper)}
    shown = Shown(named(names(one.questions for one in there.values())))
    by_student: defaultdict[int, list[Ready]] = defaultdict(list)
    for row in rows:
        row.errors = []
        if row.is_empty:
            continue
        student, variant = who(row), which(row, there)
        if variant is None:
            continue
        asked = [shown.variant_of(item) for item in variant.questions.items]
        cells, wrong = read_row(asked, row.cells)
        row.errors += wrong
        if student is not None:
            by_student[student.pk].append(Ready(row, student, variant, cells))
    for same in by_student.values():
        if len(same) > 1:
            for one in same:
                one.row.errors.append(f"{one.student.name} stands in {len(same)} rows: keep one of them.")
    return [one for same in by_student.values() for one in same if not one.row.errors]


def who(row: Row) -> User | None:
    """The student whose address or name was typed."""
    try:
        typed = inputs.line(row.student)
    except inputs.BadInput as bad:
        row.errors.append(f"Student: {bad}.")
        return None
    if not typed:
        row.errors.append("No student is named. Type the address or the name on the sheet.")
        return None
    students = User.objects.filter(role=User.Role.STUDENT, is_active=True)
    found = list(students.filter(email=typed.lower())) or list(students.filter(folded_name=folded(typed)))
    if len(found) == 1:
        return found[0]
    if found:
        row.errors.append(f"{len(found)} students are called {inputs.shown(typed)}. Type the address instead.")
    else:
        row.errors.append(f"The class has no student with the address or the name {inputs.shown(typed)}.")
    return None


def which(row: Row, there: dict[int, PrintedPaper]) -> PrintedPaper | None:
    """The variant whose number was typed."""
    listed = f"Printed are the variants 1 to {len(there)}."
    if not row.variant.strip():
        row.errors.append(f"No variant is named. Its number stands at the top of the sheet. {listed}")
        return None
    try:
        number = inputs.whole(row.variant)
    except inputs.BadInput:
        number = 0
    if number not in there:
        row.errors.append(f"The variant {inputs.shown(row.variant.strip())} was not printed. {listed}")
    return there.get(number)


def taken_before(student: User, paper: str, now: dt.datetime, *, instead: bool) -> str:
    """Why a sheet cannot be recorded beside what the student has done already, or ""."""
    attempt = sitting.current(student, paper)
    if attempt is None:
        return ""
    sitting.close_if_over(attempt, now)
    if attempt.is_open:
        return f"{student.name} is taking it on the site now. Send the row again when that is over."
    if instead:
        return ""
    how = "A sheet" if Sheet.objects.filter(attempt=attempt).exists() else "An attempt on the site"
    return (
        f"{how} of {student.name} is recorded already. Tick “Count these sheets in place of what is recorded” to let "
        "this one count."
    )


def record(ready: Ready, by: User, now: dt.datetime) -> Attempt:
    """The attempt that a sheet becomes: its answers as events, the points of short answers as marks. It is closed."""
    student, variant = ready.student, ready.printed
    items = variant.questions.items
    with transaction.atomic():
        before = sitting.current(student, variant.paper)
        attempt = Attempt.objects.create(
            student=student,
            paper=variant.paper,
            round=before.round + 1 if before else 1,
            drawn=variant.drawn,
            began_at=now,
            ends_at=now + A_MOMENT,
        )
        given = [(item.number, cell) for item, cell in zip(items, ready.cells, strict=True) if cell.answer is not None]
        events = [(place, number, cell.answer) for place, (number, cell) in enumerate(given, 1)]
        saved = saving.save(attempt, saving.Batch("sheet", "sheet", events), now)
        assert not saved.refused, saved.refused
        for number, cell in given:
            if cell.points:
                points = [str(one) for one in cell.points]
                ShortAnswerMark.objects.create(attempt=attempt, item=number, points=points, marker=by, marked_at=now)
        closed = now + dt.timedelta(microseconds=1)  # after the answers: what comes at the end is late
        Attempt.objects.filter(pk=attempt.pk).update(closed_at=closed, ended=Attempt.Ended.SUBMITTED, tab="")
        Sheet.objects.create(attempt=attempt, printed=variant, cells=ready.row.cells, typed_by=by, typed_at=now)
        audit.record(
            by, "papers.type_in", f"{variant.paper}: {student}",
            about=student, attempt=attempt.pk, variant=variant.number,
        )  # fmt: skip
    attempt.refresh_from_db()
    return attempt
