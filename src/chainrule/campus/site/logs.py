"""The lines of the log: one record is one line, whatever somebody typed; a traceback stands indented below it."""

from __future__ import annotations

import logging
import re

# Controls, line ends of any kind, and what turns a line's direction around or is half a letter.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
LONGEST = 4_000  # characters of a message
BELOW = "    | "


def escaped(text: str) -> str:
    """The text on one line.

    >>> escaped("Not Found: /a\\nERROR forged")
    'Not Found: /a\\\\nERROR forged'
    """
    return UNSAFE.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class LineFormatter(logging.Formatter):
    """Escapes every record of every logger: what is logged often came from outside."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        message = record.message
        if len(message) > LONGEST:
            message = f"{message[:LONGEST]}… ({len(message):,} characters)"
        record.message = escaped(message)
        return escaped(super().formatMessage(record))

    def formatException(self, ei: object) -> str:
        return indented(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:
        return indented(super().formatStack(stack_info))


def indented(text: str) -> str:
    """Each line after a mark, so that none can be taken for a record of its own."""
    return "\n".join(BELOW + escaped(line) for line in text.split("\n"))
