"""What of the library a reader's program gets: what it imports, and stand-ins for the modules that read files.

No file of the library is in the box. The digits, the one data set that comes with it, are sent as a module that holds
their bytes; the data sets that come in files are refused in words.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from chainrule.data import bundled, without_files
from chainrule.labs.needed import needed

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # of a text that is no Python


def library(sources: Sequence[str]) -> dict[str, str]:
    """What these sources import of the library, and what that imports, as source by name."""
    found: dict[str, str] = {}
    for source in sources:
        try:
            found |= needed(source, instead=stand_ins())
        except UNREADABLE:
            continue  # it is told so when it runs
    return found


@functools.cache
def stand_ins() -> Mapping[str, str]:
    """The modules whose files, folders and addresses are not in the box, as they are there."""
    refusing = Path(without_files.__file__).read_text(encoding="utf-8")
    return {
        "chainrule.data.bundled": f"def packed_digits():\n    return {bundled.packed_digits()!r}\n",
        "chainrule.data.from_files": refusing,
        "chainrule.data.fetching": refusing,
    }
