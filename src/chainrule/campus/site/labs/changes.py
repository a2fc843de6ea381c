"""What changed between two files that were handed in, line by line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

MOST_LINES = 5_000


@dataclass(frozen=True)
class Line:
    """`kind` is + - @ or a space, as in a unified diff."""

    text: str
    kind: str


def changed(old: str, new: str) -> list[Line] | None:
    """The lines that changed, with two around each; none where the files are equal, None where they are too long."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MOST_LINES:
        return None
    lines = difflib.unified_diff(before, after, lineterm="", n=2)
    return [Line(line, line[:1]) for line in list(lines)[2:]]
