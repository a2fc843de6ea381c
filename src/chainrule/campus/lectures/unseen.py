"""What Markdown leaves out, or shows as it was typed, without a word: `verify` says it.

Cells beyond a table's last column (a bar in a formula or in code parts the cell), footnotes that are not there or that
nothing leads to, links to lectures that the course does not have.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from chainrule.campus.lectures.markdown import QUOTE_PREFIX, new_parser, walk
from chainrule.course import CourseError

FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
LECTURE = re.compile(r"/lectures/(\d+)/(?:#(.+))?")
LAB = re.compile(r"/labs/(\d+)/(?:\?at=(.+))?")


def unseen(text: str, path: Path, classes: Collection[int] | None = None) -> Iterator[CourseError]:
    """Each such place of a text whose first line is line 1 of `path`. `classes` are those of the course, if known."""
    env: dict[str, Any] = {"path": path}
    tokens = new_parser().parse(text, env)
    lines = text.split("\n")
    for token, columns in rows(tokens):
        line = token.map[0] if token.map else 0
        if (count := len(cells(lines[line]))) > columns:
            problem = f"this row has {count} cells, and its table {columns} columns: the rest would not be shown"
            fix = "take a cell out; for a bar inside a cell write \\vert in a formula and \\| in code or text"
            yield CourseError(path, problem, fix, line + 1)
    for token, line in walk(tokens):
        if token.type == "text":
            for name in FOOTNOTE.findall(token.content):
                yield CourseError(path, f"there is no footnote `{name}`", f"write it: `[^{name}]: ...`", line)
        if token.type == "link_open" and classes is not None:
            found = LECTURE.match(str(token.attrs.get("href", "")))
            if found and int(found.group(1)) not in classes:
                yield CourseError(path, f"the course has no lecture {found.group(1)}", "correct the link", line)
    for label, place in env.get("footnotes", {}).get("refs", {}).items():
        if place < 0:
            name = label.removeprefix(":")
            line = next(n for n, written in enumerate(lines, 1) if f"[^{name}]:" in written)
            yield CourseError(
                path, f"nothing leads to the footnote `{name}`", f"put `[^{name}]` where it belongs", line
            )


def section_links(text: str, path: Path) -> Iterator[tuple[int, int, str]]:
    """The links of a text to a section of a lecture: the line, the lecture's number, the section's id."""
    for token, line in walk(new_parser().parse(text, {"path": path})):
        if token.type == "link_open":
            found = LECTURE.fullmatch(str(token.attrs.get("href", "")))
            if found and found.group(2):
                yield line, int(found.group(1)), found.group(2)


def lab_links(text: str, path: Path) -> Iterator[tuple[int, int, str]]:
    """The links of a text to a lab: the line, the lab's number, the name of the body, or nothing."""
    for token, line in walk(new_parser().parse(text, {"path": path})):
        if token.type == "link_open":
            found = LAB.fullmatch(unquote(str(token.attrs.get("href", ""))))
            if found:
                yield line, int(found.group(1)), found.group(2) or ""


def rows(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Each row of each table, with the number of the table's columns."""
    columns = 0
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            if tokens[place - 1].type == "thead_open":
                end = next(n for n in range(place, len(tokens)) if tokens[n].type == "tr_close")
                columns = sum(one.type == "th_open" for one in tokens[place:end])
            yield token, columns


def cells(line: str) -> list[str]:
    """The cells that a line of a table parts into, as the parser parts it."""
    found = escapedSplit(QUOTE_PREFIX.sub("", line).strip())
    if found and not found[0].strip():
        found.pop(0)
    if found and not found[-1].strip():
        found.pop()
    return found
