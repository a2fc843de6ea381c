"""What a student reads: every failure in plain words, the misconception first, then the case and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.labs.compare import describe
from chainrule.labs.student import CheckFailed, Step, StudentError, not_written
from chainrule.labs.student_process import WorkerLost
from chainrule.labs.trace import snippet
from chainrule.labs.visible import visible

LONGEST_PART = 2_000
USUAL = {
    "RecursionError": "A function calls itself without end, or more often than Python allows (1,000 times).",
    "BlockingIOError": "Your code started more processes or threads than it may have.",
    "MemoryError": "Your code asked for more memory than it may have. Does a list grow without end?",
}


def wrong_value(failure: CheckFailed, steps: Sequence[Step], again: str) -> str:
    """The misconception if it is known, what should have come out, and the program that shows it."""
    lines, name, other = snippet(steps, failure.number, failure.other)
    problem = failure.problem.replace("{other}", f"`{other}`") if other else failure.problem
    return paragraph([failure.misconception, f"`{name}` {problem}.", *program(lines, name), again])


def misfit(error: Exception, read: tuple[int, Any] | None, steps: Sequence[Step], again: str) -> str:
    """The check could not go on with what the student's code had answered."""
    lines, name, _ = snippet(steps, read[0] if read else -1)
    what = (
        f"`{name}` is {describe(read[1])}"
        if read and name
        else "Your code gave something else than this check asks for"
    )
    return paragraph(
        [f"{what}, and the check cannot go on with it ({type(error).__name__}: {error}).", *program(lines, name), again]
    )


def raised(
    error: StudentError,
    steps: Sequence[Step],
    text: Sequence[str],
    file: str,
    when: Mapping[str, str],
    again: str,
) -> str:
    """An error in the student's code: its name, where, and the program that raised it."""
    lines, name, _ = snippet(steps, error.number if error.number > 0 else -1)
    known = next((words[kind] for words in (when, USUAL) for kind in error.kinds if kind in words), "")
    if not known and error.type == "AttributeError" and error.number > 0 and not error.lines:
        known = missing_name(steps, error)
    subject = f"`{name}`" if name else "This code"
    if error.type == "TooBig":
        headline = f"{subject} gives something too large to look at: {error.message}."
    else:
        headline = f"{subject} raised {error.type}{': ' if error.message else ''}{error.message}"
    return paragraph([known, headline, *places(error, text, file), *program(lines, name), again])


def missing_name(steps: Sequence[Step], error: StudentError) -> str:
    """A name that the check looked for and did not find."""
    step = next((step for step in steps if step.number == error.number and step.kind == "get"), None)
    if step is None:
        return ""
    return f"There is no `{step.arguments[1]}`. Was it renamed or deleted?"


def lost(failure: WorkerLost, seconds: float, when: Mapping[str, str], steps: Sequence[Step]) -> str:
    """The student's process is gone: it hung, ended, or sent nonsense."""
    lines, _, _ = snippet(steps, -1)
    known = when.get("timeout", "") if failure.reason == WorkerLost.TIMEOUT else ""
    return paragraph([known, reason_lost(failure, seconds), *program(lines, "")])


def lost_while_loading(failure: WorkerLost, file: str, seconds: float) -> str:
    return f"While {file} was loaded: {reason_lost(failure, seconds)}"


def reason_lost(failure: WorkerLost, seconds: float) -> str:
    if failure.reason == WorkerLost.TIMEOUT:
        return f"Your code did not finish within {seconds:g} seconds and was stopped. Is there a loop without an end?"
    if failure.reason == WorkerLost.FLOOD:
        return "Your code printed without end and was stopped. Is there a print in a loop without an end?"
    if failure.reason == WorkerLost.MEMORY:
        much = f"more than {failure.detail} of memory" if failure.detail else "more memory than it may"
        return f"Your code used {much} and was stopped. Does a list grow without end?"
    if failure.reason == WorkerLost.PROCESSOR:
        return f"Your code computed for more than {failure.detail} and was stopped. Is there a loop without an end?"
    if failure.reason == WorkerLost.BROKEN:
        return "Your code broke the program that runs it. Leave built-ins, sys and open files alone."
    if failure.reason == WorkerLost.GARBAGE:
        return f"Your code got in the way of the checker: it sent {failure.detail}. Leave open files alone."
    detail = f" ({failure.detail})" if failure.detail else ""
    return f"Your code ended the program{detail} before it had answered. Does it call exit?"


def does_not_load(error: StudentError, text: Sequence[str], file: str) -> str:
    """The file raised an error before any check could begin."""
    if "SyntaxError" in error.kinds and error.lines and error.lines[-1][1] == "":
        line = error.lines[-1][0]
        where = f"{file}, line {line}" if line else file  # a wrong coding has no line
        return paragraph([f"{where}: {error.type}: {error.message}", *quoted(text, line)])
    name = not_written(error)
    if name:
        return f"Not written yet: {name} (the file uses it while it is loaded)."
    headline = f"{file} raised {error.type} while it was loaded{': ' if error.message else ''}{error.message}"
    known = next((USUAL[kind] for kind in error.kinds if kind in USUAL), "")
    return paragraph([known, headline, *places(error, text, file)])


def places(error: StudentError, text: Sequence[str], file: str) -> list[str]:
    """The lines of the student's file on the way to an error, outermost first."""
    shown = []
    for line, function in error.lines:
        code = text[line - 1].strip() if 0 < line <= len(text) else ""
        where = "" if function in ("<module>", "") else f", in {function}"
        shown.append(f"    {file}, line {line}{where}: {code[:100]}")
    return list(dict.fromkeys(shown))


def quoted(text: Sequence[str], line: int) -> list[str]:
    return [f"    {text[line - 1].strip()[:100]}"] if 0 < line <= len(text) else []


def program(lines: Sequence[str], name: str) -> list[str]:
    """The lines of a program, indented; the object that it is about comes last."""
    is_there = name in lines or bool(lines and lines[-1].startswith(f"{name} = "))
    last = [name] if name and not is_there else []
    return [f"    {line}" for line in (*lines, *last)] if len(lines) + len(last) > 1 else []


def paragraph(parts: Sequence[str]) -> str:
    """The parts that there are, one below the other, none of them endless."""
    return "\n".join(visible(part, LONGEST_PART) for part in parts if part)
