"""A team's main notebook run from top to bottom in the labs' sandbox, and shown as it came out: its text, cleaned.

Modules of the repository can be imported; its other files are not there. Cells run until one fails, or time is up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from chainrule.campus.project.checks.notebook import NotANotebook, cells
from chainrule.labs import CannotStart, Launcher, Limits
from chainrule.labs.student import Session, Student, StudentError
from chainrule.labs.student_process import Worker, WorkerLost
from chainrule.labs.visible import visible

INSIDE = Path(__file__).with_name("notebook_cells.py")
OF_JUPYTER = re.compile(r"^\s*[%!?]")  # a line for Jupyter, which no Python is
MOST_MODULES, MOST_SOURCE = 200, 2_000_000  # letters, of all modules together
MOST_CELLS, MOST_LETTERS = 300, 100_000  # of all that is kept
MOST_MESSAGE = 1_000
LOST = "The notebook was stopped here: {}."
REASONS = {WorkerLost.TIMEOUT: "its time was up", WorkerLost.FLOOD: "it printed too much"}


@dataclass(frozen=True)
class Ran:
    """What came out of one cell with code; `number` counts all cells from 1."""

    number: int
    output: str
    error: str = ""


@dataclass(frozen=True)
class Executed:
    """The cells that ran; `problem` says why the rest did not, in words."""

    cells: tuple[Ran, ...]
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"cells": [asdict(one) for one in self.cells], "problem": self.problem}


def execute(files: Mapping[str, bytes], path: str, launcher: Launcher, seconds: float) -> Executed:
    """Run the notebook at `path`, all of it in `seconds`. Raises `CannotStart` where the machine cannot."""
    try:
        found = [(one.number, one.source) for one in cells(files[path]) if one.kind == "code" and one.source.strip()]
    except NotANotebook as error:
        return Executed((), f"{visible(str(error))[:1].upper()}{visible(str(error))[1:]}.")
    ran: list[Ran] = []
    try:
        with Worker(launcher, Limits()) as worker:
            session = Session(worker)
            session.load("notebook_cells.py", INSIDE.read_bytes(), {})
            session.allow(seconds)
            session.begin()
            student = Student(session)
            student.begin(modules(files)).read()
            for number, source in found[:MOST_CELLS]:
                one = shown(number, student.cell(for_python(source)).read(), MOST_LETTERS - letters(ran))
                ran.append(one)
                if one.error:
                    return Executed(tuple(ran), f"Cell {number} failed, and the cells after it were not run.")
    except CannotStart:
        raise
    except WorkerLost as lost:
        return Executed(tuple(ran), LOST.format(REASONS.get(lost.reason, "its process ended")))
    except StudentError as error:
        return Executed(tuple(ran), LOST.format(visible(error.message, MOST_MESSAGE) or "its process failed"))
    return Executed(tuple(ran))


def modules(files: Mapping[str, bytes]) -> dict[str, str]:
    """The Python files of a repository by their dotted names, as far as they are not too much together."""
    found: dict[str, str] = {}
    left = MOST_SOURCE
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        steps = PurePosixPath(path).with_suffix("").parts
        if not path.endswith(".py") or not all(step.isidentifier() for step in steps):
            continue
        source = files[path].decode("utf-8", "replace")
        left -= len(source)
        if left < 0 or len(found) >= MOST_MODULES:
            break
        found[".".join(steps[:-1] if steps[-1] == "__init__" else steps) or "__init__"] = source
    return found


def for_python(source: str) -> str:
    """A cell without the lines that are Jupyter's; a cell that is all magic does nothing."""
    if source.lstrip().startswith("%%"):
        return ""
    return "\n".join("" if OF_JUPYTER.match(line) else line for line in source.split("\n"))


def letters(ran: list[Ran]) -> int:
    return sum(len(one.output) for one in ran)


def shown(number: int, said: Any, room: int) -> Ran:
    """What the process says of a cell. It holds the team's code: nothing is taken for what it should be."""
    output, error, message, line = (said.get(name) if isinstance(said, dict) else None for name in FIELDS)
    if any(type(text) is not str for text in (output, error, message)) or type(line) is not int:
        return Ran(number, "", "Its process sent no result.")
    words = f"{error}: {message}" if message else str(error)
    where = f" (line {line})" if error and line > 0 else ""
    return Ran(number, visible(str(output), max(room, 0)), visible(words, MOST_MESSAGE) + where)


FIELDS = ("output", "error", "message", "line")
