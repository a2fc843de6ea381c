"""The interpreters in which a lecture's code runs: started, waited for, and ended with all that they started."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule import warm
from chainrule.course import PACKAGE

RUNNER = Path(__file__).with_name("runner.py")
PASSED_ON = ("PATH", "HOME", "CHAINRULE_DATA", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
INSTALLED = ("site-packages", "dist-packages")
OPTIONS = ("-P", "-s")  # of the interpreter: neither this folder's nor this user's modules
HASH_SEEDS = (0, 1)
Process = subprocess.Popen[bytes] | warm.Forked


@dataclass(frozen=True, slots=True)
class Run:
    """What one interpreter reported.

    `finished` holds the record of each block that ended, as `runner.py` writes it; `unfinished` is the index of the
    block that began and never ended.
    """

    finished: tuple[dict[str, Any], ...]
    unfinished: int | None
    timed_out: bool


def run_twice(job: Mapping[str, Any], timeout: float, waiting: Sequence[str] = ()) -> tuple[Run, Run]:
    """Run a job in two interpreters side by side, each in an empty folder, with different hash seeds.

    `waiting` holds the addresses of two that wait, started with the options and environment for these seeds.
    """
    with ExitStack() as stack:
        running = []
        for seed in HASH_SEEDS:
            temporary = tempfile.TemporaryDirectory(prefix="lecture-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(temporary))
            process = start(folder, seed, json.dumps(job), waiting[seed] if waiting else None)
            stack.callback(end, process)
            running.append((process, folder))
        first, second = (collect(process, folder, timeout) for process, folder in running)
    return first, second


def environment_of(seed: int) -> dict[str, str]:
    """Nothing from this process but the names of `PASSED_ON`, and a seed for the order of sets."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # One thread: sums of floats come out the same on every machine with the same libraries.
    environment |= warm.ONE_THREAD
    environment |= {"PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg"}
    if PACKAGE.parent.name not in INSTALLED:
        environment["PYTHONPATH"] = str(PACKAGE.parent)
    return environment


def start(folder: Path, seed: int, job: str, waiting: str | None) -> Process:
    """Start an interpreter, or fork the one that waits."""
    (folder / "job.json").write_text(job, encoding="utf-8")
    (folder / "work").mkdir()
    environment = environment_of(seed)
    with (folder / "job.json").open("rb") as stdin, Path(os.devnull).open("wb") as nowhere:
        if waiting:
            streams = (stdin.fileno(), nowhere.fileno(), nowhere.fileno())
            results = str(folder / "results")
            return warm.start(
                waiting, RUNNER, results, folder=folder / "work", environment=environment, streams=streams
            )
        return subprocess.Popen(
            [sys.executable, *OPTIONS, str(RUNNER), str(folder / "results")],
            cwd=folder / "work",
            env=environment,
            stdin=stdin,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )


def collect(process: Process, folder: Path, timeout: float) -> Run:
    """Wait for an interpreter, at most `timeout` seconds, and read what it reported."""
    timed_out = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        timed_out = True
        end(process)
    results = folder / "results"
    text = results.read_text(encoding="utf-8") if results.exists() else ""
    # A line without its end is one that the interpreter was killed in.
    records = [json.loads(line) for line in text.split("\n")[:-1]]
    finished = tuple(record for record in records if "end" in record)
    begun = [record["begin"] for record in records if "begin" in record]
    return Run(finished, begun[-1] if len(begun) > len(finished) else None, timed_out)


def end(process: Process) -> None:
    """Kill an interpreter and whatever it started."""
    if isinstance(process, warm.Forked):
        process.kill()
    elif hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    else:
        process.kill()
    process.wait()
