"""Several modules of the library as one file, for a lab that builds names of more than one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from chainrule import syntax


def joined(sources: Mapping[str, str]) -> str:
    """The modules below each other: one docstring, all imports, and each module's body under a line that names it.

    What one of them imports from another is left out, for it is in the file. Raises ValueError where two define the
    same name, or one imports from another under a new name.

    >>> print(joined({"a": "import math\\n\\nX = math.pi\\n", "b": "from a import X\\n\\nY = 2 * X\\n"}), end="")
    import math
    <BLANKLINE>
    <BLANKLINE>
    # ---- a ----
    <BLANKLINE>
    X = math.pi
    <BLANKLINE>
    <BLANKLINE>
    # ---- b ----
    <BLANKLINE>
    Y = 2 * X
    """
    if len(sources) == 1:
        return next(iter(sources.values()))
    top, imports, bodies = "", dict[str, None](), list[str]()
    defined: dict[str, str] = {}
    for module, source in sources.items():
        lines, tree = source.split("\n"), syntax.parse(source)
        for name in bound(tree):
            if defined.setdefault(name, module) != module:
                raise ValueError(f"{defined[name]} and {module} both define {name}")
        said = ast.get_docstring(tree) or ""
        above = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in above:
            if not from_one_of(node, sources):
                imports["\n".join(lines[node.lineno - 1 : node.end_lineno])] = None
        begin = max([node.end_lineno or 0 for node in [*tree.body[: bool(said)], *above]], default=0)
        if said and not bodies:
            top = "\n".join(lines[: tree.body[0].end_lineno]) + "\n\n"
            said = ""  # it stands above already
        head = f"# ---- {module}: {said.splitlines()[0]} ----" if said else f"# ---- {module} ----"
        bodies.append(f"{head}\n\n" + "\n".join(lines[begin:]).strip("\n"))
    return "\n\n\n".join([top + "\n".join(imports), *bodies]) + "\n"


def bound(tree: ast.Module) -> Iterator[str]:
    """The names that a module defines at its top, other than by import."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def from_one_of(node: ast.Import | ast.ImportFrom, sources: Mapping[str, str]) -> bool:
    """Whether an import takes from one of these modules. ValueError where it gives another name."""
    if not isinstance(node, ast.ImportFrom) or node.module not in sources:
        return False
    for alias in node.names:
        if alias.asname and alias.asname != alias.name:
            raise ValueError(f"{node.module} is imported under another name, {alias.asname}")
    return True
