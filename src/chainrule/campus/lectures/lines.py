"""A `try` box that asks for a line of code: how a reader's line is run, and whether what came of it is right.

The blocks above have run, then the reader's lines, then the author's check. What came out is held against what the
author wrote beside the code, by the rules of `expected.py`, out here: the process that ran the lines has no say in it.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chainrule import syntax
from chainrule.campus.lectures import live
from chainrule.campus.lectures.asking import Asked
from chainrule.campus.lectures.boxed import UNREADABLE
from chainrule.campus.lectures.expected import MisplacedExpectation, agrees, find_expectations
from chainrule.campus.lectures.live import Came, Piece, Unfit
from chainrule.campus.lectures.model import Expectation, Lecture
from chainrule.course import CourseError
from chainrule.labs import Launcher

RIGHT, WRONG, UNREAD = "right", "wrong", "unread"
LONGEST = 2_000  # characters of what a reader writes, and of what is held against the author's word
EXAMPLE = "write beside its last line what comes out, as in `dx  # -> -8.0`"


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a reader's lines are right, wrong, or could not be run; and why, in words."""

    verdict: str
    said: str = ""


def expectations(asked: Asked, path: Path) -> tuple[Expectation, ...]:
    """What must come of the check, or of the last line where there is none. Raises `CourseError`."""
    first = asked.line + (asked.code.count("\n") + 2 if asked.check else 0)
    source = asked.check or asked.code
    try:
        syntax.parse(asked.code)
        tree = syntax.parse(source)
        found = find_expectations(source, tree, first)
    except SyntaxError as error:
        raise CourseError(path, f"this is not Python: {error.msg}", "mend it", asked.line) from None
    except MisplacedExpectation as error:
        raise CourseError(path, str(error), EXAMPLE, first + error.line - 1) from None
    if not found:
        raise CourseError(path, "nothing is said about what must come out of this line", EXAMPLE, asked.line)
    if not asked.check and any(expected.statement != len(tree.body) - 1 for expected in found):
        fix = "write what else must hold below the lines, after a line `---`"
        raise CourseError(path, "without a check only the last line's result is looked at", fix, asked.line)
    return found


def program(lecture: Lecture, asked: Asked, code: str, changed: Mapping[int, str]) -> list[Piece]:
    """A reader's lines after the blocks above them, as the reader left those. Raises `live.Unfit`."""
    can = live.runnable(lecture.blocks)
    live.check_changed(changed, can)
    if len(code) > LONGEST:
        raise Unfit(f"Your answer has more than {LONGEST:,} characters. Make it shorter.")
    place = len(lecture.blocks)
    lines = Piece(place, code, told=True, watch=() if asked.check else last_statement(code))
    pieces = [*live.above(lecture, asked.line, changed), lines]
    if asked.check:
        watch = tuple(sorted({expected.statement for expected in expectations(asked, lecture.path)}))
        pieces.append(Piece(place + 1, asked.check, told=True, watch=watch))
    return pieces


def last_statement(code: str) -> tuple[int, ...]:
    """The index of the last statement, which is watched; nothing where there is none."""
    try:
        return tuple(range(len(syntax.parse(code).body)))[-1:]
    except UNREADABLE:
        return ()


def judge(lecture: Lecture, asked: Asked, code: str, came: Came) -> Judged:
    """Whether what came of `program` is what the author wrote."""
    place = len(lecture.blocks)
    if came.failed is not None and came.failed != place + 1:
        above = "A block above ended with an error.\n" if came.failed not in (place, -1) else ""
        return Judged(UNREAD, above + came.problem)
    if came.failed == place + 1:
        return Judged(WRONG, f"Your line ran, and then the check of it ended with an error.\n{came.problem}")
    said = came.records.get(place + 1 if asked.check else place, {}).get("statements", {})
    for expected in expectations(asked, lecture.path):
        key = str(expected.statement) if asked.check else next(iter(map(str, last_statement(code))), "")
        got = said.get(key, {}).get(expected.kind, "").strip()
        if not holds(expected.text, got):
            return Judged(WRONG, difference(name_of(asked, expected), expected, got))
    return Judged(RIGHT)


def holds(expected: str, got: str) -> bool:
    """`agrees`, for what a stranger's program said."""
    try:
        return len(got) <= LONGEST and agrees(expected, got)
    except (ArithmeticError, ValueError, RecursionError):
        return False


def difference(name: str, expected: Expectation, got: str) -> str:
    """What is not as it should be, as a sentence."""
    got = got[:200] or "nothing"
    if expected.kind == "printed":
        return f"{name} should print {expected.text}, and prints {got}."
    return f"{name} should be {expected.text}, and is {got}."


def name_of(asked: Asked, expected: Expectation) -> str:
    """What is looked at: an expression of the check, or the reader's last line."""
    if not asked.check:
        return "Your last line"
    statement = syntax.parse(asked.check).body[expected.statement]
    named: ast.AST = statement
    if isinstance(statement, ast.Expr):
        named = statement.value
    elif isinstance(statement, ast.Assign):
        named = statement.targets[-1]
    return (ast.get_source_segment(asked.check, named) or "It").split("\n")[0][:80]


def prove(lecture: Lecture, launcher: Launcher) -> Iterator[CourseError]:
    """What is wrong with the boxes that ask for a line: the author's own must pass, an empty one must not."""
    can = live.runnable(lecture.blocks)
    for asked in lecture.asks:
        if not asked.code:
            continue
        shut = [block for block in lecture.blocks if block.runs and not block.hide_code and block.index not in can]
        if any(block.line < asked.line for block in shut):
            problem = "a block above it imports what no reader's program has, so nobody can answer this"
            yield CourseError(lecture.path, problem, f"put it above line {shut[0].line}", asked.line)
            continue
        for code, should in ((asked.code, RIGHT), ("", "")):
            judged = judge(lecture, asked, code, live.run(program(lecture, asked, code, {}), launcher))
            if should and judged.verdict != should:
                fix = "correct the lines, or what is written beside them"
                yield CourseError(lecture.path, f"the author's own lines do not pass: {judged.said}", fix, asked.line)
            elif not should and judged.verdict == RIGHT:
                fix = "check something that only these lines bring about"
                yield CourseError(lecture.path, "an empty answer passes", fix, asked.line)
