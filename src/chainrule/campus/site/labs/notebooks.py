"""What a notebook amounts to, for the process that reads it (`outside`): nothing of Django is imported here."""

from __future__ import annotations

from pathlib import Path

from chainrule.labs.lab import Lab
from chainrule.labs.notebook import source_of


def source(content: bytes, number: str, builds: list[str], folder: str, broken: list[str], faulty: str) -> str:
    """The lab's file. Raises `NotebookError`, a `ValueError`, where it is no notebook of this lab."""
    lab = Lab(number, "", tuple(builds), 0, {}, Path(folder), (), (), tuple(broken), faulty)
    return source_of(content, lab)
