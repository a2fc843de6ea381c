"""Common misspellings in a lecture's text, found by codespell where it is installed."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from chainrule.course import CourseError

FOUND = re.compile(r".*:(?P<line>\d+): (?P<wrong>.+?) ==> (?P<right>.+)")
LONGEST = 60.0  # seconds


def is_checked() -> bool:
    """Whether codespell is there; it comes with the tools for development."""
    return find_spec("codespell_lib") is not None


def spelling_errors(path: Path) -> Iterator[CourseError]:
    """Each misspelling in a file; none where codespell is not installed."""
    if not is_checked():
        return
    command = [sys.executable, "-m", "codespell_lib", path.name]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=LONGEST, check=False)
    for line in done.stdout.splitlines():
        if found := FOUND.fullmatch(line):
            wrong, right = found["wrong"], found["right"]
            fix = f"write {right}; if it is meant, end the line with <!-- codespell:ignore {wrong.lower()} -->"
            yield CourseError(path, f"`{wrong}` is misspelt", fix, int(found["line"]))
