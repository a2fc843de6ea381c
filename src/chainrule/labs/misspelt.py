"""Names in a check that nothing defines: its author's mistake, which no student's file can bring about or mend.

Only what the check itself asked for is looked at, and the library's source. What the student's process says of an
error proves nothing.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from chainrule import syntax
from chainrule.labs.check import Check
from chainrule.labs.student import Handle, Step, number_of

METHODS = ("should_be", "should_be_a", "should_raise", "read", "execute")
NO_SUCH_NAME = re.compile(r"has no attribute '(\w+)'|name '(\w+)' is not defined|keyword argument '(\w+)'")


class Misspelt(Exception):
    """A check asks for a name that nothing defines. `fix` says which name may be meant."""

    def __init__(self, name: str, problem: str, known: Iterable[str]) -> None:
        self.name, self.fix = name, did_you_mean(name, known)
        super().__init__(problem)


def misspelt(step: Step, source: str) -> Misspelt | None:
    """The name in one operation of a check that neither the check nor `source`, the lab's solution, defines."""
    there = module_names(source)
    if step.kind == "execute" and there is not None:
        code, named = step.arguments
        return undefined(code, there | set(named))
    if step.kind != "get":
        return None
    target, name = step.arguments
    if isinstance(target, Handle) and number_of(target) == 0:
        if there is None or name in there:
            return None
        return Misspelt(name, f"the lab's module has no `{name}`", there)
    meant = difflib.get_close_matches(name, METHODS, 1, 0.8)
    if meant and name not in identifiers(source):
        return Misspelt(name, f"there is no `{name}`", meant)
    return None


def undefined(code: str, there: set[str]) -> Misspelt | None:
    """The first name in a check's own lines of code that nothing defines, or their syntax error."""
    try:
        tree = syntax.parse(code)
    except SyntaxError as error:
        return Misspelt("", f"the code for `execute` is not Python: {error.msg} in its line {error.lineno}", ())
    known = there | set(dir(builtins)) | set(bound(ast.walk(tree)))
    if "*" in known:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known:
            return Misspelt(node.id, f"nothing defines `{node.id}`, which the code for `execute` uses", known)
    return None


@lru_cache(maxsize=64)
def module_names(source: str) -> set[str] | None:
    """The names that a module has once it is loaded; None where it takes over another's with a star."""
    tree = syntax.parse(source)
    outside: list[ast.AST] = []
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        outside.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
    names = set(bound(outside))
    return None if "*" in names else names | {"__name__", "__file__", "__doc__"}


def bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that some code binds; `*` for all of another module's."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


@lru_cache(maxsize=64)
def identifiers(source: str) -> frozenset[str]:
    """Every name that stands in a source."""
    return frozenset(re.findall(r"[^\W\d]\w*", source))


def unknown_to_the_solution(message: str, check: Check, source: str) -> tuple[str, str, int] | None:
    """The name that a check uses and the solution does not have: name, remedy, line. `message` is how it failed."""
    for names in NO_SUCH_NAME.findall(message):
        name = next(filter(None, names))
        if name not in identifiers(source) and (line := line_of(name, check)):
            return name, did_you_mean(name, identifiers(source)), line
    return None


def line_of(name: str, check: Check) -> int | None:
    """The first line of a check's function that holds a name; its decorator does not count."""
    text = check.path.read_text(encoding="utf-8").splitlines()
    following = (
        n for n, line in enumerate(text[check.line :], check.line + 1) if line.startswith(("@", "def ", "class "))
    )
    start = next(
        (n for n, line in enumerate(text[check.line - 1 :], check.line) if line.startswith("def ")), check.line
    )
    end = next((n for n in following if n > start), len(text) + 1)
    word = re.compile(rf"\b{re.escape(name)}\b")
    return next((n for n in range(start, end) if name and word.search(text[n - 1])), None)


def did_you_mean(name: str, known: Iterable[Any]) -> str:
    """The remedy for a name that is not there."""
    close = difflib.get_close_matches(name, sorted(set(known)), 1) if name else []
    return f"did you mean `{close[0]}`?" if close else "use what the lab's module defines"
