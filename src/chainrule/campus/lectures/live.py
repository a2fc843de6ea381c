"""A block that a reader runs in the page: the blocks above it run first, as that reader left them, then it does.

Pure, but for `run`, which asks a worker of the labs: the launcher that it is given says how isolated that is. What
comes back is a program's word, and none of it is trusted.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from chainrule import syntax
from chainrule.campus.lectures.boxed import UNREADABLE, library
from chainrule.campus.lectures.model import BlockOutput, CodeBlock, Lecture
from chainrule.campus.lectures.process import RUNNER
from chainrule.campus.lectures.run import CHARACTERS
from chainrule.labs.messages import USUAL, paragraph, reason_lost
from chainrule.labs.needed import CLOSED
from chainrule.labs.student import Session, Student, StudentError
from chainrule.labs.student_process import CannotStart, Launcher, Limits, Worker, WorkerLost
from chainrule.labs.visible import visible

SECONDS = 20.0  # for a block with all that comes before it
TRIES = 3  # where the sandbox dies
LONGEST = 20_000  # characters of one block
LONGEST_TOGETHER = 200_000
LARGEST_PICTURE = 400_000
FILE = "lecture.py"
IN_FILE = re.compile(r" \(lecture\.py, line \d+\)$")  # what a SyntaxError says of a file that the reader never sees
IN_THE_BOX = frozenset({*sys.stdlib_module_names, "numpy", "torch"})
TOO_LONG = "This block has more than {:,} characters. Make it shorter."


class Unfit(Exception):
    """This cannot be run in the page; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a program. `told` says that what came of it is wanted, `watch` which statements' values."""

    index: int
    source: str
    raises: str = ""
    told: bool = False
    watch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a program. `records` are those of `runner.py`, by the index of the piece, cleaned.

    `problem` says in words why a block ended before its end, and `failed` which; -1 where that is not known.
    """

    records: Mapping[int, Mapping[str, Any]]
    printed: str = ""
    problem: str = ""
    failed: int | None = None

    def output(self, index: int) -> BlockOutput:
        """Of one piece, as the page shows it."""
        record = self.records.get(index, {})
        printed = "".join(record.get(name, "") for name in ("stdout", "stderr")) + self.printed
        return BlockOutput(index, printed, record.get("value"), record.get("svg"), record.get("error") or None)


# --- which blocks, and what of them ---


def runnable(blocks: Sequence[CodeBlock]) -> frozenset[int]:
    """The blocks that a reader can run: shown, run by the page itself, and so is every block above.

    A box has NumPy, PyTorch and the library. A block that imports another package ends the list.
    """
    found = set()
    for block in blocks:
        if not block.runs:
            continue
        if block.raises != "SyntaxError" and not fits(block.source):
            break
        if not block.hide_code:
            found.add(block.index)
    return frozenset(found)


@lru_cache(maxsize=2048)
def fits(source: str) -> bool:
    """Whether all that a source imports is in the box, and all that the library imports for it."""
    return all(is_in_the_box(name) for text in (source, *library([source]).values()) for name in imports(text))


def is_in_the_box(module: str) -> bool:
    """Whether a module of this name is there, if there is one at all."""
    if module.partition(".")[0] == "chainrule":
        return not any(f"{module}.".startswith(f"{closed}.") for closed in CLOSED)
    return module.partition(".")[0] in IN_THE_BOX


@lru_cache(maxsize=512)
def imports(source: str) -> frozenset[str]:
    """The modules that a source imports, whatever it does before; none where it is not Python."""
    found: set[str] = set()
    try:
        tree = syntax.parse(source)
    except UNREADABLE:
        return frozenset()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def above(lecture: Lecture, line: int, changed: Mapping[int, str]) -> list[Piece]:
    """The blocks that run before a line of the lecture, as the reader left them."""
    there = [block for block in lecture.blocks if block.runs and block.line < line]
    return [Piece(block.index, changed.get(block.index, block.source), block.raises) for block in there]


def program(lecture: Lecture, index: int, changed: Mapping[int, str]) -> list[Piece]:
    """The block `index` after all above it; `changed` are sources that are not the page's own. Raises `Unfit`."""
    can = runnable(lecture.blocks)
    if index not in can:
        raise Unfit("This block cannot be run here.")
    check_changed(changed, can)
    block = next(block for block in lecture.blocks if block.index == index)
    last = Piece(index, changed.get(index, block.source), block.raises, told=True)
    return [*above(lecture, block.line, changed), last]


def check_changed(changed: Mapping[int, str], can: frozenset[int]) -> None:
    """Raise `Unfit` for a change of a block that no reader can change, and for too much text."""
    if not set(changed) <= can:
        raise Unfit("The lecture has changed meanwhile. Load the page again.")
    if any(len(source) > LONGEST for source in changed.values()):
        raise Unfit(TOO_LONG.format(LONGEST))
    if sum(map(len, changed.values())) > LONGEST_TOGETHER:
        raise Unfit(f"Your changes together have more than {LONGEST_TOGETHER:,} characters. Reset some blocks.")


def wants_torch(pieces: Sequence[Piece]) -> bool:
    """Whether a program works with PyTorch, itself or by what it imports of the library."""
    sources = [piece.source for piece in pieces]
    inside = library(sources).values()
    return any(name.partition(".")[0] == "torch" for source in (*sources, *inside) for name in imports(source))


# --- running ---


def run(pieces: Sequence[Piece], launcher: Launcher, *, seconds: float = SECONDS, limits: Limits | None = None) -> Came:
    """Run a program in a worker of its own. Raises `CannotStart`; whatever the code does is part of what came."""
    for _ in range(TRIES):
        try:
            return _run(pieces, launcher, seconds, limits or Limits())
        except WorkerLost as lost:
            if lost.reason != WorkerLost.INTERRUPTED:
                return Came({}, problem=reason_lost(lost, seconds), failed=-1)
    raise CannotStart("the sandbox died while a block was running, several times; is the machine out of memory?")


def _run(pieces: Sequence[Piece], launcher: Launcher, seconds: float, limits: Limits) -> Came:
    job = {"path": FILE, "limit": CHARACTERS, "blocks": [at | asdict(piece) for piece, at in placed(pieces)]}
    with Worker(launcher, limits) as worker:
        session = Session(worker)
        try:
            session.load("runner.py", RUNNER.read_bytes(), library([piece.source for piece in pieces]))
            session.allow(seconds)
            session.begin()
            found = Student(session).run_for_a_reader(json.dumps(job)).read()
        except StudentError as error:
            said = f"What came out is too large to be shown: {error.message}." if error.type == "TooBig" else ""
            said = said or f"Your code broke the program that runs it ({error.type}). Leave built-ins and sys alone."
            return Came({}, problem=said, failed=-1)
    return read(found, pieces, worker.output)


def placed(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, dict[str, int]]]:
    """Each piece with the line at which it begins, one below the other."""
    line = 1
    for piece in pieces:
        yield piece, {"line": line}
        line += piece.source.count("\n") + 2


# --- reading what came ---


def read(found: Any, pieces: Sequence[Piece], printed: str = "") -> Came:
    """What a worker sent as the records of a program: each part held to its type and its size."""
    known = {piece.index for piece in pieces}
    records = {}
    for record in found if type(found) is list else []:
        if type(record) is dict and type(record.get("end")) is int and record["end"] in known:
            records[record["end"]] = cleaned(record)
    if not any(index in records for index in (piece.index for piece in pieces if piece.told)) and not records:
        return Came({}, printed, "Your code broke the program that runs it. Leave built-ins and sys alone.", -1)
    for piece in pieces:
        record = records.get(piece.index)
        if record is not None and record["error"]:
            record["error"] = in_words(record, piece.index, pieces)
            if not piece.raises:
                return Came(records, printed, record["error"], piece.index)
    return Came(records, printed)


def cleaned(record: Mapping[str, Any]) -> dict[str, Any]:
    """One record, nothing in it other than it should be."""
    made: dict[str, Any] = {name: text(record.get(name)) for name in ("stdout", "stderr")}
    value, svg = record.get("value"), record.get("svg")
    made["value"] = text(value) if type(value) is str else None
    made["svg"] = svg[: LARGEST_PICTURE + 1] if type(svg) is str else None
    said = record.get("statements")
    pairs = islice(said.items(), 100) if type(said) is dict else ()
    made["statements"] = {
        key: {kind: text(one.get(kind)) for kind in ("printed", "value")}
        for key, one in pairs
        if type(key) is str and type(one) is dict
    }
    error = record.get("error")
    made["error"] = error if type(error) is dict else None
    return made


def text(said: object, most: int = CHARACTERS) -> str:
    return visible(said, most) if type(said) is str else ""


def in_words(record: Mapping[str, Any], index: int, pieces: Sequence[Piece]) -> str:
    """An error as a lab tells it: what is usual about it, its name and message, and the way to it."""
    error = record["error"]
    kinds = error.get("kinds")
    usual = (
        next((USUAL[kind] for kind in kinds if type(kind) is str and kind in USUAL), "") if type(kinds) is list else ""
    )
    kind, message = text(error.get("type"), 100), IN_FILE.sub("", text(error.get("message"), 2_000))
    lines = error.get("lines")
    way = [line for line in lines[:20] if type(line) is int] if type(lines) is list else []
    shown = list(dict.fromkeys(place for line in way if (place := place_of(line, index, pieces))))
    return paragraph([usual, f"{kind}: {message}".rstrip(": "), *shown])


def place_of(line: int, index: int, pieces: Sequence[Piece]) -> str:
    """A line of the program as the reader finds it: in this block, or in the one that begins so and so."""
    for piece, at in placed(pieces):
        lines = piece.source.split("\n")
        number = line - at["line"]
        if 0 <= number < len(lines):
            where = "" if piece.index == index else f" of the block “{first_words(piece.source)}”"
            return f"    line {number + 1}{where}: {lines[number].strip()[:100]}"
    return ""


def first_words(source: str) -> str:
    """By what a reader recognizes a block: its first line of code."""
    lines = [line.strip() for line in source.split("\n") if line.strip()]
    return (lines or ["(empty)"])[0][:60]
