"""Names that come from a team: paths become clean text or are refused, names of people become one clean line.

A path may break a terminal, hide its end by letters that run from right to left, be two files on one machine and one on
another, or lead elsewhere when it is unpacked. None of that is let in, so nobody behind this door has to think of it.
"""

import unicodedata
from collections.abc import Iterable

from chainrule.campus.repositories.model import MIB, Limits, Refused

GIT_FOLDERS = (".git", "git~1")  # the second is what Windows also calls the first
SHOWN = 80


def visible(text: str, most: int = SHOWN) -> str:
    """The text for a message, in one line: what cannot be seen is written as its code, and the end may be cut."""
    cut = text[:most]
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
    return shown + ("…" if len(text) > most else "")


def megabytes(count: float) -> str:
    """A size for a message."""
    return f"{count / MIB:,.3g} MB"


def one_line(text: str, most: int = 100) -> str:
    """What a person called themselves, as one printable line of at most so many letters."""
    head = text[: 4 * most]
    seen = "".join(letter if letter.isprintable() else " " for letter in head)
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return line if len(line) <= most and len(text) <= len(head) else line[: most - 1].rstrip() + "…"


def clean_path(raw: bytes, limits: Limits) -> str:
    """The path of a file as text in NFC, relative, below the top. Raises `Refused`."""
    if len(raw) > limits.path_bytes:
        shown = visible(raw[:SHOWN].decode("utf-8", "replace"))
        raise Refused(f"a path is longer than {limits.path_bytes} bytes: {shown}… Shorten it")
    try:
        path = unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        shown = visible(raw.decode("utf-8", "backslashreplace"))
        raise Refused(f"the name {shown!r} is not in UTF-8: rename the file with plain letters") from None
    shown = visible(path)
    if not path.isprintable():
        raise Refused(f"the name {shown} holds letters that cannot be seen: rename the file with plain letters")
    if "\\" in path:
        raise Refused(f"the name {shown} holds a backslash: folders are separated by /, and a name has none")
    if path.startswith("/") or path[1:2] == ":":
        raise Refused(f"the path {shown} does not begin in the folder that you hand in: make it a relative one")
    parts = path.split("/")
    if ".." in parts:
        raise Refused(f"the path {shown} leads out of the folder that you hand in: move the file inside")
    if "" in parts or "." in parts:
        raise Refused(f"the path {shown} has an empty part: rename the folder")
    if any(part.casefold().rstrip(". ") in GIT_FOLDERS for part in parts):
        raise Refused(f"{shown} belongs to Git itself: take the folder .git out of what you hand in")
    if len(parts) - 1 > limits.depth:
        raise Refused(f"{shown} lies more than {limits.depth} folders deep: move it up")
    return path


def refuse_clashes(paths: Iterable[str]) -> None:
    """Refuse two paths that are one on some machines, and a file where another path has a folder. Raises `Refused`."""
    seen: dict[str, str] = {}
    for path in paths:
        key = folded(path)
        if key in seen:
            raise Refused(
                f"{visible(seen[key])} and {visible(path)} are the same name on some machines: rename one of them"
            )
        seen[key] = path
    for path in seen.values():
        parts = folded(path).split("/")
        above = "/".join(parts[:-1])
        while above:
            if above in seen:
                raise Refused(f"{visible(seen[above])} is a file, and a folder in {visible(path)}: rename one of them")
            above = above.rpartition("/")[0]


def folded(path: str) -> str:
    """What two spellings have in common that differ in case or in how a letter is composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
