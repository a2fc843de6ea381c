"""Starters made from the library's own source: the bodies that a lab names are emptied, everything else stays."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from chainrule import syntax

TO_WRITE = "write "  # an emptied body raises NotImplementedError("write Value.__add__")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def definitions(source: str) -> list[tuple[str, Definition]]:
    """Every class, function and method of a module with its qualified name, in order.

    A name may come twice: the getter and the setter of a property have the same one.
    """

    def walk(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, Definition]]:
        for node in body:
            if isinstance(node, Definition):
                yield prefix + node.name, node
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{prefix}{node.name}.")

    return list(walk(syntax.parse(source).body, ""))


def imported(source: str) -> set[str]:
    """The names of the modules that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(syntax.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def emptied(source: str, names: Iterable[str]) -> str:
    """`source` with the bodies of `names` emptied; signatures, docstrings and everything else are as they were.

    A class stands for all of its methods. Comments in a body go with it: they tell how it is done.
    An emptied body raises NotImplementedError and says what is to be written.

    >>> print(emptied("def double(x):\\n    return 2 * x  # twice\\n", ["double"]), end="")
    def double(x):
        raise NotImplementedError("write double")
    """
    wanted = tuple(names)
    functions = [
        (name, node)
        for name, node in definitions(source)
        if isinstance(node, Function) and any(name == asked or name.startswith(f"{asked}.") for asked in wanted)
    ]
    lines = source.split("\n")
    for name, node in reversed(functions):  # from the end, so that the positions of the others stay right
        empty_one(lines, name, node)
    return "\n".join(lines)


def empty_one(lines: list[str], name: str, node: Function) -> None:
    """Replace one body in `lines`."""
    colon_line, colon_column = signature_end(lines, node)
    first = node.body[0]
    documented = ast.get_docstring(node, clean=False) is not None
    if first.lineno == colon_line:  # def f(x): return x
        indent = " " * (node.col_offset + 4)
        kept = [lines[colon_line - 1][:colon_column]]
        if documented:
            kept.append(indent + piece(lines, first))
    else:
        indent = " " * first.col_offset
        last_kept = (first.end_lineno or first.lineno) if documented else colon_line
        kept = lines[node.lineno - 1 : last_kept]
        if documented and len(node.body) > 1 and node.body[1].lineno == last_kept:  # """doc"""; return x
            kept[-1] = lines[last_kept - 1].encode()[: first.end_col_offset].decode()
    end = node.end_lineno or node.lineno
    while end < len(lines) and lines[end].startswith(f"{indent}#"):
        end += 1
    lines[node.lineno - 1 : end] = [*kept, f'{indent}raise NotImplementedError("{TO_WRITE}{name}")']


EMPTY = re.compile(rf'^[ \t]*raise NotImplementedError\("{TO_WRITE}([\w.]+)"\)', re.MULTILINE)


def still_empty(text: str) -> list[tuple[int, str]]:
    """(line, name) of each body in a student's file that is as the starter left it, from the top; lines from 1.

    The file may be half-written: it is not parsed.

    >>> still_empty('def f():\\n    raise NotImplementedError("write f")\\n\\ndef g(:\\n')
    [(2, 'f')]
    """
    return [(text.count("\n", 0, found.start()) + 1, found[1]) for found in EMPTY.finditer(text)]


def line_of(text: str, name: str) -> int:
    """The line (from 1) where a student's file goes on with this name: its body, if that is empty, or its definition.

    0 where it has none, or no name is asked for.
    """
    empty = next((line for line, found in still_empty(text) if found == name), 0)
    return empty or next((node.lineno for found, node in readable(text) if found == name), 0)


def readable(text: str) -> list[tuple[str, Definition]]:
    """What a file of anybody's defines; nothing where it is no Python."""
    try:
        return definitions(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def where_to_begin(text: str, names: Iterable[str]) -> int:
    """The line (from 1) of a student's file where they go on: at the first body that is empty.

    Where all is written, at the first of `names` that is defined; where that cannot be read, at the top.
    """
    for line, _ in still_empty(text):
        return line
    asked = set(names)
    return next((node.lineno for name, node in readable(text) if name in asked), 1)


def signature_end(lines: list[str], node: Function) -> tuple[int, int]:
    """Line (from 1) and column after the colon that ends the signature."""
    text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.string in "([{" and token.type == tokenize.OP:
            depth += 1
        elif token.string in ")]}" and token.type == tokenize.OP:
            depth -= 1
        elif token.string == ":" and depth == 0:
            return node.lineno - 1 + token.end[0], token.end[1]
    raise AssertionError("a function without a colon")


def piece(lines: list[str], node: ast.stmt) -> str:
    """The text of a statement on one line."""
    return lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode()
