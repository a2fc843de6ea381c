"""On which line each key of a TOML file stands; the standard library's reader does not say."""

import re

Key = tuple[str | int, ...]

QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of every table, key and element of a list, by its path; entries of lists carry their index.

    Keys of inline tables have no line of their own. The text is taken to be valid TOML.

    >>> lines = key_lines("[[quiz]]\\nid = 1\\n[[quiz]]\\nids = [\\n  2,\\n  3,\\n]")
    >>> lines[("quiz", 1, "ids")], lines[("quiz", 1, "ids", 1)]
    (4, 6)
    """
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    value = _Value(())
    pairs = zip(_blank(text).split("\n"), text.split("\n"), strict=True)
    for number, (bare, line) in enumerate(((bare.strip(), line.strip()) for bare, line in pairs), start=1):
        start = 0
        if value.depth == 0:
            if bare.startswith("["):
                is_array = bare.startswith("[[")
                table = _table(_parts(line[bare.rindex("[") + 1 : bare.index("]")]), is_array, counts)
                lines[table] = number
                if table[-1] == 0:
                    lines[table[:-1]] = number
                continue
            if "=" not in bare:
                continue
            start = bare.index("=") + 1
            value = _Value((*table, *_parts(line[: start - 1])))
            lines[value.key] = number
        for index in value.starts(bare[start:]):
            lines[(*value.key, index)] = number
    return lines


class _Value:
    """The value that is being read: its key, how deep its brackets are open, and its elements so far."""

    def __init__(self, key: Key) -> None:
        self.key, self.depth, self.count = key, 0, 0
        self.is_list, self.expecting = False, False

    def starts(self, bare: str) -> list[int]:
        """Read a stretch of the value; the indices of the elements of the outermost list that start in it."""
        found = []
        for char in bare:
            if self.expecting and char not in " \t\r],":
                found.append(self.count)
                self.count, self.expecting = self.count + 1, False
            if char in "[{":
                self.depth += 1
                if char == "[" and self.depth == 1:
                    self.is_list = self.expecting = True
            elif char in "]}":
                self.depth -= 1
                self.expecting = self.expecting and self.depth > 0
            elif char == "," and self.depth == 1:
                self.expecting = self.is_list
        return found


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
