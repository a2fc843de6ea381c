"""Jobs that stand ready: each serves one checker, dies alone, and leaves nothing behind."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from tests.patience import patience

from chainrule.labs import Draw, Lab, Student, check, run_checks
from chainrule.labs.sandbox import SandboxLauncher
from chainrule.labs.sandbox.cgroups import PREFIX, find_tree

pytestmark = pytest.mark.needs("the sandbox")
SPARES = 2
IN_THE_BOX, IN_A_JOB = 3, 2  # bubblewrap, its process 1, the zygote; the witness, the job


@check("again(x) is x, and a mark of a job before is nowhere", points=1, rounds=2, seconds=20)
def again(student: Student, draw: Draw) -> None:
    x = draw.floats(0.5, 3)
    student.again(x).should_be(x)
    student.marks.should_be([])


MARKING = b"""
import builtins, os, pathlib
marks = [*os.listdir("/tmp"), *os.listdir("/dev/shm"), *filter("mark".__eq__, vars(builtins))]
builtins.mark = 1
pathlib.Path("/tmp/mark").touch()
pathlib.Path("/dev/shm/mark").touch()


def again(x):
    return x
"""


@pytest.fixture
def sandbox() -> Iterator[SandboxLauncher]:
    launcher = SandboxLauncher(spares=SPARES)
    launcher.warm()
    yield launcher
    launcher.close()


def below(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in below(int(child)))]


def stand_ready(launcher: SandboxLauncher, new: int = 0, before: Sequence[int] = ()) -> list[int]:
    """Wait until all spares are there, so many of them `new`, and nothing else; their witnesses and they, by number."""
    give_up = time.monotonic() + patience(20)
    while True:
        try:
            found = below(launcher.warm().process.pid)
        except (FileNotFoundError, ProcessLookupError):  # one ended while we looked
            found = []
        ready = found[IN_THE_BOX:]
        if len(ready) == SPARES * IN_A_JOB and len(set(ready) - set(before)) == (new or SPARES) * IN_A_JOB:
            return ready
        assert time.monotonic() < give_up, found
        time.sleep(0.02)


def test_each_serves_one_checker(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    ready = stand_ready(sandbox)
    for _ in range(2 * SPARES):
        verdict = run_checks(lab_of(again), MARKING, launch=sandbox)
        assert verdict.passed, verdict.results
        ready = stand_ready(sandbox, new=1, before=ready)


def test_one_that_died_while_it_waited_is_not_handed_out(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    for pid in stand_ready(sandbox)[1::IN_A_JOB]:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert run_checks(lab_of(again), MARKING, launch=sandbox).passed


def test_they_die_with_their_zygote(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    before = stand_ready(sandbox)
    os.kill(sandbox.warm().process.pid, signal.SIGKILL)
    assert run_checks(lab_of(again), MARKING, launch=sandbox).passed
    stand_ready(sandbox, new=SPARES, before=before)


def test_a_closed_sandbox_leaves_nothing_behind() -> None:
    def groups() -> set[Path]:
        tree = find_tree()
        return {path for root in tree.roots() for path in root.glob(f"{PREFIX}{os.getpid()}-*")} if tree else set()

    there, open_files = groups(), len(list(Path("/proc/self/fd").iterdir()))
    launcher = SandboxLauncher(spares=SPARES)
    waiting = stand_ready(launcher)
    assert len(groups() - there) >= SPARES or find_tree() is None
    launcher.close()
    threading.Event().wait(0.2)
    assert not [pid for pid in waiting if Path(f"/proc/{pid}").exists()]
    assert groups() <= there
    assert len(list(Path("/proc/self/fd").iterdir())) <= open_files
