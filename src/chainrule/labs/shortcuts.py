"""Two files that are no work, tried against every lab: one that wraps the library, and one of constants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from chainrule.course import PACKAGE, CourseError
from chainrule.labs.check import Check
from chainrule.labs.lab import Lab, solution
from chainrule.labs.needed import file_of
from chainrule.labs.run import BrokenCheck, Result, Run
from chainrule.labs.source import TO_WRITE
from chainrule.labs.student import Session, StudentError
from chainrule.labs.student_process import Launcher, PlainLauncher, Worker

Reply = tuple[dict[str, Any], bytes | memoryview]
SHARE = 0.1  # of a lab's points, that constants may get by chance
SEED = 0  # of the run that is recorded
OTHER_SEEDS = (1, 2, 3)  # of those that are answered with it: what passes in each is no luck

WRAPPER = '''
import importlib


def open_in(thing):
    """Whether something that is still to be written is in a class or function."""
    code = getattr(thing, "__code__", None)
    if code is not None:
        return any(isinstance(const, str) and const.startswith({to_write!r}) for const in code.co_consts)
    return any(open_in(one) for one in list(getattr(thing, "__dict__", {{}}).values()) if hasattr(one, "__code__"))


for name in {modules!r}:
    try:
        found = vars(importlib.import_module(name))
    except Exception:
        continue
    for wanted, thing in list(found.items()):
        if not wanted.startswith("__") and (wanted not in globals() or open_in(globals()[wanted])):
            globals()[wanted] = thing
'''


def wrapper(lab: Lab) -> str:
    """A file that imports what it should define: by star, under another name, and from each module there is."""
    others = [name for name in all_modules() if name not in lab.modules]
    imports = [f"from {module} import *" for module in lab.modules]
    for build in lab.builds:
        module, _, inside = build.partition(":")
        name = inside.partition(".")[0]
        imports += [f"from {module} import {name} as taken", f"{name} = taken"]
    return "\n".join(imports) + WRAPPER.format(to_write=TO_WRITE, modules=[*lab.modules, *others])


def all_modules() -> Iterator[str]:
    """Every module that the library has for students' files."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        if name != "chainrule.__main__" and file_of(name):
            yield name


def wrapper_earns_nothing(lab: Lab, *, launch: Launcher | None) -> list[CourseError]:
    """What a file takes from the library by import must be empty in every module that has it."""
    run = Run(lab, wrapper(lab).encode(), lab.file_name, SEED, launch or PlainLauncher())
    passed = [result for result in run if result.passed]
    if not passed:
        return []
    problem = f"a file that only imports from the library earns {earned(lab, passed)}"
    return [CourseError(lab.folder / "lab.toml", problem, "name in `builds` what these checks are to test")]


def constants_earn_little(lab: Lab, *, launch: Launcher | None) -> list[CourseError]:
    """What was right with one seed must be wrong with another, but for a tenth of the points."""
    tapes = recorded(lab, launch)
    passed = [
        check
        for check, tape in zip(lab.checks, tapes, strict=True)
        if all(replayed(lab, check, tape, seed) for seed in OTHER_SEEDS)
    ]
    if sum(check.points for check in passed) <= SHARE * lab.points:
        return []
    problem = f"the answers of one run earn {earned(lab, passed)}, in a run with other inputs"
    return [CourseError(lab.folder / "checks.py", problem, "ask for something that depends on what is drawn")]


def earned(lab: Lab, passed: Sequence[Check | Result]) -> str:
    """So many points of the lab's, and by which checks."""
    names = ", ".join(f"`{one.name}`" for one in passed)
    return f"{sum(one.points for one in passed)} of {lab.points} points, by {names}"


def recorded(lab: Lab, launch: Launcher | None) -> list[list[Reply | StudentError]]:
    """What the solution answered, check by check."""
    run = Recorded(lab, solution(lab).encode(), lab.file_name, SEED, launch or PlainLauncher())
    return [run.cut() for _ in run]


def replayed(lab: Lab, check: Check, tape: Sequence[Reply | StudentError], seed: int) -> bool:
    """Whether the check passes with these answers to whatever it asks."""
    run = Replayed(lab.with_checks([check]), b"# constants", lab.file_name, seed, PlainLauncher(), tape=tape)
    try:
        return all(result.passed for result in run)
    except BrokenCheck:
        return False


@dataclass
class Recorded(Run):
    """A run that remembers what came."""

    tape: list[Reply | StudentError] = field(default_factory=list)

    def ready(self) -> Session | None:
        """A session that is listened to."""
        known, session = self.session, super().ready()
        if session is not None and session is not known:
            session.ask = partial(self.listen, session.ask)  # type: ignore[method-assign]
        return session

    def listen(self, ask: Any, *question: Any) -> Reply:
        """Ask, and remember."""
        try:
            reply: Reply = ask(*question)
        except StudentError as error:
            self.tape.append(error)
            raise
        self.tape.append(reply)
        return reply

    def cut(self) -> list[Reply | StudentError]:
        """What came since the last cut."""
        came, self.tape = self.tape, []
        return came


@dataclass
class Replayed(Run):
    """A run that no process answers, but what was remembered of another."""

    tape: Sequence[Reply | StudentError] = ()

    def ready(self) -> Session | None:
        """A session that has the tape from its beginning."""
        return Player(self.tape)


class Player(Session):
    """Answers without a worker."""

    def __init__(self, tape: Sequence[Reply | StudentError]) -> None:
        super().__init__(cast("Worker", None))
        self.tape = iter(tape)

    def ask(self, request: dict[str, Any], blobs: bytes, numbers: Sequence[int] = ()) -> Reply:
        """The next answer, whatever is asked."""
        came = next(self.tape, None)
        if came is None:
            raise StudentError("IndexError", ("IndexError",), "no more answers", (), -1)
        if isinstance(came, StudentError):
            raise StudentError(came.type, came.kinds, came.message, came.lines, came.number)
        return came
