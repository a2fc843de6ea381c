"""All numbers of the grade book as one table: for reading, and complete enough to be read back.

Of each assessment: its percent as the rules have it ("midterm %", for reading), and what is on record, in columns of
their own ("midterm points", "midterm out of", ...). `pasting` reads the latter; what it read is what was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.class_book import items
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.grades.sheets import plain_number
from chainrule.campus.syllabus import Assessment, Record, Score, course_grade, rounded
from chainrule.campus.syllabus.derivation import marks_of

FOR_READING = "%"  # at the end of a head: never read back
PARTS = {
    "proposal": ("verdicts", "received"),
    "milestone": ("points", "out of", "bonus", "received"),
    "quiz": ("points", "out of"),
    "exam": ("points", "out of"),
}


def columns() -> list[tuple[Assessment, str]]:
    """(assessment, part) of each column that is read back."""
    return [(a, part) for a in items() for part in PARTS[a.kind]]


def table(people: Sequence[User], now: datetime, *, comma: bool) -> Iterator[list[str]]:
    """The heads, then a line for each student."""
    yield [
        *("name", "email"),
        *(f"{a.id} {FOR_READING}" for a in items()),
        *("so far", "so far (shown)", "if nothing more", "at best"),
        *(f"{a.id} {part}" for a, part in columns()),
        "revision",
    ]
    scores, verdicts = records.scores_of_class(people, now), verdicts_of(people)
    decimals = course().grade_rules.decimals

    def percent(value: float | None) -> str:
        return "" if value is None else f"{value:.4f}".replace(".", "," if comma else ".")

    for one in people:
        grade = course_grade(course(), scores[one.pk], now)
        marks = marks_of(grade.so_far)
        so_far = grade.so_far.percent
        shown = "" if so_far is None else f"{rounded(so_far, decimals)}".replace(".", "," if comma else ".")
        yield [
            *(one.name, one.email),
            *(percent(marks[a.id].percent) for a in items()),
            *(percent(so_far), shown, percent(grade.if_nothing_more.percent), percent(grade.at_best.percent)),
            *(
                written(part, scores[one.pk].get(a.id), verdicts.get((one.pk, a.id), ""), comma)
                for a, part in columns()
            ),
            grade.revision,
        ]


def written(part: str, record: Record | None, verdicts: str, comma: bool) -> str:
    """One cell of what is on record."""
    if part == "verdicts":
        return verdicts
    received = getattr(record, "received", None)
    if part == "received":
        return timezone.localtime(received).isoformat() if received else ""
    if not isinstance(record, Score):
        return ""
    if part == "bonus":
        return plain_number(record.bonus, comma=comma) if record.bonus else ""
    return plain_number(record.points if part == "points" else record.out_of, comma=comma)


def verdicts_of(people: Sequence[User]) -> dict[tuple[int, str], str]:
    """The verdicts that stand, in order, with a space between: by student and assessment."""
    rows: dict[tuple[int, str], list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(student__in=people):
        rows.setdefault((row.student_id, row.item), []).append(row)
    return {key: " ".join(row.verdict for row in records.standing(found)) for key, found in rows.items()}
