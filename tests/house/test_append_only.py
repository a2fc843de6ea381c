"""Rows that are written once have one door, and one module has its key."""

import ast
from functools import cache
from pathlib import Path

SITE = Path(__file__).parents[2] / "src/chainrule/campus/site"
DOOR = "take_out"
KEEPER = "records_out/forgetting.py"
# What goes around a model's own manager, and so around its refusals.
AROUND = {"_base_manager", "_raw_delete", "_update", "_do_update"}
MODULES = sorted(path for path in SITE.rglob("*.py") if "migrations" not in path.parts)


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def around(path: Path) -> bool:
    """Whether a module calls Django's own update or delete on a query set class, or a manager that refuses nothing."""
    text = path.read_text(encoding="utf-8")
    return bool(names_in(path) & AROUND) or any(f"QuerySet.{act}(" in text for act in ("update", "delete"))


def test_texts_are_taken_out_by_one_module_alone() -> None:
    assert [path.relative_to(SITE).as_posix() for path in MODULES if DOOR in names_in(path)] == [KEEPER]


def test_nothing_goes_around_the_rows_refusals() -> None:
    assert [path.name for path in MODULES if around(path)] == ["append_only.py"]
