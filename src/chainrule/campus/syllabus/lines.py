"""On which line each key of a TOML file stands; the standard library's reader does not say."""

import re

Key = tuple[str | int, ...]

QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*",
    re.DOTALL,
)
HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*")
ASSIGNMENT = re.compile(r"\s*([^=\[\]{}]+?)\s*=")


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of every table and key, by its path; entries of an array of tables carry their index.

    Keys of inline tables have no line of their own. The text is taken to be valid TOML.

    >>> key_lines("[[quiz]]\\nid = 1\\n[[quiz]]\\nid = 2")[("quiz", 1, "id")]
    4
    """
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    depth = 0
    for number, (bare, line) in enumerate(zip(_blank(text).split("\n"), text.split("\n"), strict=True), start=1):
        if depth == 0 and (header := HEADER.fullmatch(bare)):
            table = _table(_parts(line[header.start(2) : header.end(2)]), header[1] == "[[", counts)
            lines[table] = number
            if header[1] == "[[" and table[-1] == 0:
                lines[table[:-1]] = number
            continue
        if depth == 0 and (assignment := ASSIGNMENT.match(bare)):
            lines[(*table, *_parts(line[assignment.start(1) : assignment.end(1)]))] = number
        depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return lines


def _table(parts: Key, is_array: bool, counts: dict[Key, int]) -> Key:
    """The path of a header, with the index of the latest entry wherever it goes through an array of tables."""
    at: Key = ()
    for step, part in enumerate(parts):
        at = (*at, part)
        if is_array and step == len(parts) - 1:
            counts[at] = counts.get(at, -1) + 1
        if at in counts:
            at = (*at, counts[at])
    return at


def _parts(dotted: str) -> Key:
    """The steps of a dotted key, quotes taken off."""
    return tuple(part.strip().strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', dotted))


def _blank(text: str) -> str:
    """The text with strings and comments blanked out, line breaks kept, so that every position stays."""
    return QUOTED.sub(lambda match: re.sub(r"[^\n]", " " if match[0][0] == "#" else "_", match[0]), text)
