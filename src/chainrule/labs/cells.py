"""What a notebook's cells hold of a lab: which cell is whose, and each as Python, IPython's own lines left out.

Nothing in a cell is run. The cells are those of a file (`notebook.py`) or those that ran (`cli/magic.py`).
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from chainrule import syntax
from chainrule.labs.lab import Lab
from chainrule.labs.source import Definition

LONGEST_ID = 64  # of nbformat
HELPERS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)

HELP = re.compile(r"[\w.*]+\?{1,2}\s*(#.*)?")
TARGETS = re.compile(r"[\w., *]+")
# Cell magics whose body is Python; that of the others (%%bash, %%html, %%writefile) is not.
OVER_PYTHON = re.compile(r"%%(?:time|timeit|capture|prun|check)\b")


class NotebookError(ValueError):
    """This file is no notebook of the lab; the message says what is wrong and what to do."""


def cell_id(lab: Lab, part: str) -> str:
    """The id of one cell of a lab's notebook, the same in every copy.

    >>> cell_id(lab, "Value.__add__")       # doctest: +SKIP
    'lab03-Value-__add__'
    """
    return f"lab{lab.number}-{part.replace('.', '-')}"[:LONGEST_ID]


def python_of(text: str) -> str:
    """A cell's text with `pass` in place of IPython's own lines, so that each line keeps its number.

    Only where a logical line begins can one stand: a `%` in a long string, or at the start of a continued line, is
    Python's. Such a line goes with the lines that it continues on after a backslash.

    >>> print(python_of("%time f(1)\\nx = (7\\n% 5)\\nf?"))
    pass
    x = (7
    % 5)
    pass
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%") and not OVER_PYTHON.match(lines[first]):
        return "\n" * (len(lines) - 1)
    number = 0
    while number < len(lines):
        if is_ipythons(lines[number]):
            indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
            continues = lines[number].endswith("\\")
            lines[number] = f"{indent}pass"
            number += 1
            while continues and number < len(lines):
                continues = lines[number].endswith("\\")
                lines[number] = ""
                number += 1
        else:
            number += length_of_logical_line(lines, number)
    return "\n".join(lines)


def is_ipythons(line: str) -> bool:
    """Whether a logical line that begins so is IPython's: %time f(), !ls, files = !ls, ?name, name??"""
    line = line.lstrip()
    if line.startswith(("%", "!", "?")):
        return True
    target, equals, value = line.partition("=")
    runs = equals and value.lstrip().startswith(("%", "!")) and TARGETS.fullmatch(target)
    return bool(runs or HELP.fullmatch(line))


def length_of_logical_line(lines: Sequence[str], start: int) -> int:
    """How many lines the one that begins at `start` takes: it goes on in brackets, long strings, after a backslash."""
    if not any(sign in lines[start] for sign in "([{\\'\""):
        return 1
    rest = (f"{lines[number]}\n" for number in range(start, len(lines)))
    nothing_yet = True
    try:
        for token in tokenize.generate_tokens(lambda: next(rest, "")):
            if token.type == tokenize.NEWLINE or (token.type == tokenize.NL and nothing_yet):
                return token.start[0]
            nothing_yet = nothing_yet and token.type in (tokenize.COMMENT, tokenize.INDENT)
    except (tokenize.TokenError, SyntaxError):
        pass  # it never ends: what is wrong, Python says
    return len(lines) - start


def parsed(text: str) -> tuple[list[str], list[ast.stmt]]:
    """The lines of a cell as Python, and its statements. Raises one of `UNREADABLE`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return text.split("\n"), syntax.parse(text).body
    except SyntaxError:
        python = python_of(text)
        return python.split("\n"), syntax.parse(python).body


def functions_in(text: str) -> set[str]:
    """What a cell defines at its top; nothing where it is no Python."""
    try:
        return {node.name for node in parsed(text)[1] if isinstance(node, Definition)}
    except UNREADABLE:
        return set()


def cells_of(lab: Lab, cells: Iterable[tuple[Sequence[str], str]]) -> dict[str, str]:
    """The text for each name of the lab, of cells as (ids, text); of two for one name the later one.

    A cell is found by its id. A name that none of these defines (its cell was split, or lost its id) is found by its
    definition, in any cell; two names of the lab that end alike cannot be told apart so.
    """
    wanted = {cell_id(lab, name): name for name in lab.names}
    found: dict[str, str] = {}
    texts = []
    for ids, text in cells:
        texts.append(text)
        if name := next((wanted[one] for one in ids if one in wanted), None):
            found[name] = text
    ends = [name.rpartition(".")[2] for name in lab.names]
    left = {
        end: name
        for name, end in zip(lab.names, ends, strict=True)
        if ends.count(end) == 1 and (name not in found or end not in functions_in(found[name]))
    }
    by_definition = {left[end]: text for text in texts if left for end in functions_in(text) & left.keys()}
    for name, text in by_definition.items():
        found[name] = f"{found[name]}\n\n{text}" if name in found else text
    return found


@dataclass(frozen=True)
class Written:
    """What one cell holds: the definitions of its name, and what else the file needs."""

    lines: list[str]
    nodes: list[ast.stmt]
    helpers: list[ast.stmt]


def read_cell(text: str, name: str, elsewhere: Collection[str] = ()) -> Written:
    """A cell as Python. What it defines of `elsewhere` is no helper of its own. Raises `NotebookError`."""
    try:
        lines, body = parsed(text)
    except SyntaxError as error:
        where = f"line {error.lineno} of the cell of {name}"
        raise NotebookError(f"{where} is no Python: {error.msg}\n  fix: mend the line, then check again") from error
    except UNREADABLE as error:
        raise NotebookError(f"the cell of {name} cannot be read as Python: {error}") from error
    short = name.rpartition(".")[2]
    nodes = [node for node in body if isinstance(node, Definition) and node.name == short]
    # Written twice in a cell, the last one counts, as in Python; a property's setter belongs to its getter.
    starts = [n for n, node in enumerate(nodes) if not is_accessor(node, short)]
    helpers: list[ast.stmt] = [
        node
        for node in body
        if isinstance(node, HELPERS) and not (isinstance(node, Definition) and node.name in {short, *elsewhere})
    ]
    return Written(lines, list(nodes[starts[-1] :] if starts else []), helpers)


def is_accessor(node: Definition, name: str) -> bool:
    """Whether this is a property's `@name.setter` or `@name.deleter`."""
    return any(
        isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == name
        for each in node.decorator_list
    )


def bound_by(node: ast.stmt) -> set[str]:
    """The names that a definition, an assignment or an import gives a meaning."""
    if isinstance(node, Definition):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
