"""Blackboard's grade file: the numbers filled into a file that was downloaded there, and nothing else in it changed.

“Work offline” gives a table with a line for each student: tabs and UTF-16 in a file called .xls, or commas and UTF-8.
Its columns are "Last Name", "First Name", "Username", ..., and one for each item, named like
"Quiz 1 [Total Pts: 10 Score] |812345": by the number at the end Blackboard knows the column again.

    made = filled(content, {"ana": {"Quiz 1": 80.0}}, {"ana@example.edu": "ana"}, "{:g}".format)
    made.content, made.columns, made.skipped, made.unknown
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chainrule.campus.site.inputs import BadInput, shown

LARGEST = 1_000_000  # bytes
ENCODINGS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF8, "utf-8"))
ITEM = re.compile(
    r"(?P<title>.+?)\s*\[Total Pts: (?:up to )?(?P<points>[0-9][0-9,]*(?:\.[0-9]+)?)(?: (?P<kind>[^\]|]+))?\]"
    r"\s*\|\s*[0-9]+"
)
USERNAME = "Username"
NUMERIC = ("score", "percentage", "")


@dataclass
class Field:
    """One field as it stands in the file: with its quotation marks, and with the separator or line end after it."""

    raw: str
    end: str

    @property
    def text(self) -> str:
        quoted = len(self.raw) > 1 and self.raw[0] == self.raw[-1] == '"'
        return self.raw[1:-1].replace('""', '"') if quoted else self.raw

    def put(self, text: str) -> None:
        """Another content, quoted if the field was."""
        self.raw = f'"{text}"' if self.raw.startswith('"') else text


@dataclass
class Filled:
    """The file filled in, and what was done."""

    content: bytes = b""
    columns: dict[str, int] = field(default_factory=dict)  # by title: how many numbers were written
    replaced: list[str] = field(default_factory=list)  # numbers that were there and are other ones now
    skipped: list[str] = field(default_factory=list)  # columns that nothing was written to, and why
    unknown: list[str] = field(default_factory=list)  # user names of the file that are none here
    absent: list[str] = field(default_factory=list)  # students that are not in the file


def filled(
    content: bytes,
    marks: Mapping[str, Mapping[str, float | None]],
    names: Mapping[str, str],
    round_to: Callable[[float], str],
) -> Filled:
    """Fill the numbers into a file. Raises `BadInput` for a file that is none of Blackboard's.

    Args:
        marks: percents by student, then by the title of the item; None where there is no number yet.
        names: whose each user name is, in small letters.
        round_to: how a number is written.
    """
    mark, encoding, text = decoded(content)
    lines = fields_of(text)
    heads = [one.text.strip() for one in lines[0]] if lines else []
    if USERNAME not in heads:
        raise BadInput('it has no column "Username": download the file under “Work offline” in Blackboard')
    made = Filled()
    titles = {title.casefold().strip(): title for known in marks.values() for title in known}
    columns = _columns(heads, titles, made)
    place, met = heads.index(USERNAME), set()
    for line in lines[1:]:
        name = line[place].text.strip().lower() if len(line) > place else ""
        if not name:
            continue
        student = names.get(name, "")
        if student not in marks:
            made.unknown.append(name)
            continue
        met.add(student)
        for at, (title, points) in columns.items():
            percent = marks[student].get(title)
            if percent is not None and at < len(line):
                _put(line[at], round_to(percent * points / 100), name, title, made)
    made.absent = sorted(marks.keys() - met)
    made.content = mark + "".join(one.raw + one.end for line in lines for one in line).encode(encoding)
    return made


def decoded(content: bytes) -> tuple[bytes, str, str]:
    """(byte order mark, encoding, text). Raises `BadInput`."""
    if len(content) > LARGEST:
        raise BadInput(f"it has more than {LARGEST:,} bytes, which is more than a grade file needs")
    mark, encoding = next(((mark, name) for mark, name in ENCODINGS if content.startswith(mark)), (b"", "utf-8"))
    try:
        return mark, encoding, content[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        raise BadInput("it is neither UTF-16 nor UTF-8: download it again, and save it by no other program") from None


def fields_of(text: str) -> list[list[Field]]:
    """The fields of each line. Joined, `raw` and `end` of all are the text. Raises `BadInput`."""
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first else ","
    pattern = re.compile(rf'("[^"]*(?:""[^"]*)*"|(?!")[^{delimiter}\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    lines: list[list[Field]] = [[]]
    at = 0
    while at < len(text) or lines[-1]:
        match = pattern.match(text, at)
        if match is None:
            raise BadInput(f"line {len(lines)}: a quotation mark is not closed")
        lines[-1].append(Field(match.group(1), match.group(2)))
        at = match.end()
        if match.group(2) != delimiter:
            if at >= len(text):
                break
            lines.append([])
    return lines


def _columns(heads: list[str], titles: Mapping[str, str], made: Filled) -> dict[int, tuple[str, float]]:
    """(title, full mark) by place of each column that is filled; the others of Blackboard's items are told of."""
    columns: dict[int, tuple[str, float]] = {}
    for place, head in enumerate(heads):
        found = ITEM.fullmatch(head)
        if found is None:
            continue
        title, kind = titles.get(found["title"].casefold()), (found["kind"] or "").strip().lower()
        points = float(found["points"].replace(",", ""))
        if title is None:
            made.skipped.append(f"{found['title']}: the course has no assessment of this title.")
        elif kind not in NUMERIC or points <= 0:
            made.skipped.append(f"{title}: its column holds {kind or 'no points'}, and a number is to go in.")
        elif title in made.columns:
            made.skipped.append(f"{title}: a second column has this title; only the first was filled.")
        else:
            columns[place] = (title, points)
            made.columns[title] = 0
    told = {*made.columns, *(words.partition(":")[0] for words in made.skipped)}
    made.skipped += [
        f"{title}: the file has no column of this title." for title in titles.values() if title not in told
    ]
    return columns


def _put(cell: Field, number: str, name: str, title: str, made: Filled) -> None:
    """Write one number; what it replaces is told of."""
    made.columns[title] += 1
    before = cell.text.strip()
    if before and before != number and not _equal(before, number):
        made.replaced.append(f"{title} of {name}: {shown(before)} became {number}.")
    elif before:
        return
    cell.put(number)


def _equal(one: str, other: str) -> bool:
    """Whether two texts are the same number: “7.00” and “7”."""
    try:
        return float(one) == float(other)
    except ValueError:
        return False
