"""A class list: a CSV file with the columns email, name, role, read whole or refused with each line that is wrong.

for line, row in roster.read(content):
    row["email"], row["name"], row["role"]

It may have the columns section and student_id too, and what other systems call all these (`NAMES`). `listed` gives the
rows as they are written: who is no student there has no role where the list names none.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from chainrule.campus.site import cells as spreadsheet
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.changes import Entry
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import person_name

LARGEST = 1_000_000  # bytes
MOST_PEOPLE = 5_000
MOST_NAMED = 10  # mistakes named at once
LONGEST = {"email": 254, "name": 120, "role": 12, "section": 40, "student_id": 40}  # characters, as in the database
NEEDED = ("email", "name")
FIRST, LAST, LOGIN, IGNORED = "first name", "last name", "username", ""
# What Blackboard, Canvas, Moodle and registrars write above a column, and what it is.
NAMES = {
    **{name: name for name in LONGEST},
    **dict.fromkeys(("e-mail", "email address", "e-mail address"), "email"),
    **dict.fromkeys(("full name", "student name"), "name"),
    **dict.fromkeys(("first name", "given name"), FIRST),
    **dict.fromkeys(("last name", "family name", "surname"), LAST),
    **dict.fromkeys(("student id", "id number", "sis user id"), "student_id"),
    **dict.fromkeys(("username", "sis login id"), LOGIN),
    **dict.fromkeys(("last access", "availability", "child course id"), IGNORED),
}

Row = dict[str, str]


class Unreadable(ValueError):
    """The list is not taken; the message has a line for each mistake, with its line and column."""


def read(content: bytes) -> list[tuple[int, Row]]:
    """The people of a file with their line numbers; students where no role is given. Raises `Unreadable`."""
    return [(line, row | {"role": row["role"] or str(User.Role.STUDENT)}) for line, row in listed(content)]


def entries(content: bytes) -> list[Entry]:
    """The people of a file as a plan of changes takes them. Raises `Unreadable`, also for an address that is none."""
    people = listed(content)
    refuse([f"line {line}, {what}" for line, row in people for what in blanks(row)])
    return [Entry(**row, line=line) for line, row in people]


def blanks(row: Row) -> Iterator[str]:
    """What must be there and is not, with its column."""
    for column in NEEDED:
        try:
            User._meta.get_field(column).clean(row[column], None)
        except ValidationError as error:
            yield f"{column}: {' '.join(error.messages)} ({inputs.shown(row['email'] or 'no email')})"


def listed(content: bytes) -> list[tuple[int, Row]]:
    """The people of a file with their line numbers, as they are written. Raises `Unreadable`."""
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
    """What each column is; a username is an address where no other column is one."""
    written = [" ".join(cell.lower().split()) for cell in cells]
    while written and not written[-1]:  # a separator at the end of each line
        written.pop()
    columns = [NAMES.get(name, name) for name in written]
    columns = [name if name != LOGIN else IGNORED if "email" in columns else "email" for name in columns]
    whole = {*columns, *({"name"} if {FIRST, LAST} <= set(columns) else ())}
    missing = [name for name in NEEDED if name not in whole]
    unknown = [inputs.shown(name) for name in written if name not in NAMES]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
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
    if {FIRST if FIRST in columns else "name", "email"} <= set(columns[: len(cells)]):
        cells = [*cells, *[""] * (len(columns) - len(cells))]  # a line may leave out what is empty at its end
    if len(cells) != len(columns):
        raise inputs.BadInput(f": {len(columns)} columns are expected, and these are {len(cells)}")
    row = {"role": ""}
    for column, cell in zip(columns, cells, strict=True):
        try:
            if "\n" in cell or "\r" in cell:
                raise inputs.BadInput("it goes over several lines: a quotation mark is not closed")
            if column != IGNORED:
                row[column] = read_cell(column, cell)
        except inputs.BadInput as bad:
            raise inputs.BadInput(f", {column}: {bad}") from None
    first, last = row.pop(FIRST, ""), row.pop(LAST, "")
    return row if "name" in row else row | {"name": whole_name(first, last)}


def whole_name(first: str, last: str) -> str:
    """A first and a last name as one. Raises `BadInput`."""
    try:
        return inputs.line(f"{first} {last}", LONGEST["name"])
    except inputs.BadInput as bad:
        raise inputs.BadInput(f", name: {bad}") from None


def read_cell(column: str, cell: str) -> str:
    text = inputs.line(spreadsheet.unguarded(cell), LONGEST.get(column, LONGEST["name"]))
    if column == "role":
        return inputs.choice(text.lower(), User.Role.values) if text else ""
    return text.lower() if column == "email" else person_name(text)


def named_twice(people: list[tuple[int, Row]]) -> Iterator[str]:
    for column in ("email", "student_id"):
        first: dict[str, int] = {}
        for line, row in people:
            text = row.get(column, "")
            if text and (before := first.setdefault(text, line)) != line:
                yield f"line {line}, {column}: {inputs.shown(text)} stands in line {before} already"
