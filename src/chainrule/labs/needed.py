"""What a student's process gets of the library: the modules that its file cannot do without, and no other.

The box has no library of its own, so that no engine is in it but what the lab's module is made of. A package that
nobody asks anything of comes as a bare one: what it exports would bring the whole room with it. One that imports a name
when it is asked for (`chainrule.data`) brings the homes of the names that are.
"""

from __future__ import annotations

import ast
import functools
import marshal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from chainrule import syntax
from chainrule.course import PACKAGE

CLOSED = ("chainrule.labs", "chainrule.cli", "chainrule.campus")  # they could read the solution out loud


def needed(
    source: str, emptied: Mapping[str, str] | None = None, instead: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The library's modules that `source` imports, and those that they import, by name, as source.

    Those in `emptied` come as they stand there, asked for or not, and bring what they import. Those in `instead` stand
    in for the library's own where these are asked for. Raises `SyntaxError`.
    """
    found = dict(emptied or {})
    waiting = [source, *found.values()]
    while waiting:
        for name in asked_for(waiting.pop()):
            path = file_of(name)
            if path is not None and name not in found:
                found[name] = (instead or {}).get(name) or path.read_text(encoding="utf-8")
                waiting.append(found[name])
    return found


def file_of(module: str) -> Path | None:
    """The file of a module of the library; None where there is none, or it is not for students' processes."""
    first, *inside = module.split(".")
    if first != "chainrule" or any(f"{module}.".startswith(f"{closed}.") for closed in CLOSED):
        return None
    path = PACKAGE.joinpath(*inside)
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def asked_for(source: str) -> Iterator[str]:
    """The modules whose contents a source asks for: `from a.b import c` is a.b.c where that is a module, else a.b."""
    for module, name in imported(source):
        inside = f"{module}.{name}"
        whole = not name or file_of(inside) is not None
        asked = inside if name and whole else module
        yield asked
        yield from (home for given, home in given_later(asked) if whole or given == name)


@functools.lru_cache(maxsize=512)
def imported(source: str) -> tuple[tuple[str, str], ...]:
    """(module, name) for each `from module import name` that is there when a source runs; (module, "") for `import`."""
    found: list[tuple[str, str]] = []
    waiting: list[ast.AST] = [syntax.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, alias.name) for alias in node.names]
        waiting += node.orelse if is_for_type_checkers(node) else ast.iter_child_nodes(node)
    return tuple(found)


def is_for_type_checkers(node: ast.AST) -> TypeGuard[ast.If]:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def given_later(module: str) -> tuple[tuple[str, str], ...]:
    """(name, its module) for what a package of the library imports when it is asked for, and type checkers see."""
    path = file_of(module)
    return names_for_type_checkers(path.read_text(encoding="utf-8")) if path and path.name == "__init__.py" else ()


@functools.lru_cache(maxsize=256)
def names_for_type_checkers(source: str) -> tuple[tuple[str, str], ...]:
    statements = [one for node in syntax.parse(source).body if is_for_type_checkers(node) for one in node.body]
    imports = [one for one in statements if isinstance(one, ast.ImportFrom) and one.module]
    return tuple((alias.name, str(one.module)) for one in imports for alias in one.names)


def is_package(module: str) -> bool:
    """Whether a module of the library is a folder of others."""
    path = file_of(module)
    return path is not None and path.name == "__init__.py"


@functools.lru_cache(maxsize=512)
def compiled(module: str, source: str) -> bytes:
    """The code of a module for a process of the same Python."""
    return marshal.dumps(compile(source, f"<{module}, to be written>", "exec", dont_inherit=True))


def appended(library: Mapping[str, str], blobs: bytearray) -> dict[str, list[int]]:
    """Put the code of these modules at the end of `blobs`: [start, length, whether it is a package] by name."""
    places = {}
    for name, text in library.items():
        code = compiled(name, text)
        places[name] = [len(blobs), len(code), int(is_package(name))]
        blobs += code
    return places
