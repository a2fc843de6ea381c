"""One piece of a course's proof: what it is, in which process it runs, what comes back.

Each runs in a process of its own, so that a proof is the same whatever was proven before it.
"""

import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from chainrule import warm
from chainrule.campus.lectures.process import HASH_SEEDS, INSTALLED, environment_of
from chainrule.campus.lectures.process import OPTIONS as LECTURE_OPTIONS
from chainrule.campus.questions.running import HASH_SEED, HASH_SEED_ELSEWHERE
from chainrule.course import PACKAGE, CourseError
from chainrule.labs.warmed import OPTIONS as BOX_OPTIONS

SCRIPT = Path(__file__).with_name("proving.py")
LONGEST = 900.0  # seconds: more than the time limits inside a piece leave open
LOADED = ("chainrule.campus.proof.proving",)
MAKES_VARIANTS = "chainrule.campus.questions.elsewhere"

Kind = Literal["lecture", "lab", "checks", "mutants", "question"]


@dataclass(frozen=True)
class Interpreters:
    """Addresses of interpreters that wait, by what is run in them; none where new ones are to be started."""

    lectures: tuple[str, ...] = ()
    box: str | None = None
    questions: str | None = None
    questions_elsewhere: str | None = None  # where sets have another order


@dataclass(frozen=True)
class Piece:
    """A lecture, a lab's files, its checks with the solution, some of its mutants, or a question.

    `name` is the question's, or says which part of the mutants this is. `needs_torch` says with what its interpreters
    begin, `asks_torch` whether a lab's checks ask PyTorch what is right: all of such a lab's pieces begin with it.
    """

    kind: Kind
    course: Path
    folder: Path
    number: int
    path: Path
    name: str = ""
    needs_torch: bool = False
    asks_torch: bool = False
    mutants: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What its time is remembered under."""
        return f"{self.kind} {self.number:02} {self.name}".rstrip()


@dataclass(frozen=True)
class Outcome:
    """What came of a piece: what is counted, what could not be proven and why, and what is wrong."""

    counts: dict[str, Any] = field(default_factory=dict)
    errors: tuple[CourseError, ...] = ()
    unproven: tuple[tuple[str, str], ...] = ()


class CannotProve(Exception):
    """A process could not do its work: nothing is known about the course. The message holds what it raised."""


def interpreters_for(piece: Piece, servers: warm.Servers, torch: tuple[str, ...]) -> Interpreters:
    """The interpreters in which a piece's programs run, started where they are not yet."""
    modules = torch if piece.needs_torch else warm.NUMPY
    if piece.kind == "lecture":
        environments = [environment_of(seed) for seed in HASH_SEEDS]
        return Interpreters(
            lectures=tuple(servers.address(modules, options=LECTURE_OPTIONS, environment=e) for e in environments)
        )
    if piece.kind == "question":
        here, there = ({"PYTHONHASHSEED": str(seed)} for seed in (HASH_SEED, HASH_SEED_ELSEWHERE))
        return Interpreters(
            questions=servers.address(modules, environment=here),
            questions_elsewhere=servers.address((*modules, MAKES_VARIANTS), environment=there),
        )
    return Interpreters(box=servers.address(modules, options=BOX_OPTIONS))


def perform(piece: Piece, servers: warm.Servers | None, torch: tuple[str, ...] = warm.TORCH) -> Outcome:
    """Do a piece in a process of its own, and give what came of it.

    `servers` start the interpreters to fork, None where there can be none; `torch` is what those begin with that work
    with PyTorch, the piece's own process too where it checks a lab. Raises `CannotProve` where one could not work.
    """
    environment = {**os.environ, "CHAINRULE_COURSE": str(piece.course)}
    if PACKAGE.parent.name not in INSTALLED:
        environment["PYTHONPATH"] = str(PACKAGE.parent)
    with tempfile.TemporaryDirectory(prefix="proof-", ignore_cleanup_errors=True) as folder:
        order, reply = Path(folder, "order"), Path(folder, "reply")
        interpreters = interpreters_for(piece, servers, torch) if servers else Interpreters()
        order.write_bytes(pickle.dumps((piece, interpreters)))
        process: subprocess.Popen[bytes] | warm.Forked
        if servers:
            modules = (*LOADED, *torch) if piece.asks_torch else LOADED
            address = servers.address(modules, options=(), environment=environment)
            with Path(os.devnull).open("rb") as nothing:
                process = warm.start(
                    address,
                    SCRIPT,
                    *map(str, (order, reply)),
                    folder=Path.cwd(),
                    environment=environment,
                    streams=(nothing.fileno(), 2, 2),
                )
        else:
            command = [sys.executable, str(SCRIPT), str(order), str(reply)]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=2, env=environment)
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            pass
        finally:
            process.kill()
        return outcome_in(reply, piece)


def outcome_in(reply: Path, piece: Piece) -> Outcome:
    """What a process wrote down."""
    if not reply.exists():
        problem = f"the process that proved {piece.id} ended, or took {LONGEST:g} s, and gave no answer"
        return Outcome(errors=(CourseError(piece.path, problem, "let the code take less, and never exit"),))
    outcome = pickle.loads(reply.read_bytes())
    if isinstance(outcome, str):
        raise CannotProve(outcome)
    assert isinstance(outcome, Outcome)
    return outcome
