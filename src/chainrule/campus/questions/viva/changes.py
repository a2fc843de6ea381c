"""Small changes of one line of a file, each a mistake that a person could make: made on the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from chainrule import syntax

LONGEST_LINE = 110

OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}


@dataclass(frozen=True)
class Change:
    """One line of a file as it stands and as it is changed, and the whole file with the change."""

    line: int
    before: str
    after: str
    source: str = field(repr=False)


def changes(source: str, lines: Collection[int]) -> list[Change]:
    """Every change of these lines (from 1) that leaves a program, in the order of the file. Raises `SyntaxError`."""
    texts = source.split("\n")
    found: dict[tuple[int, str], Change] = {}
    for line, start, end, into in edits(syntax.parse(source), lines):
        raw = texts[line - 1].encode()
        after = (raw[:start] + into(raw[start:end].decode()).encode() + raw[end:]).decode()
        changed = "\n".join([*texts[: line - 1], after, *texts[line:]])
        if after != texts[line - 1] and len(after) <= LONGEST_LINE and is_program(changed):
            found.setdefault((line, after), Change(line, texts[line - 1].strip(), after.strip(), changed))
    return sorted(found.values(), key=lambda change: (change.line, change.after))


def is_program(source: str) -> bool:
    """Whether it can be compiled."""
    try:
        syntax.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


@dataclass(frozen=True)
class Rewritten:
    """What a piece of a line becomes: a pattern replaced once."""

    old: str
    new: str

    def __call__(self, text: str) -> str:
        return re.sub(self.old, lambda _: self.new, text, count=1)


Edit = tuple[int, int, int, Rewritten]


def edits(tree: ast.AST, lines: Collection[int]) -> Iterator[Edit]:
    """(line, first byte, byte after the last, what it becomes) for each place that can be changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt) and node.lineno in lines and node.lineno == node.end_lineno:
            yield from edits_of(node)


def edits_of(node: ast.expr | ast.stmt) -> Iterator[Edit]:
    """What can be changed of one node, in one line."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        old, new = OPERATORS[type(node.op)]
        yield between(node.left, node.right, old, new)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        old, new = COMPARISONS[type(node.ops[0])]
        yield between(node.left, node.comparators[0], old, new)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield between(node.target, node.value, "+=" if isinstance(node.op, ast.Add) else "-=", "=")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield (node.lineno, node.col_offset, node.operand.col_offset, Rewritten(r"^(-|not\b)\s*", ""))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is int:
        yield constant(node.slice, 1 if node.slice.value == 0 else 0)
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Constant) and type(keyword.value.value) is bool:
                yield constant(keyword.value, not keyword.value.value)
            elif isinstance(keyword.value, ast.Constant) and type(keyword.value.value) is int:
                yield constant(keyword.value, 1 if keyword.value.value == 0 else 0)


def between(left: ast.expr, right: ast.expr, old: str, new: str) -> Edit:
    """The sign that stands between two expressions."""
    assert left.end_col_offset is not None
    return left.lineno, left.end_col_offset, right.col_offset, Rewritten(re.escape(old), new)


def constant(node: ast.Constant, value: object) -> Edit:
    """Another constant in place of this one."""
    assert node.end_col_offset is not None
    return node.lineno, node.col_offset, node.end_col_offset, Rewritten(r"^[\s\S]*$", repr(value))
