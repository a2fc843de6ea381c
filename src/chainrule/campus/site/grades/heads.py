"""What the columns of a pasted table or of a file are: who, what of which assessment, out of how much, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.grades.class_book import items
from chainrule.campus.site.inputs import BadInput, shown
from chainrule.campus.syllabus import Assessment

WHO = {
    "email": ("email", "e-mail", "mail", "e-mail address", "email address"),
    "user": ("username", "user name", "user", "id", "student id"),
    "name": ("name", "student", "full name", "student name"),
    "last": ("last name", "surname", "family name"),
    "first": ("first name", "given name"),
}
PARTS = {"points": "points", "score": "points", "mark": "points", "out of": "out of", "bonus": "bonus",
         "received": "received", "verdict": "verdicts", "verdicts": "verdicts"}  # fmt: skip
BRACKETS = re.compile(r"\s*[(\[][^)\]0-9]*([0-9]+(?:[.,][0-9]+)?)[^)\]]*[)\]].*$")


@dataclass(frozen=True)
class Column:
    """A column that says something of an assessment: in which place, which part of it, and out of how much."""

    place: int
    item: Assessment
    part: str
    out_of: float | None = None


@dataclass(frozen=True)
class Heads:
    """The columns of a table: `who` by kind, what is read, and the names of what is left alone."""

    who: dict[str, int]
    columns: tuple[Column, ...]
    left: tuple[str, ...]


def understood(heads: Sequence[str], only: Assessment | None = None) -> Heads:
    """What the heads say. Raises `BadInput` where nobody, or nothing to record, is named, or something twice.

    Args:
        only: where no head names an assessment and there is one column besides who it is about, it is of this one.
    """
    who: dict[str, int] = {}
    columns, left = [], []
    for place, head in enumerate(heads):
        kind = next((kind for kind, names in WHO.items() if folded(head) in names), None)
        if kind is not None:
            who.setdefault(kind, place)
        elif (column := column_of(place, head)) is not None:
            columns.append(column)
        else:
            left.append(place)
    if not columns and only is not None and len(left) == 1:
        columns = [Column(left.pop(), only, usual(only))]
    if not who or who.keys() == {"first"} or who.keys() == {"last"}:
        raise BadInput("one column must be called email, username or name: it says who each line is about")
    if not columns:
        names = ", ".join(a.title for a in items())
        raise BadInput(f"no column is called as an assessment of the course: {names}")
    seen: set[tuple[str, str]] = set()
    for column in columns:
        if (column.item.id, column.part) in seen:
            raise BadInput(f"two columns are the {column.part} of {column.item.title}: leave one of them out")
        seen.add((column.item.id, column.part))
    return Heads(who, tuple(columns), tuple(shown(heads[place]) for place in left if heads[place]))


def column_of(place: int, head: str) -> Column | None:
    """The column under a head such as “Midterm exam”, “midterm points”, “Quiz 3 (10)”; None for any other."""
    text = head.strip()
    if text.endswith("%"):
        return None
    bracket = BRACKETS.search(text)
    out_of = float(bracket.group(1).replace(",", ".")) if bracket else None
    plain = folded(BRACKETS.sub("", text)).strip()
    for item in items():
        for name in (item.id, folded(item.title)):
            if plain == name:
                return Column(place, item, usual(item), out_of)
            part = PARTS.get(plain.removeprefix(name).strip()) if plain.startswith(name) else None
            if part is not None:
                return Column(place, item, part, out_of)
    return None


def usual(item: Assessment) -> str:
    """What a column is that names the assessment and no more."""
    return "verdicts" if item.kind == "proposal" else "points"
