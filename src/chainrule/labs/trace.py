"""What a check did, as the short program that a student can run."""

from __future__ import annotations

import ast
import math
import string
from collections.abc import Sequence
from typing import Any

from chainrule.labs.compare import show
from chainrule.labs.student import Handle, Step, number_of

MOST_LINES = 14
DEEPEST = 8  # operations in one expression
BINARY: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "truediv": ast.Div,
    "floordiv": ast.FloorDiv,
    "mod": ast.Mod,
    "pow": ast.Pow,
    "matmul": ast.MatMult,
}
COMPARISON: dict[str, type[ast.cmpop]] = {
    "lt": ast.Lt,
    "le": ast.LtE,
    "gt": ast.Gt,
    "ge": ast.GtE,
    "eq": ast.Eq,
    "ne": ast.NotEq,
    "is_": ast.Is,
}


class Snippet:
    """The steps that some objects came from as lines of Python. What is used once stands where it is used."""

    def __init__(self, steps: Sequence[Step], about: frozenset[int]) -> None:
        self.steps = {step.number: step for step in steps}
        self.about = about
        self.users: dict[int, list[int]] = {}
        for step in self.steps.values():
            for used in handles_in(step.arguments):
                self.users.setdefault(used, []).append(step.number)
        self.effects = [n for n, step in self.steps.items() if self.is_statement(step)]
        self.names: dict[int, str] = {}
        self.depth: dict[int, int] = {}
        taken = {s.arguments[1] for s in steps if s.kind == "get"} | {
            name for s in steps if s.kind == "execute" for name in s.arguments[1]
        }
        self.free = iter([c for c in string.ascii_lowercase if c not in taken and c not in "el"] + list("AEFGHJKMN"))
        self.lines: list[str] = []
        for step in self.steps.values():
            self.write(step)

    def is_statement(self, step: Step) -> bool:
        """Whether a step stands on a line of its own: it changes something, or nobody uses what it gives."""
        return step.kind in ("set", "execute") or (
            step.kind == "call" and step.number not in self.users and step.number not in self.about
        )

    def write(self, step: Step) -> None:
        if step.kind == "set":
            target, name, value = step.arguments
            line = ast.Assign([ast.Attribute(self.node(target), name)], self.node(value), lineno=0)
            self.lines.append(ast.unparse(line))
        elif step.kind == "execute":
            code, named = step.arguments
            for name, value in named.items():
                if self.text(value) != name:
                    self.lines.append(f"{name} = {self.text(value)}")
            self.lines += code.splitlines()
        elif self.is_statement(step):
            self.lines.append(ast.unparse(self.expression(step)))
        elif self.has_name(step):
            name = next(self.free, f"v{step.number}")
            self.lines.append(f"{name} = {ast.unparse(self.expression(step))}")
            self.names[step.number] = name

    def has_name(self, step: Step) -> bool:
        """Whether the object gets a variable: used more than once, or not before something else has changed it."""
        users = self.users.get(step.number, [])
        if not users or (step.kind == "get" and (number_of(step.arguments[0]) == 0 or self.is_of_execute(step))):
            return False
        if step.kind == "get" and all(self.steps[user].kind == "call" for user in users):
            return False  # a method, looked up to be called
        inside = [self.depth.get(number, 0) for number in handles_in(step.arguments) if number not in self.names]
        self.depth[step.number] = 1 + max(inside, default=0)
        uses = len(users) + (step.number in self.about)
        changed = any(step.number < effect < users[0] for effect in self.effects)
        return uses > 1 or changed or self.depth[step.number] >= DEEPEST

    def is_of_execute(self, step: Step) -> bool:
        source = self.steps.get(number_of(step.arguments[0]))
        return source is not None and source.kind == "execute"

    def node(self, value: Any) -> ast.expr:
        if isinstance(value, Handle):
            number = number_of(value)
            if number in self.names:
                return ast.Name(self.names[number])
            if number == 0:
                return ast.Name("module")
            return self.expression(self.steps[number])
        if type(value) is float and not math.isfinite(value):
            return ast.Name(f'float("{value}")')
        if type(value) in (int, float) and (value < 0 or str(value)[0] == "-"):
            return ast.UnaryOp(ast.USub(), ast.Constant(-value))
        if type(value) in (list, tuple):
            items = [self.node(item) for item in value]
            return ast.List(items) if type(value) is list else ast.Tuple(items)
        if value is None or type(value) in (bool, int, float, str):
            return ast.Constant(value)
        return ast.Name(show(value))

    def expression(self, step: Step) -> ast.expr:
        if step.kind == "get":
            target, name = step.arguments
            if number_of(target) == 0 or self.is_of_execute(step):
                return ast.Name(name)
            return ast.Attribute(self.node(target), name)
        if step.kind == "call":
            target, positional, named = step.arguments
            keywords = [ast.keyword(name, self.node(value)) for name, value in named.items()]
            return ast.Call(self.node(target), [self.node(argument) for argument in positional], keywords)
        name, operands = step.arguments
        nodes = [self.node(operand) for operand in operands]
        if name in BINARY:
            return ast.BinOp(nodes[0], BINARY[name](), nodes[1])
        if name in COMPARISON:
            return ast.Compare(nodes[0], [COMPARISON[name]()], [nodes[1]])
        if name == "getitem":
            return ast.Subscript(nodes[0], nodes[1])
        return ast.UnaryOp(ast.USub(), nodes[0])

    def text(self, value: Any) -> str:
        return ast.unparse(ast.fix_missing_locations(self.node(value)))

    def name_of(self, number: int) -> str:
        """How the program calls an object."""
        step = self.steps[number]
        if step.kind in ("execute", "set"):
            return ""
        return self.names.get(number) or ast.unparse(self.expression(step))


def handles_in(value: Any) -> list[int]:
    """The numbers of the handles in a step's arguments."""
    if isinstance(value, Handle):
        return [number_of(value)]
    if isinstance(value, dict):
        return [number for item in value.values() for number in handles_in(item)]
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in handles_in(item)]
    return []


def related(steps: Sequence[Step], about: frozenset[int]) -> list[Step]:
    """The steps that have to do with some objects: made of them, used by them, or both with a third."""
    looked_up = {step.number for step in steps if step.kind == "get" and handles_in(step.arguments) == [0]}
    groups: dict[int, set[int]] = {}
    for step in steps:
        linked = {step.number, *handles_in(step.arguments)} - looked_up - {0}
        group = set().union(*(groups.get(number, {number}) for number in linked))
        groups.update(dict.fromkeys(group, group))
    wanted = set().union(*(groups.get(number, {number}) for number in about))
    used = {number for step in steps if step.number in wanted for number in handles_in(step.arguments)}
    return [step for step in steps if step.number in wanted | used]


def snippet(steps: Sequence[Step], number: int, other: int | None = None) -> tuple[list[str], str, str]:
    """The lines that make object `number`, what it is called there, and what object `other` is called.

    A negative `number` stands for no object: all lines, and no name.
    """
    if number < 0:
        program = Snippet(steps, frozenset())
    else:
        last = max(number, other or 0)
        about = frozenset((number,) if other is None else (number, other))
        program = Snippet(related([step for step in steps if step.number <= last], about), about)
    name = program.name_of(number) if number >= 0 else ""
    lines = program.lines
    if len(lines) > MOST_LINES:
        lines = [f"... {len(lines) - MOST_LINES} lines before", *lines[-MOST_LINES:]]
    return lines, name, program.name_of(other) if other is not None else ""
