"""The one door for what a student's program says: text as it may be stored and shown, whatever the program printed.

Everything in words that comes out of a process with a student's code goes through `visible` before anyone keeps it:
output, names and messages of errors, and the sentences that are made of answers. PostgreSQL keeps no NUL, no database
and no page can encode half of a surrogate pair, and characters that turn the direction of text make it lie.
"""

from __future__ import annotations

KEPT = "\n\t"


def visible(text: str, most: int | None = None) -> str:
    """`text` with an escape for each character that cannot be seen, and at most `most` characters of it.

    >>> visible("red \\x1b[31m, nothing \\0, half \\ud800, turned \\u202e")
    'red \\\\x1b[31m, nothing \\\\x00, half \\\\ud800, turned \\\\u202e'
    """
    if most is not None and len(text) > most:
        text = f"{text[:most]}..."
    if text.isprintable():
        return text
    return "".join(c if c in KEPT or c.isprintable() else escape(c) for c in text)


def escape(character: str) -> str:
    """How Python writes a character that it does not print."""
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
