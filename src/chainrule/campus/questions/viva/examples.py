"""What a lab's checks do with a file, as short programs that a person can read: what is asked is asked about these."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chainrule import syntax
from chainrule.campus.questions.text import IMPORTS, program
from chainrule.labs.student import Handle, Step, number_of
from chainrule.labs.trace import Snippet, related

MOST_LINES = 12
LONGEST_LINE = 110
MOST_CHARACTERS = 700
LARGEST = 1_000.0
MOST_NUMBERS = 6  # in an array that is written out, or printed
LONGEST_NUMBER = 6  # characters
WITHOUT_DTYPE = ("numpy.float64", "numpy.int64", "torch.float32", "torch.int64", "numpy.bool", "torch.bool")


@dataclass(frozen=True)
class Example:
    """A program that ends by printing something that the file gave.

    `given` are its arrays that are too long to be written out: their shapes are, and numbers that hang on them cannot
    be predicted. `easily` says whether what it prints can be got without a calculator.
    """

    check: str
    program: str
    is_gradient: bool
    is_shape: bool
    easily: bool
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def example(check: str, steps: Sequence[Step], read: tuple[int, Any], file: str, source: str) -> Example | None:
    """What a check did until it read an object, as a program; None where that is too long, or says too little."""
    number, value = read
    step = next((step for step in steps if step.number == number), None)
    if step is None or step.kind not in ("get", "call", "operate") or step.arguments[0] == "is_":
        return None
    about = frozenset([number])
    written = Written(related([one for one in steps if one.number <= number], about), about)
    ends_in = written.name_of(number)
    literals = {name: text for name, array in written.given.items() if (text := literal(array))}
    given = {name: array for name, array in written.given.items() if name not in literals}
    asked = printing(ends_in, value, exact=not given)
    if asked is None:
        return None
    last, is_shape, easily = asked
    told = [f"# {name} is {kind_of(array)} of shape {tuple(array.shape)}" for name, array in given.items()]
    lines = used([*told, *(f"{name} = {text}" for name, text in literals.items()), *written.lines, last])
    text = "\n".join(lines)
    if len(lines) > MOST_LINES or len(text) > MOST_CHARACTERS or max(map(len, lines)) > LONGEST_LINE:
        return None
    try:
        names = taken_from(source, text, given)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # a value that cannot be written as Python
    module = file.removesuffix(".py")
    whole = program(f"from {module} import {', '.join(names)}\n{text}" if names else text)
    is_gradient = "grad" in ends_in or "local_derivatives" in ends_in
    return Example(check, whole, is_gradient, is_shape, easily, given)


def printing(ends_in: str, value: Any, *, exact: bool) -> tuple[str, bool, bool] | None:
    """The line that prints an object, whether that is a shape, and whether it can be predicted without a calculator.

    `value` is the object as the check read it. None for what nobody could write down.
    """
    if is_array(value):
        if exact and 0 < math.prod(value.shape) <= MOST_NUMBERS:
            if not value.shape:
                return f"print(round(float({ends_in}), 2))", False, False
            return f"print([round(number, 2) for number in {ends_in}.flatten().tolist()])", False, False
        return f"print(tuple({ends_in}.shape))", True, True
    if type(value) in (bool, int) and abs(value) < LARGEST:
        return f"print({ends_in})", False, True
    if not exact:
        return None
    if type(value) is float and abs(value) < LARGEST:
        easily = abs(value) < 100 and (value * 2).is_integer()
        return (f"print({ends_in})" if easily else f"print(round({ends_in}, 2))"), False, easily
    if type(value) in (list, tuple) and 0 < len(value) <= MOST_NUMBERS:
        if all(type(item) in (bool, int) for item in value):
            return f"print({ends_in})", False, True
        if all(type(item) is str and item.isalnum() and len(item) < 20 for item in value):
            return f"print({ends_in})", False, True
        if all(type(item) in (int, float) and math.isfinite(item) for item in value):
            return f"print([round(number, 2) for number in {ends_in}])", False, False
    return None


def used(lines: Sequence[str]) -> list[str]:
    """The lines without those that only look something up which no line after them asks for."""
    kept: list[str] = []
    for line in reversed(lines):
        looked_up = re.fullmatch(r"(\w+) = [\w.\[\]]+", line)
        if not looked_up or any(re.search(rf"\b{looked_up[1]}\b", later) for later in kept):
            kept.append(line)
    return kept[::-1]


class Written(Snippet):
    """Steps as lines of Python, with a name for each array in them."""

    def __init__(self, steps: Sequence[Step], about: frozenset[int]) -> None:
        self.given: dict[str, Any] = {}
        super().__init__(steps, about)

    def write(self, step: Step) -> None:
        if step.kind != "execute":
            super().write(step)
            return
        code, named = step.arguments
        for name, value in named.items():
            if is_array(value) and self.given.setdefault(name, value) is value:
                continue
            if self.text(value) != name:
                self.lines.append(f"{name} = {self.text(value)}")
        self.lines += code.splitlines()

    def node(self, value: Any) -> ast.expr:
        if is_array(value):
            known = next((name for name, array in self.given.items() if array is value), "")
            name = known or next(self.free, f"v{len(self.given)}")
            self.given[name] = value
            return ast.Name(name)
        if type(value) is dict:
            return ast.Dict([self.node(key) for key in value], [self.node(item) for item in value.values()])
        return super().node(value)


def is_array(value: Any) -> bool:
    """Whether it is an array of NumPy or a tensor. A handle would make an attribute of whatever is asked."""
    return not isinstance(value, Handle) and hasattr(value, "dtype") and hasattr(value, "shape")


def kind_of(array: Any) -> str:
    """What an array is, in words."""
    return f"{'a tensor' if is_tensor(array) else 'an array'} of {str(array.dtype).removeprefix('torch.')}"


def is_tensor(array: Any) -> bool:
    return str(array.dtype).startswith("torch.")


def literal(array: Any) -> str:
    """The array as an expression, where it has few numbers and these are short; else nothing."""
    numbers = array.reshape(-1).tolist()
    if not 0 < len(numbers) <= MOST_NUMBERS or any(len(repr(number)) > LONGEST_NUMBER for number in numbers):
        return ""
    dtype = str(array.dtype) if is_tensor(array) else f"numpy.{array.dtype}"
    package, _, name = dtype.partition(".")
    short = "torch" if package == "torch" else "np"
    kind = "" if dtype in WITHOUT_DTYPE else f", dtype={short}.{name}"
    return f"{short}.{'tensor' if short == 'torch' else 'array'}({array.tolist()}{kind})"


def taken_from(source: str, text: str, given: Collection[str]) -> list[str]:
    """The names that lines take from a file. Raises `SyntaxError`."""
    nodes = list(ast.walk(syntax.parse(text)))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    used = {node.id for node in nodes if isinstance(node, ast.Name)} - bound - IMPORTED - set(given)
    return sorted(used & top_level(source))


IMPORTED = {name for name in IMPORTS if name != "Value"}


def top_level(source: str) -> set[str]:
    """The names that a file defines at its left margin. Raises `SyntaxError`."""
    found: set[str] = set()
    for node in syntax.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def values_read(listened: Sequence[tuple[Handle, Any]]) -> list[tuple[int, Any]]:
    """What a check read, by the number of the object; each once."""
    return list({number_of(handle): value for handle, value in listened}.items())
