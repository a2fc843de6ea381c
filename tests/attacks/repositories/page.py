"""The two tables of docs/repositories.md that are made from code; this writes them anew:

python -m tests.attacks.repositories.page
"""

import re
from pathlib import Path

from tests.attacks.repositories import archives, cases

from chainrule.campus.repositories.model import MIB, Limits

PAGE = Path(__file__).parents[3] / "docs/repositories.md"
LAYERS = ("address", "proxy", "box", "git", "counts", "names", "archive")
BOUNDS = {
    "files": "files",
    "file_bytes": "one file",
    "total_bytes": "all files together",
    "path_bytes": "bytes of a path",
    "depth": "folders above a file",
    "commits": "commits that are read",
    "archive_bytes": "a ZIP",
    "ratio": "times as large as packed, from 1 MB on",
    "transfer_bytes": "sent by the host",
    "disk_bytes": "the clone",
    "memory_bytes": "memory of all processes",
    "processes": "processes",
    "seconds": "seconds for all",
    "idle_seconds": "seconds without a byte",
}


def rows() -> list[str]:
    """A row for each attack, without the numbers of those that are spelled in several ways."""
    found = {(re.sub(r"_\d+$", "", one.name), one.tries, one.layer): None for one in (*cases.CASES, *archives.CASES)}
    return [f"| `{name}` | {tries} | {layer} |" for name, tries, layer in found]


def bounds() -> list[str]:
    """A row for each limit that a team may meet."""
    shown = []
    for name, word in BOUNDS.items():
        most = getattr(Limits(), name)
        shown.append(f"| {word} | {most // MIB if name.endswith('bytes') and most >= MIB else format(most, ',.0f')}")
        shown[-1] += " MB |" if name.endswith("bytes") and most >= MIB else " |"
    return shown


def written(page: str) -> str:
    """The page with both tables as they should be."""
    for head, made in (
        ("| of | at most |\n|---|---|", bounds()),
        ("| attack | what it tries | stopped by |\n|---|---|---|", rows()),
    ):
        before, _, after = page.partition(head)
        rest = re.sub(r"\A\n(?:\|.*\n|\{\w+\}\n)*", "", after)
        page = before + "\n".join([head, *made, ""]) + rest
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
