"""Results that an author writes beside the code, and whether what came out agrees with them.

An expected result belongs to a statement at the top level of its block. It stands at the end of that statement, or on
lines of its own below it:

    a.grad              # -3.0              a literal beside an expression: its value
    c = a * b           # -> Value(-6.0, ...)   the value of the expression, or of what was assigned
    print(a.grad)       # -3.0              beside a print: what it printed
    for x in (1, 2):
        print(x)
    # prints: 1
    # prints: 2                             what the statement above printed, line by line

Numbers agree when the number that came out, rounded to the digits that the author wrote, is the one written:
24.70408 agrees with `24.7041`, and 24.7039 does not. `...` stands for anything. Blanks do not matter. Any other comment
is prose, and is not looked at.
"""

import ast
import io
import math
import re
import tokenize
from dataclasses import dataclass
from decimal import Decimal

from chainrule import syntax
from chainrule.campus.lectures.model import Expectation

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
ONLY_NUMBERS = re.compile(rf"{NUMBER.pattern}(?:[,\s]+{NUMBER.pattern})*")
BRACKETS = str.maketrans("[]()", "    ")  # NumPy prints an array without commas, which is no literal


class MisplacedExpectation(Exception):
    """An expected result that belongs to no statement. `line` counts from 1 within the block."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Comment:
    line: int
    text: str
    own_line: bool


def _comments(source: str) -> list[_Comment]:
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            own = not token.line[: token.start[1]].strip()
            found.append(_Comment(token.start[0], token.string.lstrip("#").strip(), own))
    return found


def _is_literal(text: str) -> bool:
    try:
        syntax.literal(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return bool(ONLY_NUMBERS.fullmatch(text.translate(BRACKETS).strip(" ,")))
    return True


def _is_print(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
    return False


def _has_value(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.AugAssign)


def find_expectations(source: str, tree: ast.Module, first_line: int) -> tuple[Expectation, ...]:
    """The expected results in a block, whose first line is line `first_line` of its file.

    Raises `MisplacedExpectation` for a `# ->` or `# prints:` that belongs to no top-level statement.
    """
    found: list[Expectation] = []
    for comment in _comments(source):
        marked = re.match(r"(->|prints:)\s*(.*)", comment.text)
        index = _statement_of(tree, comment)
        if index is None:
            if marked:
                raise MisplacedExpectation(
                    comment.line, f"`# {marked[1]}` belongs to no statement at the top level of the block"
                )
            continue
        statement = tree.body[index]
        if marked:
            prints = marked[1] == "prints:" or _is_print(statement)
            if not prints and not _has_value(statement):
                raise MisplacedExpectation(
                    comment.line, "`# ->` stands beside a statement that has no value; use `# prints:`"
                )
            text = marked[2]
        else:
            if comment.own_line or not isinstance(statement, ast.Expr) or not _is_literal(comment.text):
                continue
            prints, text = _is_print(statement), comment.text
        found.append(Expectation(index, "printed" if prints else "value", text, first_line + comment.line - 1))
    return _joined(found)


def _statement_of(tree: ast.Module, comment: _Comment) -> int | None:
    """The top-level statement that ends on the comment's line, or (for a line of its own) ends above it."""
    for index, statement in reversed(list(enumerate(tree.body))):
        end = statement.end_lineno or statement.lineno
        if end < comment.line and comment.own_line:
            return index
        if end == comment.line and not comment.own_line:
            nested = isinstance(
                statement, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If | ast.With | ast.Try
            )
            return None if nested and statement.lineno != end else index
        if end < comment.line:
            return None
    return None


def _joined(found: list[Expectation]) -> tuple[Expectation, ...]:
    """Several comments of one statement and kind are the lines of one expected text."""
    joined: list[Expectation] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and (last.statement, last.kind) == (one.statement, one.kind):
            joined[-1] = Expectation(last.statement, last.kind, f"{last.text}\n{one.text}", last.line)
        else:
            joined.append(one)
    return tuple(joined)


def agrees(expected: str, actual: str) -> bool:
    """Whether a text that came out is the one expected; see the top of this file for the rule.

    >>> agrees("Value(24.7041)", "Value(24.70408163265306)")
    True
    >>> agrees("-3.0", "-2.9")
    False
    """
    if _same_literal(expected, actual):
        return True
    pieces = re.split(r"(\.\.\.)", expected)
    if "..." in pieces:
        pattern = ".*?".join(_loose_pattern(piece) for piece in pieces if piece != "...")
        match = re.fullmatch(rf"\s*{pattern}\s*", actual, re.DOTALL)
        numbers = [n for piece in pieces if piece != "..." for n in NUMBER.findall(piece)]
        return match is not None and all(map(numbers_agree, numbers, match.groups()))
    left, right = _squeeze(expected), _squeeze(actual)
    here, there = NUMBER.findall(left), NUMBER.findall(right)
    same_words = _squeeze(NUMBER.sub(" # ", left)) == _squeeze(NUMBER.sub(" # ", right))
    return same_words and len(here) == len(there) and all(map(numbers_agree, here, there))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _loose_pattern(piece: str) -> str:
    """A regular expression for a piece of expected text, with one group for each number in it."""
    out, at = [], 0
    for match in NUMBER.finditer(piece):
        out += [_loose_words(piece[at : match.start()]), r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"]
        at = match.end()
    return "".join([*out, _loose_words(piece[at:])])


def _loose_words(text: str) -> str:
    return re.sub(r"\s+", lambda _: r"\s+", re.sub(r"\S+", lambda m: re.escape(m[0]), text))


def _same_literal(expected: str, actual: str) -> bool:
    try:
        return bool(syntax.literal(expected) == syntax.literal(actual))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def numbers_agree(expected: str, actual: str) -> bool:
    """Whether `actual`, rounded to the digits of `expected`, is `expected`."""
    want, got = Decimal(expected), Decimal(actual)
    if want == got:
        return True
    places = want.as_tuple().exponent
    whole = places >= 0 if isinstance(places, int) else True
    if whole and "e" not in expected.lower():
        return math.isclose(float(want), float(got), rel_tol=1e-9, abs_tol=1e-9)
    unit = Decimal(1).scaleb(places if isinstance(places, int) else 0)
    return abs(want - got) <= unit * Decimal("0.5000001")
