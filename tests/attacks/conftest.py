"""What a careless system would leak, planted; a job that runs beside the attacks; a lab to attack."""

import os
import secrets
import shutil
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.parts import CONTROL_GROUPS, need
from tests.patience import slowness

import chainrule
from chainrule.course import PACKAGE
from chainrule.labs import Draw, Lab, Limits, Student, Verdict, check, load_lab, run_checks
from chainrule.labs.check import Check
from chainrule.labs.sandbox import BoxLimits, SandboxLauncher
from chainrule.labs.sandbox.containment import Attack
from chainrule.labs.student import Session
from chainrule.labs.student_process import Worker, WorkerLost

MIB = 2**20
LIMITS = BoxLimits(
    memory_bytes=256 * MIB, processes=64, cpu_seconds=4, tmp_bytes=32 * MIB, shm_bytes=32 * MIB, files=1_000
)
COURSE = Path(chainrule.__file__).parents[2] / "course"


@dataclass
class Planted:
    """Where the secrets lie, and what they are. An attack knows the places; nothing that comes back holds a secret."""

    places: dict[str, object]
    secrets: tuple[str, ...]
    grades: Path

    def source(self, attack: Attack) -> bytes:
        return f"PLANTED = {self.places!r}\n{attack.source}".encode()


@pytest.fixture(scope="session")
def planted() -> Iterator[Planted]:
    """Keys, grades, checks, submissions, sockets and variables of a server, all of them secret."""
    folder = Path(tempfile.mkdtemp(prefix="chainrule-canary-", dir="/var/tmp"))  # /tmp is the box's own
    folder.chmod(0o755)
    found = []

    def canary() -> str:
        found.append(f"canary-{secrets.token_hex(8)}")
        return found[-1]

    places: dict[str, object] = {"server": os.getpid(), "abstract": f"chainrule-test-{os.getpid()}"}
    for name in ("submission", "checks", "mutants", "key", "grades"):
        path = folder / f"{name}.txt"
        path.write_text(canary())
        path.chmod({"key": 0o600, "grades": 0o666}.get(name, 0o644))
        places[name] = str(path)
    places["database"] = str(folder / "grades.sqlite3")
    with sqlite3.connect(str(places["database"])) as base:
        base.execute("create table grades (student, points)")
        base.execute("insert into grades values (?, 3)", [canary()])
    base.close()
    places["reference"] = str(PACKAGE / "autograd/value.py")
    places["checkout"] = str(COURSE.parent)
    os.environ["CHAINRULE_SECRET_KEY"] = canary()
    listening = [socket.socket(), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)]
    listening[0].bind(("127.0.0.1", 0))
    listening[1].bind("\0" + str(places["abstract"]))
    places["socket"] = str(folder / "socket")
    listening[2].bind(str(places["socket"]))
    Path(str(places["socket"])).chmod(0o777)
    for each in listening:
        each.listen()
    places["port"] = listening[0].getsockname()[1]
    yield Planted(places, tuple(found), folder / "grades.txt")
    del os.environ["CHAINRULE_SECRET_KEY"]
    for each in listening:
        each.close()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxLauncher]:
    """The sandbox with every layer on and small limits, and as on a server with jobs that stand ready."""
    need(CONTROL_GROUPS)
    launcher = SandboxLauncher(limits=LIMITS, spares=1)
    yield launcher
    launcher.close()


BESIDE = b"""
import socket

held = "canary-of-the-job-beside"
open("/tmp/submission.py", "w").write(held)
listening = socket.socket(socket.AF_UNIX)
listening.bind("\\0beside")
listening.listen()


def alive():
    return 1
"""


class Beside:
    """Another student's job, in the same sandbox at the same time."""

    def __init__(self, launcher: SandboxLauncher) -> None:
        self.session = Session(Worker(launcher, Limits()))
        self.session.load("lab.py", BESIDE, {}, ())
        self.session.allow(10_000)

    def is_alive(self) -> bool:
        try:
            self.session.begin()
            return bool(Student(self.session).alive().read() == 1)
        except WorkerLost:
            return False

    def close(self) -> None:
        self.session.worker.close()


@pytest.fixture(scope="session")
def beside(sandbox: SandboxLauncher) -> Iterator[Beside]:
    job = Beside(sandbox)
    yield job
    job.close()


@pytest.fixture(scope="session")
def beside_in() -> Callable[[SandboxLauncher], AbstractContextManager[Beside]]:
    """Another student's job in a sandbox of one's choice."""

    @contextmanager
    def run(launcher: SandboxLauncher) -> Iterator[Beside]:
        job = Beside(launcher)
        yield job
        job.close()

    return run


SMALL = """
import numpy


def answer(x):
    return 3 * x + 1


def vector(x):
    return numpy.array([x, 2 * x, 3 * x])
"""


def small_checks(seconds: float) -> tuple[Check, ...]:
    """The checks of the small lab: one about a number, one about an array."""

    @check("answer(x) is 3 x + 1", points=1, rounds=3, seconds=seconds)
    def answer(student: Student, draw: Draw) -> None:
        x = draw.floats(-1000, 1000)
        student.answer(x).should_be(3 * x + 1)

    @check("vector(x) is [x, 2 x, 3 x]", points=1, rounds=2, seconds=seconds)
    def vector(student: Student, draw: Draw) -> None:
        import numpy as np

        x = draw.floats(1, 1000)
        student.vector(x).should_be(np.array([x, 2 * x, 3 * x]))

    return answer, vector


@pytest.fixture(scope="session")
def lab_03() -> Lab:
    return load_lab(COURSE, "03")


@pytest.fixture(scope="session")
def small_lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab of a module of its own, whose solution passes."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.py").write_text(SMALL)
    return Lab("99", "A small lab", ("small:answer", "small:vector"), 5, {}, folder, small_checks(8.0), ())


Judge = Callable[..., Verdict]


@pytest.fixture(scope="session")
def judge(planted: Planted, lab_03: Lab, small_lab: Lab) -> Judge:
    """Hand an attack in, as often as it wants; the last verdict."""

    def run(attack: Attack, launcher: SandboxLauncher, limits: Limits | None = None, slow: float = 0) -> Verdict:
        # An attack that is not about time is not to be judged by it: on a busy machine all takes longer.
        seconds = slow or float(attack.settings.get("seconds", 8.0 * slowness()))
        lab = lab_03 if attack.settings.get("lab") == "03" else small_lab
        if lab is small_lab:
            lab = lab.with_checks(small_checks(seconds))
        verdict = None
        for _ in range(int(attack.settings.get("runs", 1))):
            verdict = run_checks(
                lab,
                planted.source(attack),
                filename=attack.settings.get("file", "lab99.py"),
                launch=launcher,
                limits=limits or Limits(load_seconds=seconds),
            )
        assert verdict is not None
        return verdict

    return run


def all_of(verdict: Verdict) -> str:
    """Everything of a verdict that a student gets to see."""
    return "\n".join([verdict.problem, verdict.output, *(result.message for result in verdict.results)])


@pytest.fixture(scope="session")
def said() -> Callable[[Verdict], str]:
    return all_of


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left() -> Iterator[None]:
    """No thread of ours outlives the tests."""
    yield
    assert not [t for t in threading.enumerate() if t.name.startswith("worker-feed")]
