"""How large the zygotes are and how fast they start: numbers for an operator."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from chainrule.labs.sandbox.launcher import SandboxLauncher
from chainrule.labs.student import Session, Student
from chainrule.labs.student_process import Limits, Worker

JOBS = 5


@dataclass(frozen=True)
class Measured:
    """One zygote: what it has loaded, seconds until it is warm, milliseconds a job, MB of memory (None: not known).

    A job is the whole way: forked, a line of code loaded, a value brought back, ended; the median of five.
    """

    preload: tuple[str, ...]
    start_seconds: float
    job_milliseconds: float
    memory_mb: float | None


def measure(preload: tuple[str, ...]) -> Measured:
    """Start a zygote, run some jobs, look at its memory, end it. Raises `CannotStart`."""
    launcher = SandboxLauncher(preload=preload)
    try:
        began = time.perf_counter()
        zygote = launcher.warm()
        start = time.perf_counter() - began
        jobs = sorted(one_job(launcher) for _ in range(JOBS))
        return Measured(preload, start, 1000 * jobs[JOBS // 2], memory_of(zygote.process.pid))
    finally:
        launcher.close()


def one_job(launcher: SandboxLauncher) -> float:
    """Seconds for the smallest job there is."""
    began = time.perf_counter()
    with Worker(launcher, Limits()) as worker:
        session = Session(worker)
        session.load("lab.py", b"x = 1", {}, ())
        session.allow(10.0)
        Student(session).x.read()
    return time.perf_counter() - began


def memory_of(pid: int) -> float | None:
    """MB of a process and all that it started, pages that several share divided among them (PSS); None: not allowed."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended a moment ago
        return 0.0
    except OSError:
        return None
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    parts = [memory_of(int(child)) for child in children]
    if None in parts:
        return None
    return (int(found[1]) / 1024 if found else 0.0) + sum(part for part in parts if part is not None)
