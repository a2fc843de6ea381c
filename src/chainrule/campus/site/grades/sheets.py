"""Tables as text: what a spreadsheet saves or copies, read; what it may open, written so that no cell does anything.

A text that a spreadsheet would take for a formula gets an apostrophe in front, and loses it when it is read again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chainrule.campus.site.accounts import roster
from chainrule.campus.site.inputs import BadInput

MOST_LINES = 5_000
MOST_COLUMNS = 300
FORMULA = re.compile(r"'*[=+\-@\x00-\x1f\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True)
class Sheet:
    """A table: its heads, and its lines with their numbers in the text. Every line has a cell for each head."""

    heads: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("'=1+1"), harmless("Ana"), harmless("'Aisha")
    ("'=1+1", "''=1+1", 'Ana', "'Aisha")
    """
    return f"'{text}" if FORMULA.match(text) else text


def as_it_was(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def plain_number(value: float, *, comma: bool = False) -> str:
    """A number with all its digits and without an exponent: reading it gives the same number.

    >>> plain_number(15.5, comma=True), plain_number(1e-07), plain_number(20.0)
    ('15,5', '0.0000001', '20')
    """
    text = f"{Decimal(repr(value)):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if comma else text


def written(rows: Iterable[Sequence[str]], *, comma: bool = False, mark: bool = True) -> bytes:
    """CSV (RFC 4180, UTF-8).

    Args:
        comma: numbers have a decimal comma, so a semicolon parts the columns.
        mark: it begins with a byte order mark; without one some spreadsheets take the letters for other ones.
    """
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";" if comma else ",").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def read(text: str) -> Sheet:
    """A table whose columns are parted by tabs, commas, semicolons or bars. Raises `BadInput` in words."""
    before, body, delimiter = roster.layout(text.lstrip("\ufeff"))
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        filled = ((before + rows.line_num, row) for row in rows if any(map(str.strip, row)))
        found = [(line, [as_it_was(cell) for cell in row]) for line, row in filled]
    except csv.Error as error:
        raise BadInput(f"line {before + rows.line_num}: it cannot be read as a table: {error}") from None
    if len(found) < 2:
        raise BadInput("a line with the names of the columns is expected, and at least one line below it")
    heads = [head.strip() for head in found[0][1]]
    while heads and not heads[-1]:
        heads.pop()
    if len(found) > MOST_LINES or len(heads) > MOST_COLUMNS:
        raise BadInput(f"at most {MOST_LINES:,} lines with {MOST_COLUMNS} columns are taken at once")
    return Sheet(tuple(heads), tuple((line, _fitted(line, cells, len(heads))) for line, cells in found[1:]))


def _fitted(line: int, cells: list[str], columns: int) -> tuple[str, ...]:
    """As many cells as there are heads: what is empty at the end may be left out, or be too much."""
    if any(cell.strip() for cell in cells[columns:]):
        raise BadInput(
            f"line {line}: {columns} columns have a name, and it has {len(cells)}. Where commas part the columns, a "
            "number with a decimal comma stands in quotation marks"
        )
    return tuple([*cells, *[""] * columns][:columns])
