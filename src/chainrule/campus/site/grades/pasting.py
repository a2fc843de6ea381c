"""What a table that somebody pasted would change in the grade book, before anything is changed.

    made = plan(sheets.read(text), students, now)
    made.new, made.changed, made.same, made.wrong

A cell that is empty changes nothing. A cell that says what is on record changes nothing either, so that a table can be
pasted twice. What a cell does not say (the bonus, when the work came) stays as it is on record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.grades import heads, records
from chainrule.campus.site.grades.forms import MOST_POINTS
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.grades.people import People
from chainrule.campus.site.grades.records_file import verdicts_of
from chainrule.campus.site.grades.sheets import Sheet, plain_number
from chainrule.campus.site.inputs import BadInput
from chainrule.campus.syllabus import Assessment, Awaiting, Excused, Proposal, Record, Score

FRACTION = re.compile(r"\s*(\S+)\s*(?:/|of)\s*(\S+)\s*")
FULL = 100.0


@dataclass(frozen=True)
class Change:
    """What would be recorded of one student and one assessment: rows of `RecordedScore`, in order."""

    student: User
    item: Assessment
    old: str
    new: str
    rows: tuple[Mapping[str, Any], ...]
    replaces: bool


@dataclass
class Plan:
    """What a table would do. `wrong` has a sentence for each line or cell that cannot be taken."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    wrong: list[str] = field(default_factory=list)
    left: tuple[str, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """All that would be recorded."""
        return [*self.new, *self.changed]

    @property
    def digest(self) -> str:
        """Of all that was shown: equal only where confirming does what was looked at."""
        shown = [(c.student.pk, c.item.id, c.old, c.new, repr(c.rows)) for c in self.changes]
        return hashlib.sha256(repr((shown, self.wrong)).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """What is on record of the class."""

    scores: Mapping[int, Mapping[str, Record]]
    verdicts: Mapping[tuple[int, str], str]


def plan(
    sheet: Sheet, students: Sequence[User], now: datetime, only: Assessment | None = None, out_of: float = FULL
) -> Plan:
    """What this table would change. Raises `BadInput` where its heads say too little.

    Args:
        only: what the numbers are of, where no head says it.
        out_of: the full mark of what has no number yet and whose head gives none.
    """
    told = heads.understood(sheet.heads, only)
    people, made = People(students), Plan(left=told.left)
    standing = Standing(records.scores_of_class(students, now), verdicts_of(students))
    seen: dict[int, int] = {}
    for line, cells in sheet.lines:
        try:
            student = who(people, told.who, cells)
            if (first := seen.setdefault(student.pk, line)) != line:
                raise BadInput(f"{student.name} stands in line {first} already")
        except BadInput as bad:
            made.wrong.append(f"Line {line}: {bad}.")
            continue
        _of_line(made, line, student, cells, told.columns, standing, out_of)
    return made


def who(people: People, places: Mapping[str, int], cells: Sequence[str]) -> User:
    """The student of a line: by the address if it has one, else the user name, else the name. Raises `BadInput`."""
    for kind in ("email", "user", "name"):
        if kind in places and cells[places[kind]].strip():
            return people.find(kind, cells[places[kind]])
    name = " ".join(cells[places[kind]] for kind in ("first", "last") if kind in places)
    if not name.strip():
        raise BadInput("it names nobody")
    return people.find("name", name)


def _of_line(
    made: Plan, line: int, student: User, cells: Sequence[str], columns: Sequence[heads.Column],
    standing: Standing, out_of: float,
) -> None:  # fmt: skip
    """Add what one line would change."""
    items = {column.item.id: column.item for column in columns}
    for item in items.values():
        mine = [column for column in columns if column.item.id == item.id]
        given = {column.part: cells[column.place].strip() for column in mine if cells[column.place].strip()}
        full = next((column.out_of for column in mine if column.out_of), None)
        try:
            if item.kind == "proposal":
                change = verdict_change(student, item, given, standing)
            else:
                change = score_change(student, item, given, standing.scores[student.pk].get(item.id), full, out_of)
        except BadInput as bad:
            made.wrong.append(f"Line {line}, {student.name}, {item.title}: {bad}.")
            continue
        if change is not None:
            (made.changed if change.replaces else made.new).append(change)
        elif given.keys() & {"points", "verdicts"}:
            made.same += 1


def score_change(
    student: User, item: Assessment, given: Mapping[str, str], record: Record | None, full: float | None, out_of: float
) -> Change | None:
    """What the cells would record as a score; None where that is on record, or no points are given."""
    if "points" not in given:
        return None
    before = record if isinstance(record, Score) else None
    points, of = points_in(given["points"])
    if "out of" in given:
        of = inputs.number(given["out of"], 0.01, MOST_POINTS)
    of = of or full or (before.out_of if before else None) or out_of
    bonus, received = (before.bonus, before.received) if before else (0.0, None)
    if item.kind == "milestone":
        bonus = inputs.number(given["bonus"], 0.0, MOST_POINTS) if "bonus" in given else bonus
        received = moment_in(given["received"]) if "received" in given else received
    if of > MOST_POINTS:
        raise BadInput(f"a number is out of {MOST_POINTS:,} at most")
    if points > of:
        raise BadInput(f"{points:g} points are more than {of:g}: what is above the full mark is a bonus")
    after = Score(points, of, bonus, received)
    if after == before:
        return None
    row = {"points": points, "out_of": of, "bonus": bonus, "received_at": received}
    return Change(student, item, said(record), said(after), (row,), before is not None)


def points_in(text: str) -> tuple[float, float | None]:
    """(points, out of) of “15,5”, “15.5/20” or “78%”. Raises `BadInput`."""
    if fraction := FRACTION.fullmatch(text):
        of = inputs.number(fraction.group(2), 0.01, MOST_POINTS)
        return inputs.number(fraction.group(1), 0.0, MOST_POINTS), of
    if text.endswith("%"):
        return inputs.number(text[:-1], 0.0, FULL), FULL
    return inputs.number(text, 0.0, MOST_POINTS), None


def moment_in(text: str) -> datetime:
    """When work came in, as our file writes it or as a form does. Raises `BadInput`."""
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else timezone.make_aware(found)
        day = timezone.localdate(found)
    except (ValueError, OverflowError):
        raise BadInput(f"a day and time such as 2026-02-12T10:00 is expected, not {inputs.shown(text)}") from None
    first, last = plausible_days()
    if not first <= day <= last:
        raise BadInput(f"{day} is not near this course: a day from {first} to {last} is expected")
    return found


def verdict_change(student: User, item: Assessment, given: Mapping[str, str], standing: Standing) -> Change | None:
    """The verdicts that would be added: one, or those that follow what is on record. None where none does."""
    words = [inputs.choice(word, RecordedScore.Verdict.values) for word in given.get("verdicts", "").lower().split()]
    there = standing.verdicts.get((student.pk, item.id), "").split()
    if not words or words == there or words == there[-1:]:
        return None
    if words[: len(there)] == there:
        words = words[len(there) :]
    elif len(words) > 1:
        raise BadInput(f"“{' '.join(words)}” does not continue what is recorded, “{' '.join(there)}”")
    received = moment_in(given["received"]) if "received" in given and not there else None
    rows = [{"verdict": word, "received_at": None} for word in words]
    rows[0]["received_at"] = received
    stored = [RecordedScore(verdict=word) for word in [*there, *words]]
    try:
        assert isinstance(records.recorded("proposal", stored), Proposal)
    except ValueError as error:
        raise BadInput(f"{error}; withdraw the earlier record first") from None
    return Change(student, item, " ".join(there), " ".join(words), tuple(rows), False)


def said(record: Record | None) -> str:
    """A record in a few words."""
    if isinstance(record, Score):
        bonus = f", bonus {plain_number(record.bonus)}" if record.bonus else ""
        return f"{plain_number(record.points)} of {plain_number(record.out_of)}{bonus}"
    return "excused" if isinstance(record, Excused) else "waits to be marked" if isinstance(record, Awaiting) else ""
