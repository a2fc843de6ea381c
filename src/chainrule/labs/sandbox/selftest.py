"""Does each layer hold on this machine? Tried, not asked: a probe does in the box what an attack would do."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule.labs.sandbox import bwrap
from chainrule.labs.sandbox.launcher import MIB, BoxLimits, SandboxLauncher
from chainrule.labs.sandbox.layers import CPU_WEIGHTS, LAYERS, WITHOUT_CGROUPS, Layer, Layers
from chainrule.labs.student import CheckFailed, Session, Student, StudentError
from chainrule.labs.student_process import CannotStart, Limits, Worker, WorkerLost

PROBE = Path(__file__).with_name("probe.py")
LIMITS = BoxLimits(memory_bytes=96 * MIB, processes=16, cpu_seconds=5, tmp_bytes=8 * MIB, shm_bytes=8 * MIB, files=100)
ASKED_INSIDE = (
    "user", "system", "proc", "network", "processes", "temporary", "capabilities", "seccomp", "rlimits",
    "environment", "descriptors", "library",
)  # fmt: skip

NO_WEIGHTS = (
    "jobs have no weight of their own for the processor: one submission with many processes slows the others down, and "
    f"their time may run out. To do: {CPU_WEIGHTS}"
)


@dataclass(frozen=True)
class Row:
    """One layer on this machine. `holds` is None where it could not be tried; `detail` says what got through."""

    layer: Layer
    holds: bool | None
    detail: str = ""


@dataclass(frozen=True)
class SelfTest:
    """What came out, layer by layer, and whether each job has a weight of its own for the processor."""

    rows: tuple[Row, ...]
    weighs: bool = True

    @property
    def missing(self) -> tuple[Row, ...]:
        """The layers that do not hold, or could not be tried."""
        return tuple(row for row in self.rows if not row.holds)

    @property
    def refusal(self) -> str:
        """Why this machine must not grade; empty where it may."""
        serious = [row for row in self.missing if row.layer.name not in WITHOUT_CGROUPS]
        if not serious:
            return ""
        first = serious[0]
        others = f" ({len(serious) - 1} more with it)" if len(serious) > 1 else ""
        return f'the layer "{first.layer.title}" is missing{others}: {first.detail}. To do: {first.layer.remedy}'

    @property
    def warning(self) -> str:
        """What an operator should know although this machine may grade; empty where all is well."""
        lacking = [row for row in self.missing if row.layer.name in WITHOUT_CGROUPS]
        if self.refusal:
            return ""
        if not lacking:
            return "" if self.weighs else NO_WEIGHTS
        names = " and ".join(row.layer.title for row in lacking)
        return (
            f"without {names} one submission can use the memory and the processes of the whole machine, up to its "
            f"resource limits. To do: {lacking[0].layer.remedy}"
        )


def self_test(layers: Layers | None = None) -> SelfTest:
    """Start a sandbox of its own with small limits and try every layer in it. About a second; raises nothing."""
    launcher = SandboxLauncher(preload=(), layers=layers or Layers(), limits=LIMITS)
    try:
        launcher.warm()
        found = try_inside(launcher) | try_outside(launcher)
    except (CannotStart, WorkerLost, StudentError) as error:
        return SelfTest(tuple(Row(layer, None, f"the box does not start: {error}") for layer in LAYERS))
    finally:
        launcher.close()
    return SelfTest(tuple(Row(layer, not found[layer.name], found[layer.name]) for layer in LAYERS), launcher.weighs)


def warm_and_proven(launcher: SandboxLauncher) -> str:
    """Warm a server's launcher, and try every layer. A warning for the log, or an empty string.

    Raises `CannotStart` where a layer is missing: nothing may be graded then, and the message says what to do.
    """
    launcher.warm()
    test = self_test()
    if test.refusal:
        launcher.close()
        raise CannotStart(test.refusal)
    return test.warning


def opened(launcher: SandboxLauncher, server: dict[str, Any], limits: Limits | None = None) -> Session:
    """A job with the probe loaded."""
    session = Session(Worker(launcher, limits or Limits()))
    source = f"SERVER = {server!r}\n".encode() + PROBE.read_bytes()
    session.load("probe.py", source, {}, ())
    session.allow(10.0)
    return session


def try_inside(launcher: SandboxLauncher) -> dict[str, str]:
    """What gets through the layers that can be asked one after another in one job, by the layer's name."""
    name = f"chainrule-selftest-{secrets.token_hex(8)}"
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as planted, socket.socket(socket.AF_UNIX) as listening:
        listening.bind("\0" + name)
        listening.listen()
        server = {
            "pid": os.getpid(),
            "socket": name,
            "files": [planted.name, str(bwrap.PACKAGE / "labs/run.py"), str(Path.home() / ".profile"), "/etc/passwd"],
            "tmp_bytes": LIMITS.tmp_bytes,
            "shm_bytes": LIMITS.shm_bytes,
        }
        session = opened(launcher, server)
        try:
            found = {layer: str(getattr(Student(session), layer)().read()) for layer in ASKED_INSIDE}
        finally:
            session.worker.close()
    if not found["user"] and host_user(launcher) == 0:
        found["user"] = "its user is root outside of the box"
    return found


def host_user(launcher: SandboxLauncher) -> int:
    """The user of the zygote as this machine sees it."""
    return Path(f"/proc/{launcher.warm().process.pid}").stat().st_uid


def try_outside(launcher: SandboxLauncher) -> dict[str, str]:
    """What gets through the layers that end a job, each in a job of its own, and through the checker."""
    return {
        "memory": not_ended(launcher, "memory", WorkerLost.MEMORY),
        "pids": try_pids(launcher),
        "clock": not_ended(launcher, "clock", WorkerLost.TIMEOUT, seconds=0.2),
        "output": not_ended(launcher, "output", WorkerLost.FLOOD, limits=Limits(output=1_000_000)),
        "messages": caught(launcher, "messages", lambda student: student.messages().read(), StudentError),
        "checker": caught(launcher, "checker", lambda student: student.lie.should_be(7.0), CheckFailed),
    }


def not_ended(
    launcher: SandboxLauncher, name: str, reason: str, *, seconds: float = 10.0, limits: Limits | None = None
) -> str:
    """What got through where a job should have been ended for `reason`."""
    session = opened(launcher, {"memory_bytes": LIMITS.memory_bytes}, limits)
    session.allow(seconds)
    try:
        said = getattr(Student(session), name)().read()
    except WorkerLost as lost:
        return "" if lost.reason == reason else f"it was ended for another reason: {lost}"
    except StudentError as error:
        return f"it raised {error.type}: {error.message}"
    finally:
        session.worker.close()
    return str(said)


def try_pids(launcher: SandboxLauncher) -> str:
    session = opened(launcher, {"processes": LIMITS.processes})
    try:
        return str(Student(session).pids().read())
    finally:
        session.worker.close()


def caught(launcher: SandboxLauncher, name: str, ask: Callable[[Student], object], error: type[Exception]) -> str:
    """What got through where the checker should have raised `error`."""
    session = opened(launcher, {})
    try:
        ask(Student(session))
    except error:
        return ""
    finally:
        session.worker.close()
    return f"the layer {name} let a lie through"
