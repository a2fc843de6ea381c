"""Everything that the site holds about one student, in a ZIP: JSON, tables, their files, a README."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.db.models import Q
from django.utils import timezone

from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.milestones import files
from chainrule.campus.site.records_out.held import TABLE, handed_out

AUDIT = "campus_accounts.AuditEntry"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Rows = list[dict[str, Any]]

README = """What the site of {course} holds about {name}
Made on {now:%d %B %Y, %H:%M} ({zone}).

data.json     everything in one file, for programs
tables/       the same as tables, for a spreadsheet: one file for each kind of record
hand-ins/     each lab file that you handed in, as it was: number of the hand-in, then its name; each ZIP that your
              team handed in for a milestone

Times end with their distance from UTC. A cell that a spreadsheet would compute begins with an apostrophe.

What is not here
- Marks, feedback and comments of a paper that is not released to you yet. Ask again after its release.
- Questions and keys. What you were asked stands beside your answers on the site once a paper is released.
- Your password: the site keeps only what checks it. Of your personal tokens it keeps no copy either.
- Names of others: who marked, who granted, who supervised.
{reasons}
Is something wrong in here? Tell your instructor: a correction is recorded beside what it corrects.
"""


def write(student: User, target: IO[bytes], course: str, now: dt.datetime) -> dict[str, int]:
    """Write the file; how many rows of each model are in it."""
    tables = gathered(student)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", readme(student, course, now))
        packed.writestr("data.json", json.dumps(tables, indent=1, ensure_ascii=False, default=plain))
        for label, rows in tables.items():
            if rows:
                packed.writestr(f"tables/{file_name(label)}.csv", as_csv(rows))
        for row in Submission.objects.filter(student=student).order_by("pk").iterator():
            packed.writestr(f"hand-ins/lab-{row.lab}/{row.pk}-{safe(row.filename)}", row.source)
        for name, path in files.of_student(student):
            packed.write(path, f"hand-ins/{name}")
    return {label: len(rows) for label, rows in tables.items()}


def gathered(student: User) -> dict[str, Rows]:
    """By model the rows that are handed out, each by field."""
    found: dict[str, Rows] = {}
    for label, held in TABLE.items():
        if label == AUDIT:
            found[label] = entries(student)
        elif held.shown:
            found[label] = list(handed_out(label, student).values(*held.shown))
    return found


def entries(student: User) -> Rows:
    """What the audit log says of them. Not the details of what others did: they may tell how somebody is marked."""
    rows = AuditEntry.objects.filter(Q(who=student) | Q(subject_of=student)).order_by("pk")
    return [
        {
            "number": row.number,
            "at": row.at,
            "action": row.action,
            "subject": row.subject,
            "by_yourself": row.who_id == student.pk,
            "details": row.details if row.who_id == student.pk else None,
        }
        for row in rows.iterator(chunk_size=2000)
    ]


def readme(student: User, course: str, now: dt.datetime) -> str:
    """What is in the file, in plain words."""
    why = sorted({(held.why_not, file_name(label)) for label, held in TABLE.items() if held.why_not and held.to})
    reasons = "".join(f"- Records “{name}”: {reason}.\n" for reason, name in why)
    local = timezone.localtime(now)
    return README.format(course=course, name=student.name, now=local, zone=local.tzname(), reasons=reasons)


def file_name(label: str) -> str:
    """campus_papers.AnswerEvent as papers-AnswerEvent."""
    return label.removeprefix("campus_").replace(".", "-")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table with a head."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([cell(value) for value in row.values()])
    return out.getvalue()


def cell(value: Any) -> Any:
    """A value as a cell: structures as JSON, times in full, and no text that a spreadsheet takes for a formula."""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, default=plain)
    elif isinstance(value, (dt.datetime, dt.timedelta)):
        value = plain(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def plain(value: Any) -> str:
    """A moment in the course's time zone; anything else as it is written."""
    return timezone.localtime(value).isoformat() if isinstance(value, dt.datetime) else str(value)


def safe(name: str) -> str:
    """A file's name without what leads elsewhere."""
    kept = "".join(c if c.isalnum() or c in "._-" else "_" for c in name).lstrip(".")
    return kept or "lab.py"
