"""The process that runs the programs of questions. It is started as a script and knows nothing of the course.

One line of JSON in, `{"programs": [..], "preload": [..], "seconds": s, "at_once": n}`; one line out, a list with one
object a program. Every program gets a fork of this process (so that no program sees what another did, and NumPy and
PyTorch are imported once), a time limit and a limit on what it prints. Where there is no fork (Windows) programs run
one after another in this process. This is separation, not isolation: hostile code can still read the disk.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import select
import signal
import sys
import time
import traceback
from typing import Any

OUTPUT_LIMIT = 20_000
MESSAGE_LIMIT = 500
MEMORY = 4 << 30  # bytes of address space; PyTorch reserves far more than it uses
FORK = hasattr(os, "fork")


class TooMuchOutput(Exception):
    """The program printed more than any answer could hold."""


class Printed(io.StringIO):
    """What a program prints, up to the limit."""

    def write(self, text: str) -> int:
        if self.tell() + len(text) > OUTPUT_LIMIT:
            raise TooMuchOutput(f"more than {OUTPUT_LIMIT} characters were printed")
        return super().write(text)


def run(program: str) -> dict[str, Any]:
    """Run one program here: what it printed, and the error that ended it, with the line of the program."""
    printed = Printed()
    error, message, line = "", "", None
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
    except BaseException as caught:
        error, message = type(caught).__name__, str(caught)[:MESSAGE_LIMIT]
        lines = [frame.lineno for frame in traceback.extract_tb(caught.__traceback__) if frame.filename == "<program>"]
        line = caught.lineno if isinstance(caught, SyntaxError) else (lines[-1] if lines else None)
    return {"output": printed.getvalue(), "error": error, "message": message, "line": line}


def in_a_fork(program: str, seconds: float) -> tuple[int, int]:
    """Start a child that runs the program and writes its result into a pipe: (process id, read end)."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(write_end)
        return child, read_end
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        limit(seconds)
        reseed()
        result = json.dumps(run(program)).encode()
        while result:
            result = result[os.write(write_end, result) :]
    finally:
        os._exit(0)


def limit(seconds: float) -> None:
    """Memory, processor time and file size: enough against accidents."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def reseed() -> None:
    """Forks inherit the state of random generators: without this an unseeded program would look deterministic."""
    import random

    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()


def died(error: str, message: str) -> dict[str, Any]:
    return {"output": "", "error": error, "message": message, "line": None}


def run_all(programs: list[str], seconds: float, at_once: int) -> list[dict[str, Any]]:
    """Run each program in a fork of its own, `at_once` at a time."""
    results: list[dict[str, Any]] = [died("NotRun", "")] * len(programs)
    waiting = list(enumerate(programs))[::-1]
    running: dict[int, tuple[int, int, float, bytearray]] = {}  # read end -> index, process, deadline, bytes so far
    while waiting or running:
        while waiting and len(running) < at_once:
            index, program = waiting.pop()
            child, read_end = in_a_fork(program, seconds)
            running[read_end] = (index, child, time.monotonic() + seconds, bytearray())
        wait = max(0.0, min(deadline for _, _, deadline, _ in running.values()) - time.monotonic())
        ready, _, _ = select.select(list(running), [], [], wait)
        for read_end in list(running):
            index, child, deadline, got = running[read_end]
            chunk = os.read(read_end, 1 << 16) if read_end in ready else None
            if chunk:
                got += chunk
            late = time.monotonic() >= deadline or len(got) > 10 * OUTPUT_LIMIT
            if chunk == b"" or late:
                results[index] = finish(read_end, child, bytes(got), chunk != b"", seconds)
                del running[read_end]
    return results


def finish(read_end: int, child: int, got: bytes, late: bool, seconds: float) -> dict[str, Any]:
    """End a child with all that it started, and read its result."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # it may not have reached setsid() yet
    os.waitpid(child, 0)
    os.close(read_end)
    if late:
        return died("Timeout", f"it ran for more than {seconds:g} seconds")
    try:
        result = json.loads(got)
        return {
            "output": str(result["output"]),
            "error": str(result["error"]),
            "message": str(result["message"]),
            "line": result["line"] if isinstance(result["line"], int) else None,
        }
    except (ValueError, KeyError, TypeError):
        return died("Died", "the process ended without a result")


def main() -> None:
    """Answer requests until the other side hangs up."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for request in map(json.loads, sys.stdin):
        for module in request["preload"]:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        if FORK:
            gc.freeze()
            results = run_all(request["programs"], request["seconds"], request["at_once"])
        else:
            results = [run(program) for program in request["programs"]]
        replies.write(json.dumps(results) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
