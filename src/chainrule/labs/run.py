"""Check a student's file: every check against a worker that has their code, and a verdict in words."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chainrule.labs import messages
from chainrule.labs.check import Check
from chainrule.labs.hints import AUTHORS_MISTAKES
from chainrule.labs.inputs import Draw
from chainrule.labs.lab import Lab, emptied_modules, line_in, solution
from chainrule.labs.misspelt import Misspelt, line_of, misspelt
from chainrule.labs.needed import needed
from chainrule.labs.received import Received
from chainrule.labs.student import (
    CLOSED,
    CheckFailed,
    Session,
    Student,
    StudentError,
    asking,
    not_written,
)
from chainrule.labs.student_process import CannotStart, Launcher, Limits, NoVerdict, PlainLauncher, Worker, WorkerLost

MAX_SOURCE = 1_000_000
TOTAL_SECONDS = 40.0
TRIES = 3  # of a check whose sandbox dies


class BrokenCheck(NoVerdict):
    """A check raised an error of its own, which is its author's mistake and not the student's."""

    def __init__(self, check: Check, error: Exception) -> None:
        self.check, self.line = check, line_in(check.path, error) or check.line
        self.fix = "a check must run with the solution"
        if isinstance(error, Misspelt):
            self.line, self.fix = line_of(error.name, check) or self.line, error.fix
        self.problem = f"the check `{check.name}` raised {type(error).__name__}: {error}"
        super().__init__(
            f"{self.problem}\n  {check.path}:{self.line}\n  fix: this is not your fault; tell the instructor"
        )


@dataclass(frozen=True)
class Result:
    """The outcome of one check. `message` is empty where it passed; `waits_for` is a name not written yet."""

    name: str
    sentence: str
    points: int
    passed: bool
    message: str = ""
    waits_for: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was graded and what came out.

    `problem` says why the file could not be run at all (a syntax error, an empty file): no check passed then, and
    each has the problem as its message.
    """

    lab: str
    file: str
    sha256: str
    seed: int
    isolated: bool
    description: str
    results: tuple[Result, ...] = ()
    problem: str = ""
    output: str = ""
    seconds: float = 0.0
    out_of: int = 0
    by_clock: bool = False  # a time-out came by the clock alone: the machine may have been busy

    @property
    def points(self) -> int:
        return sum(result.points for result in self.results if result.passed)

    @property
    def passed(self) -> bool:
        return bool(self.results) and all(result.passed for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return {
            "lab": self.lab,
            "file": self.file,
            "sha256": self.sha256,
            "points": self.points,
            "out_of": self.out_of,
            "checks": [{"name": r.name, "passed": r.passed, "message": r.message} for r in self.results],
        }


def run_checks(
    lab: Lab,
    source: bytes,
    *,
    filename: str = "lab.py",
    seed: int | None = None,
    launch: Launcher | None = None,
    limits: Limits | None = None,
) -> Verdict:
    """Run every check of `lab` on a student's file and say what came out.

    `seed` decides the inputs; None takes one that nobody knows. Nothing that the student's code does raises here;
    `CannotStart` and `BrokenCheck` (both are a `NoVerdict`) say that no verdict can be made, for no fault of theirs.
    """
    run = Run(lab, source, filename, seed, launch or PlainLauncher(), limits or Limits())
    return run.verdict(list(run))


@dataclass
class Run:
    """One run, check by check: iterate over it for the results as they come, then ask for the verdict."""

    lab: Lab
    source: bytes
    filename: str
    seed: int | None
    launcher: Launcher
    limits: Limits = field(default_factory=Limits)
    problem: str = ""
    output: str = ""
    by_clock: bool = False
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.seed = secrets.randbelow(1_000_000) if self.seed is None else self.seed
        self.session: Session | None = None
        self.received = Received()

    def verdict(self, results: list[Result]) -> Verdict:
        """What came out, once every result is there."""
        return Verdict(
            lab=self.lab.number,
            file=self.filename,
            sha256=hashlib.sha256(self.source).hexdigest(),
            seed=self.seed or 0,
            isolated=self.launcher.isolated,
            description=self.launcher.description,
            results=tuple(results),
            problem=self.problem,
            output=self.output,
            seconds=time.monotonic() - self.started,
            out_of=self.lab.points,
            by_clock=self.by_clock,
        )

    def __iter__(self) -> Iterator[Result]:
        try:
            self.problem = unreadable(self.source)
            for check in self.lab.checks:
                result = None if self.problem else self.one(check)
                yield result or failed(check, self.problem)
        finally:
            self.close()

    def one(self, check: Check) -> Result | None:
        """The result of one check; None where the file does not load, and `problem` says why.

        A check is a function of the seed and the file. Where the sandbox dies in the middle, which no student's code
        can bring about, it is run again from the start, in a new one.
        """
        for _ in range(TRIES):
            try:
                return self.once(check)
            except WorkerLost:
                continue
        raise CannotStart("the sandbox died while a check was running, several times; is the machine out of memory?")

    def once(self, check: Check) -> Result | None:
        """Run one check. Raises `WorkerLost` only where the sandbox died."""
        if time.monotonic() - self.started > TOTAL_SECONDS:
            self.by_clock = True
            return failed(check, f"Not run: the checks before took more than {TOTAL_SECONDS:.0f} seconds together.")
        session = self.ready()
        if session is None:
            return None
        session.allow(check.seconds)
        token = asking.set(session)
        try:
            for round in range(check.rounds):
                session.begin()
                check.function(Student(session), Draw(self.seed or 0, check.name, round))
                session.flush()
        except StudentError as error:
            return self.student_error(check, session, error)
        except CheckFailed as difference:
            return failed(check, messages.wrong_value(difference, session.steps, self.again))
        except WorkerLost as lost:
            if lost.reason == WorkerLost.INTERRUPTED:
                raise
            self.by_clock |= lost.detail == WorkerLost.BY_CLOCK
            return failed(check, messages.lost(lost, check.seconds, check.when, session.steps))
        except AUTHORS_MISTAKES as error:
            raise BrokenCheck(check, error) from error
        except Exception as error:
            return self.misfit(check, session, error)
        finally:
            asking.reset(token)
        return Result(check.name, check.sentence, check.points, passed=True)

    def misfit(self, check: Check, session: Session, error: Exception) -> Result:
        """The check cannot work with what came: the file's fault, if the check holds for the solution.

        Raises `BrokenCheck` where it does not.
        """
        right = solution(self.lab).encode()
        holds = self.source != right
        if holds:
            lab = self.lab.with_checks([check])
            holds = all(r.passed for r in Run(lab, right, self.lab.file_name, self.seed, self.launcher, self.limits))
        if not holds:
            raise BrokenCheck(check, error) from error
        return failed(check, messages.misfit(error, session.last_read, session.steps, self.again))

    def student_error(self, check: Check, session: Session, error: StudentError) -> Result:
        name = not_written(error)
        if not name and 0 < error.number <= len(session.steps):
            step = session.steps[error.number - 1]
            if mistake := misspelt(step, solution(self.lab)):
                raise BrokenCheck(check, mistake) from error
        if name:
            return failed(check, f"Not written yet: {name}", waits_for=name)
        text = messages.raised(error, session.steps, self.text_lines, self.filename, check.when, self.again)
        return failed(check, text)

    def ready(self) -> Session | None:
        """A session whose worker has the student's file; a new one where the last was lost."""
        if self.session and self.session.worker.alive:
            return self.session
        self.close()
        try:
            self.session = Session(Worker(self.launcher, self.limits), self.received)
            self.session.load(self.filename, self.source, library_for(self.lab), closed_for(self.lab))
        except StudentError as error:
            self.problem = messages.does_not_load(error, self.text_lines, self.filename)
            return None
        except WorkerLost as lost:
            if lost.reason == WorkerLost.INTERRUPTED:
                raise
            self.by_clock |= lost.detail == WorkerLost.BY_CLOCK
            self.problem = messages.lost_while_loading(lost, self.filename, self.limits.load_seconds)
            return None
        return self.session

    def close(self) -> None:
        if self.session:
            self.session.worker.close()
            self.output = self.output or self.session.worker.output
            self.session = None

    @property
    def again(self) -> str:
        return f"The same numbers again: chainrule check {self.lab.number} --seed {self.seed}"

    @property
    def text_lines(self) -> list[str]:
        return self.source.decode("utf-8-sig", "replace").splitlines()


def library_for(lab: Lab) -> dict[str, str]:
    """What a file of this lab finds of the library: what its modules import, and those with their names emptied."""
    return needed("", emptied_modules(lab))


def closed_for(lab: Lab) -> tuple[str, ...]:
    """The packages that a file of this lab does without: another engine could do the work for it."""
    return CLOSED if lab.needs_torch else (*CLOSED, "torch")


def failed(check: Check, message: str, waits_for: str = "") -> Result:
    return Result(check.name, check.sentence, check.points, passed=False, message=message, waits_for=waits_for)


def unreadable(source: bytes) -> str:
    """Why these bytes cannot be a Python file; nothing where they can."""
    if len(source) > MAX_SOURCE:
        return f"The file is larger than {MAX_SOURCE // 1_000_000} MB, and a lab needs a few kB. Is it the right file?"
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "The file is saved as UTF-16. Save it again as UTF-8."
    if b"\0" in source:
        return "The file holds binary data, not Python. Is it the right file?"
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        return f"Line {line} holds a character that is not UTF-8. Save the file again as UTF-8."
    return "" if text.strip() else "The file is empty."
