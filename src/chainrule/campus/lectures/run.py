"""Running a lecture's blocks in an interpreter of their own, and holding what came out against what was promised."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule.campus.lectures.cache import OutputCache, fingerprint
from chainrule.campus.lectures.expected import agrees
from chainrule.campus.lectures.model import BlockOutput, CodeBlock, Lecture
from chainrule.course import PACKAGE, CourseError

PASSED_ON = (
    "PATH",
    "HOME",
    "CHAINRULE_DATA",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
    "TMP",
)
RUNNER = Path(__file__).with_name("runner.py")


@dataclass(frozen=True, slots=True)
class Execution:
    """The outputs of the blocks that ran, and everything that was wrong with them."""

    outputs: tuple[BlockOutput, ...]
    problems: tuple[CourseError, ...]


def run_blocks(
    lecture: Lecture, cache: Path | None = None, *, timeout: float = 120.0, limit: int = 20_000
) -> tuple[BlockOutput, ...]:
    """What every block of the lecture puts out: run in order, in one namespace, in a fresh interpreter.

    Args:
        cache: a folder for results; a block is run again only when code or library has changed.
        timeout: seconds on the wall clock for the whole lecture.
        limit: characters that one block may print.

    Raises `CourseError` at the first line that fails, or whose result is not the one written beside it.
    """
    execution = execute(lecture, cache, timeout=timeout, limit=limit)
    for problem in execution.problems:
        raise problem
    return execution.outputs


def execute(lecture: Lecture, cache: Path | None = None, *, timeout: float = 120.0, limit: int = 20_000) -> Execution:
    """As `run_blocks`, but with all problems in a list instead of the first one raised.

    The blocks run twice, side by side, with different hash seeds: what differs between the two is a problem too.
    """
    blocks = [block for block in lecture.blocks if block.runs]
    if not blocks:
        return Execution((), ())
    store = OutputCache(cache, fingerprint(blocks)) if cache else None
    if store and (kept := store.read()) is not None:
        return Execution(kept, ())
    first, second = _run_twice(lecture, blocks, timeout, limit)
    outputs = tuple(map(_output, first.finished))
    problems = [*_failures(lecture, blocks, first, timeout), *_mismatches(lecture, blocks, first)]
    if not problems:
        problems = [
            *_failures(lecture, blocks, second, timeout),
            *_changes(lecture, blocks, outputs, tuple(map(_output, second.finished))),
        ]
    if store and not problems:
        store.write(outputs)
    return Execution(outputs, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Run:
    finished: tuple[dict[str, Any], ...]
    unfinished: int | None  # the block that had begun and never ended
    timed_out: bool


def _run_twice(lecture: Lecture, blocks: Sequence[CodeBlock], timeout: float, limit: int) -> tuple[_Run, _Run]:
    job = {
        "path": lecture.path.name,
        "lecture": lecture.source,
        "limit": limit,
        "blocks": [
            {
                "index": block.index,
                "line": block.line,
                "source": block.source,
                "raises": block.raises,
                "watch": sorted({expected.statement for expected in block.expectations}),
            }
            for block in blocks
        ],
    }
    with ExitStack() as stack:
        running = []
        for seed in (0, 1):
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="lecture-", ignore_cleanup_errors=True))
            )
            process = _start(folder, seed, json.dumps(job))
            stack.callback(_end, process)
            running.append((process, folder))
        one, two = (_collect(process, folder, timeout) for process, folder in running)
    return one, two


def _start(folder: Path, seed: int, job: str) -> "subprocess.Popen[bytes]":
    (folder / "job.json").write_text(job, encoding="utf-8")
    (folder / "work").mkdir()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment |= threads | {
        "PYTHONHASHSEED": str(seed),
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": "Agg",
    }
    with (folder / "job.json").open("rb") as stdin:
        return subprocess.Popen(
            [sys.executable, "-P", "-s", str(RUNNER), str(folder / "results")],
            cwd=folder / "work",
            env=environment,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the interpreter and whatever it started."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    else:
        process.kill()
    process.wait()


def _collect(process: "subprocess.Popen[bytes]", folder: Path, timeout: float) -> _Run:
    timed_out = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        timed_out = True
        _end(process)
    results = folder / "results"
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    records = [json.loads(line) for line in lines]
    finished = tuple(record for record in records if "end" in record)
    begun = [record["begin"] for record in records if "begin" in record]
    unfinished = begun[-1] if len(begun) > len(finished) else None
    return _Run(finished, unfinished, timed_out)


def _output(record: dict[str, Any]) -> BlockOutput:
    error = record["error"]
    shown = f"{error['type']}: {error['message']}".rstrip(": ") if error else None
    return BlockOutput(record["end"], record["stdout"], record["value"], record["svg"], shown)


def _failures(lecture: Lecture, blocks: Sequence[CodeBlock], run: _Run, timeout: float) -> Iterator[CourseError]:
    """Blocks that raised, did not raise, warned, never ended, or ended the interpreter."""
    by_index = {block.index: block for block in blocks}
    for record in run.finished:
        block, error = by_index[record["end"]], record["error"]
        if error and block.raises not in error["kinds"]:
            yield _raised(lecture, block, error)
        elif block.raises and not error:
            yield CourseError(
                lecture.path,
                f"this block should raise {block.raises}, and raised nothing",
                "mend the code, or remove raises=",
                block.line,
            )
        if record["stderr"].strip():
            said = record["stderr"].strip().splitlines()[0]
            yield CourseError(
                lecture.path, f"this block wrote to the error stream: {said}", "mend what it warns of", block.line
            )
    if run.unfinished is not None:
        line = by_index[run.unfinished].line
        if run.timed_out:
            problem = f"the lecture's code had not finished after {timeout:g} s; this block was running"
            yield CourseError(lecture.path, problem, 'make it smaller, or write no-run="why"', line)
        else:
            yield CourseError(lecture.path, "this block ended the interpreter", "a block must not exit or crash", line)
    elif not run.finished:
        yield CourseError(
            lecture.path,
            "the interpreter for the lecture's code did not start",
            "run `python -c 'import chainrule'`",
            blocks[0].line,
        )


def _raised(lecture: Lecture, block: CodeBlock, error: dict[str, Any]) -> CourseError:
    if error["type"] == "TooMuchOutput":
        return CourseError(lecture.path, f"this block: {error['message']}", "print less", error["line"])
    problem = f"this raised {error['type']}: {error['message']}"
    if error["raised"] and error["raised"] != error["line"]:
        problem += f" (raised on line {error['raised']})"
    wanted = f", where raises={block.raises} was promised" if block.raises else ""
    fix = (
        "mend the code"
        if block.raises
        else f"mend the code, or mark the error as meant: ```python raises={error['type']}"
    )
    return CourseError(lecture.path, problem + wanted, fix, error["line"])


def _mismatches(lecture: Lecture, blocks: Sequence[CodeBlock], run: _Run) -> Iterator[CourseError]:
    """Results that are not the ones written beside the code."""
    records = {record["end"]: record for record in run.finished}
    for block in blocks:
        record = records.get(block.index)
        for expected in block.expectations if record else ():
            got = record["statements"].get(str(expected.statement)) if record else None
            if got is not None and not agrees(expected.text, got[expected.kind]):
                came = got[expected.kind].strip() or "nothing"
                problem = f"expected {expected.text}, got {came}"
                yield CourseError(
                    lecture.path, problem, "correct the comment if the code is right, else the code", expected.line
                )


def _changes(
    lecture: Lecture, blocks: Sequence[CodeBlock], first: tuple[BlockOutput, ...], second: tuple[BlockOutput, ...]
) -> Iterator[CourseError]:
    """Blocks whose output differs between two runs."""
    by_index = {block.index: block for block in blocks}
    for one, two in zip(first, second, strict=False):
        if one != two:
            pairs = ((one.stdout, two.stdout), (one.value, two.value), (one.error, two.error), (one.svg, two.svg))
            a, b = next((a or "nothing", b or "nothing") for a, b in pairs if a != b)
            problem = f"the output changes from run to run: {a.strip()[:200]} and then {b.strip()[:200]}"
            fix = "seed the generator, sort what comes from a set, and show no address, time or path"
            yield CourseError(lecture.path, problem, fix, by_index[one.index].line)
            return
