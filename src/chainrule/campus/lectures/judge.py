"""Holding what came out of a lecture's blocks against what its author promised."""

from collections.abc import Iterator, Sequence
from typing import Any

from chainrule.campus.lectures.expected import agrees
from chainrule.campus.lectures.model import BlockOutput, CodeBlock, Lecture
from chainrule.campus.lectures.process import Run
from chainrule.course import CourseError


def output_of(record: dict[str, Any]) -> BlockOutput:
    """The output of a block from the runner's record."""
    error = record["error"]
    shown = f"{error['type']}: {error['message']}".rstrip(": ") if error else None
    return BlockOutput(record["end"], record["stdout"], record["value"], record["svg"], shown)


def problems(lecture: Lecture, blocks: Sequence[CodeBlock], runs: Sequence[Run], timeout: float) -> list[CourseError]:
    """Everything that is wrong with two runs of the same blocks."""
    first, second = runs
    found = [*failures(lecture, blocks, first, timeout), *mismatches(lecture, blocks, first)]
    return found or [*failures(lecture, blocks, second, timeout), *changes(lecture, blocks, first, second)]


def failures(lecture: Lecture, blocks: Sequence[CodeBlock], run: Run, timeout: float) -> Iterator[CourseError]:
    """Blocks that raised, did not raise, warned, never ended, or ended the interpreter."""
    by_index = {block.index: block for block in blocks}
    for record in run.finished:
        block, error = by_index[record["end"]], record["error"]
        if error and block.raises not in error["kinds"]:
            yield _raised(lecture, block, error)
        elif block.raises and not error:
            problem = f"this block should raise {block.raises}, and raised nothing"
            yield CourseError(lecture.path, problem, "mend the code, or remove raises=", block.line)
        if said := record["stderr"].strip():
            problem = f"this block wrote to the error stream: {said.splitlines()[0]}"
            yield CourseError(lecture.path, problem, "mend what it warns of", block.line)
    if run.unfinished is not None:
        line = by_index[run.unfinished].line
        if run.timed_out:
            problem = f"the lecture's code had not finished after {timeout:g} s; this block was running"
            yield CourseError(lecture.path, problem, 'make it smaller, or write no-run="why"', line)
        else:
            yield CourseError(lecture.path, "this block ended the interpreter", "a block must not exit or crash", line)
    elif not run.finished:
        problem = "the interpreter for the lecture's code did not start"
        yield CourseError(lecture.path, problem, "see what `python -c 'import chainrule'` says", blocks[0].line)


def _raised(lecture: Lecture, block: CodeBlock, error: dict[str, Any]) -> CourseError:
    if error["type"] == "TooMuchOutput":
        return CourseError(lecture.path, f"this block: {error['message']}", "show less", error["line"])
    problem = f"this raised {error['type']}: {error['message']}"
    if error["raised"] and error["raised"] != error["line"]:
        problem += f" (raised on line {error['raised']})"
    if block.raises:
        return CourseError(
            lecture.path, f"{problem}, where raises={block.raises} was promised", "mend the code", error["line"]
        )
    fix = f"mend the code, or mark the error as meant: ```python raises={error['type']}"
    return CourseError(lecture.path, problem, fix, error["line"])


def mismatches(lecture: Lecture, blocks: Sequence[CodeBlock], run: Run) -> Iterator[CourseError]:
    """Results that are not the ones written beside the code."""
    records = {record["end"]: record for record in run.finished}
    for block in blocks:
        record = records.get(block.index)
        if record is None or (record["error"] and not block.raises):
            continue  # told as a failure
        for expected in block.expectations:
            got = record["statements"].get(str(expected.statement))
            if got is None:
                problem, fix = f"expected {expected.text}, and the line was never reached", "remove the comment"
            elif agrees(expected.text, got[expected.kind]):
                continue
            else:
                problem = f"expected {expected.text}, got {got[expected.kind].strip() or 'nothing'}"
                fix = "correct the comment if the code is right, else the code"
            yield CourseError(lecture.path, problem, fix, expected.line)


def changes(lecture: Lecture, blocks: Sequence[CodeBlock], first: Run, second: Run) -> Iterator[CourseError]:
    """The first block whose output differs between two runs; those after it may only follow from it."""
    by_index = {block.index: block for block in blocks}
    for one, two in zip(map(output_of, first.finished), map(output_of, second.finished), strict=False):
        pairs = ((one.stdout, two.stdout), (one.value, two.value), (one.error, two.error), (one.svg, two.svg))
        for this, that in pairs:
            if this != that:
                problem = f"the output changes from run to run: {_short(this)}, then {_short(that)}"
                fix = "seed the generator, sort what comes from a set, and show no address, time or path"
                yield CourseError(lecture.path, problem, fix, by_index[one.index].line)
                return


def _short(text: str | None) -> str:
    return " ".join((text or "nothing").split())[:120]
