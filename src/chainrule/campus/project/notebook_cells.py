"""What runs inside of the sandbox when a notebook is run: its cells in order, in one namespace. Standard library alone.

It is sent to the labs' box as a student's file is. Modules of the repository come as text and are imported from there;
nothing of the repository is on a disk.
"""

import ast
import contextlib
import importlib.abc
import importlib.machinery
import io
import sys
import traceback
from collections.abc import Mapping
from types import ModuleType
from typing import Any

MOST_PRINTED = 20_000  # letters of one cell
MOST_SAID = 1_000  # letters of an error
SPACE: dict[str, Any] = {"__name__": "__main__"}


class Printed(io.StringIO):
    """What a cell prints, up to the limit; what comes after that is left out."""

    def write(self, text: str) -> int:
        room = MOST_PRINTED - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of the repository, by their dotted names."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        inside = any(name.startswith(fullname + ".") for name in self.sources)
        if fullname in self.sources or inside:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=inside)
        return None

    def exec_module(self, module: ModuleType) -> None:
        source = self.sources.get(module.__name__, "")
        exec(compile(source, module.__name__ + ".py", "exec"), module.__dict__)


def begin(sources: Mapping[str, str]) -> bool:
    """Make the modules importable, by name and source."""
    sys.meta_path.insert(0, Modules(dict(sources)))
    return True


def cell(source: str) -> dict[str, Any]:
    """Run one cell: what it printed, with the value of its last line, and the error that ended it."""
    printed, error, message, line = Printed(), "", "", 0
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            tree = ast.parse(source, "<cell>")
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr):
                tree.body.pop()
            exec(compile(tree, "<cell>", "exec"), SPACE)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), SPACE)
                if value is not None:
                    print(repr(value))
    except BaseException as caught:
        error, message = type(caught).__name__, str(caught)[:MOST_SAID]
        lines = [frame.lineno for frame in traceback.extract_tb(caught.__traceback__) if frame.filename == "<cell>"]
        line = (caught.lineno if isinstance(caught, SyntaxError) else lines[-1] if lines else 0) or 0
    return {"output": printed.getvalue(), "error": error, "message": message, "line": line}
