"""The program in the student's process that runs a few lines with their file, and looks at what their lines hold.

It goes there as text: the box has nothing of ours. It needs the standard library alone, and nothing that it answers is
trusted.
"""

from __future__ import annotations

import contextlib
import io
import sys
from types import FrameType
from typing import Any

MOST_PRINTED = 2_000  # characters
MOST_EVENTS = 40_000  # lines that are looked at
MOST_ITEMS = 8
LONGEST_TEXT = 40
WIDEST = 2**40


class TooMuchOutput(Exception):
    """The lines printed more than anybody could predict."""


class Printed(io.StringIO):
    """What is printed, up to the limit."""

    def write(self, text: str) -> int:
        if self.tell() + len(text) > MOST_PRINTED:
            raise TooMuchOutput(f"more than {MOST_PRINTED} characters were printed")
        return super().write(text)


def watched(program: str, file: str, wanted: list[list[Any]], given: dict[str, Any]) -> dict[str, Any]:
    """Run a program with the names in `given`: what it printed, what error ended it, and what was seen.

    `wanted` are the lines of `file` to look at, each with the names that it sets. What is seen is
    [line, name, type, shape or None, length or None, value or None], after the line has run for the first time.
    """
    printed, watch, error = Printed(), Watch(file, wanted), ""
    try:
        code = compile(program, "<program>", "exec", dont_inherit=True)
        with contextlib.redirect_stdout(printed):
            sys.settrace(watch.enter if wanted else None)
            try:
                exec(code, {"__name__": "__main__", **given})
            finally:
                sys.settrace(None)
    except BaseException as caught:
        error = type(caught).__name__
    seen = [[line, name, *found] for (line, name), found in watch.seen.items()]
    return {"printed": printed.getvalue(), "error": error, "seen": seen}


class Watch:
    """Looks at the wanted names of a file while it runs."""

    def __init__(self, file: str, wanted: list[list[Any]]) -> None:
        self.file = file
        self.wanted: dict[int, list[str]] = dict(wanted)
        self.seen: dict[tuple[int, str], list[Any]] = {}
        self.events = 0

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        """A function is called: who looks at its lines."""
        return Call(self).step if frame.f_code.co_filename == self.file else None

    def look(self, frame: FrameType, line: int) -> None:
        """A line has run."""
        for name in self.wanted.get(line, ()):
            if (line, name) not in self.seen and name in frame.f_locals:
                self.seen[line, name] = described(frame.f_locals[name])


class Call:
    """One call of a function, and the line that runs in it."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.line = watch, 0

    def step(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.watch.events += 1
        if self.watch.events > MOST_EVENTS:
            sys.settrace(None)
            return None
        if event in ("line", "return"):
            self.watch.look(frame, self.line)
        self.line = frame.f_lineno if event == "line" else 0  # a line that raised has not run
        return self.step


def described(value: Any) -> list[Any]:
    """Type, shape, length and value of an object, as plain data; each None where there is none that is short."""
    try:
        shape = getattr(value, "shape", None)
        sizes = [int(size) for size in shape] if isinstance(shape, tuple) and len(shape) <= MOST_ITEMS else None
        length = len(value) if type(value) in (list, tuple, dict, set) else None
    except Exception:  # the student's own `shape`
        return [type(value).__name__[:LONGEST_TEXT], None, None, None]
    return [type(value).__name__[:LONGEST_TEXT], sizes, length, value if is_short(value) else None]


def is_short(value: Any) -> bool:
    """Whether a value is plain, and short enough to be written in an answer."""
    if type(value) is int:
        return -WIDEST < value < WIDEST
    if type(value) in (list, tuple):
        return len(value) <= MOST_ITEMS and all(type(item) in (bool, int, float) and is_short(item) for item in value)
    return type(value) in (bool, float)
