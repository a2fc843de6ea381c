"""Bytes of a stranger as text, and text of a stranger as a word in a verdict: bounded, and never an error."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from chainrule.campus.project.checks.verdict import MOST_DETAILS, MOST_LETTERS

BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
HEAD = 8192
# What machines leave behind. A folder's name stands for all that is in it.
JUNK = frozenset(
    {".git", ".cache", ".eggs", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", ".pytest_cache"}
    | {".mypy_cache", ".ruff_cache", ".idea", ".vscode", ".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini"}
)
WORD = re.compile(r"\w+")
UNMARKED = str.maketrans({"ı": "i", "İ": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ə": "e", "Ə": "e"})


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, or what its first bytes say. What cannot be read becomes U+FFFD."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def is_binary(content: bytes) -> bool:
    """Whether the beginning of a file is no text in UTF-8 or UTF-16."""
    head = content[:HEAD]
    if head.startswith((BOMS[0][0], BOMS[1][0])):
        return False
    if b"\0" in head:
        return True
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(head) - 4 or len(content) <= HEAD  # the cut may stand in the middle of a letter
    return False


def shown(text: str, most: int = MOST_LETTERS) -> str:
    """A stranger's text on one line, without control characters or marks of direction, cut where it is long."""
    cut = text[: 4 * most]
    line = " ".join("".join(c if c.isprintable() else " " for c in cut).split())
    return line if len(line) <= most and len(text) <= 4 * most else line[: most - 1] + "…"


def listed(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines as the details of a verdict: so many, and how many are left out."""
    found = list(lines)
    kept = [shown(line) for line in found[:MOST_DETAILS]]
    return (*kept, f"and {len(found) - MOST_DETAILS} more") if len(found) > MOST_DETAILS else tuple(kept)


def names(found: Collection[str], most: int = 5) -> str:
    """A few names in a sentence: "`a`, `b` and 3 more"."""
    some = [f"`{shown(name, 80)}`" for name in list(found)[:most]]
    return ", ".join(some) + (f" and {len(found) - most} more" if len(found) > most else "")


def counted(count: int, thing: str) -> str:
    """ "1 file" or "3,000 files"."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def megabytes(size: int) -> str:
    """ "3.2 MB", in millions of bytes; "0.1 MB" is the least."""
    return f"{max(size, 100_000) / 1_000_000:,.1f} MB"


def junk(path: str) -> str:
    """The part of a path that a machine left behind; "" where there is none."""
    return next((part for part in path.split("/") if part in JUNK), "")


def words(text: str) -> tuple[str, ...]:
    """The words of a name or a heading, to be compared: in lower case, without accents.

    >>> words("## 2. Kənan Əliyev-Çelik!")
    ('2', 'kenan', 'eliyev', 'celik')
    """
    plain = unicodedata.normalize("NFKD", text.translate(UNMARKED).casefold())
    return tuple(WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
