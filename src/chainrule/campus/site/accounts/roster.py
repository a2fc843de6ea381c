"""A class list: a CSV file with the columns email, name, role, read whole or refused with each line that is wrong.

for line, row in roster.read(content):
    row["email"], row["name"], row["role"]
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import person_name

LARGEST = 1_000_000  # bytes
MOST_PEOPLE = 5_000
MOST_NAMED = 10  # mistakes named at once
LONGEST = {"email": 254, "name": 120, "role": 12}  # characters, as in the database
NEEDED = ("email", "name")

Row = dict[str, str]


class Unreadable(ValueError):
    """The list is not taken; the message has a line for each mistake, with its line and column."""


def read(content: bytes) -> list[tuple[int, Row]]:
    """The people of a file with their line numbers. Raises `Unreadable`."""
    before, text, delimiter = layout(decoded(content))
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        columns = header(next(rows, []))
        found = [(before + rows.line_num, cells) for cells in rows if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Unreadable(f"line {before + rows.line_num}: it cannot be read as CSV: {error}") from None
    if len(found) > MOST_PEOPLE:
        raise Unreadable(f"it names {len(found):,} people, and at most {MOST_PEOPLE:,} are taken at once")
    if not found:
        raise Unreadable("it names nobody: a line for each person is expected under the names of the columns")
    people, wrong = [], []
    for line, cells in found:
        try:
            people.append((line, person(columns, cells)))
        except inputs.BadInput as bad:
            wrong.append(f"line {line}{bad}")
    refuse([*wrong, *named_twice(people)])
    return people


def refuse(wrong: list[str]) -> None:
    """Raise `Unreadable` where there are mistakes."""
    if wrong:
        more = [f"... and {len(wrong) - MOST_NAMED} more"] if len(wrong) > MOST_NAMED else []
        raise Unreadable("\n".join([*wrong[:MOST_NAMED], *more]))


def decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Unreadable(f"it has more than {LARGEST:,} bytes, which is more than a class list needs")
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # a spreadsheet's “Unicode text”
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"line {line}: it is not UTF-8: save it again as “CSV UTF-8”, so that names keep their letters"
        ) from None


def layout(text: str) -> tuple[int, str, str]:
    """The lines before the list, the list, and what parts its columns: spreadsheets in Europe write a semicolon.

    Some write `sep=;` in a line of its own above it.
    """
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r'"?sep=([,;\t|])"?\s*', first):
        return 1, rest, told.group(1)
    return 0, text, max(",;\t|", key=first.count)


def header(cells: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:  # a separator at the end of each line
        columns.pop()
    missing = [name for name in NEEDED if name not in columns]
    unknown = [inputs.shown(name) for name in columns if name not in LONGEST]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if missing or unknown or twice:
        wrong = [
            *([f"missing: {', '.join(missing)}"] if missing else []),
            *([f"unknown, to be taken out: {', '.join(unknown[:MOST_NAMED])}"] if unknown else []),
            *([f"there twice: {', '.join(twice)}"] if twice and not unknown else []),
        ]
        raise Unreadable(f"line 1: the first line must name the columns email, name, role; {'; '.join(wrong)}")
    return columns


def person(columns: list[str], cells: list[str]) -> Row:
    """One row, read by the site's own rules. Raises `BadInput` with the column."""
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if set(NEEDED) <= set(columns[: len(cells)]):  # a line may leave out what is empty at its end
        cells = [*cells, *[""] * (len(columns) - len(cells))]
    if len(cells) != len(columns):
        raise inputs.BadInput(f": {len(columns)} columns are expected, and these are {len(cells)}")
    row = {"role": str(User.Role.STUDENT)}
    for column, cell in zip(columns, cells, strict=True):
        try:
            if "\n" in cell or "\r" in cell:
                raise inputs.BadInput("it goes over several lines: a quotation mark is not closed")
            row[column] = read_cell(column, cell) or row.get(column, "")
        except inputs.BadInput as bad:
            raise inputs.BadInput(f", {column}: {bad}") from None
    return row


def read_cell(column: str, cell: str) -> str:
    text = inputs.line(cell, LONGEST[column])
    if column == "role":
        return inputs.choice(text.lower(), User.Role.values) if text else ""
    return text.lower() if column == "email" else person_name(text)


def named_twice(people: list[tuple[int, Row]]) -> Iterator[str]:
    first: dict[str, int] = {}
    for line, row in people:
        if (before := first.setdefault(row["email"], line)) != line and row["email"]:
            yield f"line {line}, email: {inputs.shown(row['email'])} stands in line {before} already"
