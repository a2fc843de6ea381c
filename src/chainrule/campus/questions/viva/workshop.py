"""Where a file and its changed forms are run: in the labs' workers, each wait with an end, whatever the file does."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chainrule.campus.questions.viva.examples import Example, example, values_read
from chainrule.labs import BrokenCheck, Check, Lab, Launcher, Limits, Student
from chainrule.labs.inputs import Draw as Inputs
from chainrule.labs.run import Run
from chainrule.labs.student import Handle, Session, StudentError, asking
from chainrule.labs.student_process import WorkerLost
from chainrule.labs.visible import visible

WATCHING = Path(__file__).with_name("watching.py").read_text(encoding="utf-8")
START = """
import types
watching = types.ModuleType("watching")
exec(source_of_watching, watching.__dict__)
"""
PROGRAM_SECONDS = ROUND_SECONDS = 3.0
MOST_LOST = 3  # programs that give nothing, after which a form of the file is asked no more
OUTPUT = 1_000_000  # bytes, that a worker may print outside of what is asked
LONGEST_NAME, MOST_AXES, MOST_SEEN = 60, 8, 400
WIDEST = 2**40  # as `watching` says: of numbers without end not even the text can be made

Plain = bool | int | float | tuple[Any, ...] | list[Any]


@dataclass(frozen=True)
class Seen:
    """What a name held after a line had run for the first time."""

    line: int
    name: str
    kind: str
    shape: tuple[int, ...] | None
    length: int | None
    value: Plain | None


@dataclass(frozen=True)
class Told:
    """What came of one program: what it printed, the name of the error that ended it, and what was seen on its way."""

    printed: str
    error: str = ""
    seen: tuple[Seen, ...] = ()


class OutOfTime(Exception):
    """All the time that making questions may take is used up."""


@dataclass
class Workshop:
    """Runs forms of one file. `seconds` are for all of it, by the clock."""

    lab: Lab
    launcher: Launcher
    seconds: float
    wanted: Mapping[int, Sequence[str]]
    limits: Limits = field(default_factory=lambda: Limits(output=OUTPUT))
    began: float = field(default_factory=time.monotonic)

    def in_time(self) -> None:
        """Raise `OutOfTime` where the time is used up."""
        if time.monotonic() - self.began > self.seconds:
            raise OutOfTime

    def worker(self, source: str, seed: int) -> Run:
        """Somewhere to run this form of the file. Raises `OutOfTime`, as all below do."""
        self.in_time()
        return Run(self.lab, source.encode(), self.lab.file_name, seed, self.launcher, self.limits)

    def examples(self, source: str, seed: int) -> tuple[list[Example], str, str]:
        """What the checks do with the file, the name of the first that fails, and why it does not run at all."""
        found: list[Example] = []
        failing = ""
        run = self.worker(source, seed)
        try:
            for check in self.lab.checks:
                self.in_time()
                came = listened(run, check)
                if run.problem:
                    break
                if came is None:
                    failing = check.name
                    break
                steps, read = came
                made = (example(check.name, steps, one, self.lab.file_name, source) for one in read)
                found += [one for one in made if one is not None]
        finally:
            run.close()
        return list({one.program: one for one in found}.values()), failing, run.problem

    def told(self, run: Run, asked: Sequence[Example]) -> list[Told | None]:
        """What each program does in this worker; None where nothing came that can be used."""
        found: list[Told | None] = []
        for each in asked:
            self.in_time()
            found.append(self.one(run, each) if found.count(None) < MOST_LOST else None)
        return found

    def one(self, run: Run, asked: Example) -> Told | None:
        """What one program does."""
        try:
            session = run.ready()
            if session is None:
                return None
            session.allow(PROGRAM_SECONDS)
            session.begin()
            space = Student(session).execute(START, source_of_watching=WATCHING)
            wanted = [[line, list(names)] for line, names in self.wanted.items()]
            return understood(
                space.watching.watched(asked.program, self.lab.file_name, wanted, dict(asked.given)).read(), self.wanted
            )
        except (StudentError, WorkerLost):
            return None

    def outcomes(self, run: Run, checks: Sequence[Check]) -> dict[str, bool]:
        """Which checks pass in this worker, by name; nothing where the process does not live through all of them."""
        found = {}
        for check in checks:
            self.in_time()
            try:
                result = run.one(check)
            except BrokenCheck:
                continue
            if result is None or run.session is None or not run.session.worker.alive:
                return {}
            found[check.name] = result.passed
        return found


def listened(run: Run, check: Check) -> tuple[list[Any], list[tuple[int, Any]]] | None:
    """The steps of a check's first round, and what it read; None where it does not pass, or the file does not load."""
    read: list[tuple[Handle, Any]] = []
    try:
        session = run.ready()
    except WorkerLost:
        return None
    if session is None:
        return None
    session.allow(check.seconds)
    token = asking.set(session)
    listen(session, read)
    try:
        session.begin()
        check.function(Student(session), Inputs(run.seed or 0, check.name, 0))
        session.flush()
    except Exception:  # the file's, or the check's own that cannot work with what came: either way it does not pass
        return None
    finally:
        asking.reset(token)
        del session.read
    return list(session.steps), values_read(read)


def listen(session: Session, read: list[tuple[Handle, Any]]) -> None:
    """Remember what a session reads, until its own `read` is given back."""
    plain = session.read

    def heard(handle: Handle) -> Any:
        value = plain(handle)
        read.append((handle, value))
        return value

    session.read = heard  # type: ignore[method-assign]


def in_one_round(check: Check) -> Check:
    """The check with its first inputs alone, in less time."""
    return replace(check, rounds=1, seconds=min(check.seconds, ROUND_SECONDS))


def understood(said: Any, wanted: Mapping[int, Sequence[str]]) -> Told | None:
    """What a process says came of a program; None where that cannot be."""
    if type(said) is not dict or type(said.get("seen")) is not list:
        return None
    printed, error = said.get("printed"), said.get("error")
    if type(printed) is not str or type(error) is not str or (error and not error.isidentifier()):
        return None
    seen = [one for each in said["seen"][:MOST_SEEN] if (one := looked(each, wanted)) is not None]
    return Told(visible(printed), visible(error, LONGEST_NAME), tuple(seen))


def looked(said: Any, wanted: Mapping[int, Sequence[str]]) -> Seen | None:
    """One thing that was seen, if it is one that was asked for and can be."""
    if type(said) is not list or len(said) != 6:
        return None
    line, name, kind, shape, length, value = said
    if type(line) is not int or type(name) is not str or name not in wanted.get(line, ()):
        return None
    if type(kind) is not str or not kind.isidentifier() or len(kind) > LONGEST_NAME:
        return None
    if shape is not None:
        if type(shape) is not list or len(shape) > MOST_AXES or not all(is_count(size) for size in shape):
            return None
        shape = tuple(shape)
    if length is not None and not is_count(length):
        return None
    return Seen(line, name, kind, shape, length, value if is_plain(value) else None)


def is_count(size: Any) -> bool:
    """Whether something can be how many there are."""
    return type(size) is int and 0 <= size < WIDEST


def is_plain(value: Any) -> bool:
    """Whether a value is a number, or a few of them."""
    if type(value) in (list, tuple):
        return len(value) <= MOST_AXES and all(is_number(item) for item in value)
    return is_number(value)


def is_number(value: Any) -> bool:
    """Whether a value is one number that can be written down."""
    return type(value) in (bool, float) or (type(value) is int and abs(value) < WIDEST)
