"""The house has floors: no circle of imports, and no app that knows one above it. Imports inside of functions count."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from scripts import house

SRC = house.ROOT / "src"


@pytest.fixture(scope="module")
def imports() -> house.Imports:
    return house.modules()


def circle(imports: house.Imports) -> list[str]:
    """The names along a circle of imports; empty where there is none."""
    try:
        TopologicalSorter({name: sorted(its) for name, its in imports.items()}).prepare()
    except CycleError as error:
        return [str(name) for name in reversed(error.args[1])]
    return []


def test_no_module_imports_itself_by_a_detour(imports: house.Imports) -> None:
    assert circle(imports) == []


def test_what_lies_side_by_side_in_a_package_imports_in_one_direction(imports: house.Imports) -> None:
    packages = house.packages(imports)
    assert len(packages) > 20
    assert {package: found for package in packages if (found := circle(house.children(imports, package)))} == {}


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, {"a", "b", "c"}),
        ({"a": {"b"}, "b": {"a"}, "c": set()}, {"a", "b"}),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, set()),
    ],
)
def test_a_circle_would_be_found(arrows: dict[str, set[str]], found: set[str]) -> None:
    assert set(circle({name: frozenset(its) for name, its in arrows.items()})) == found


def test_an_import_inside_of_a_function_counts(imports: house.Imports) -> None:
    assert "chainrule.cli.magic" in imports["chainrule"]  # `load_ipython_extension` imports it when it is called


def test_accounts_know_no_other_app(imports: house.Imports) -> None:
    known = {other for module, its in imports.items() if module.startswith(f"{house.SITE}.accounts.") for other in its}
    apps = {f"{house.SITE}.{child}" for child in house.children(imports, house.SITE)} & set(house.packages(imports))
    assert len(apps) > 5
    assert {app for app in apps for other in known if f"{other}.".startswith(f"{app}.")} <= {f"{house.SITE}.accounts"}


def test_the_ground_floor_of_the_site_knows_no_app(imports: house.Imports) -> None:
    """What lies loose in the site and is imported by an app must not import one back, by any detour."""
    floors = house.rooms(imports)
    assert floors[house.GROUND] & {room for room in floors if room.startswith("campus.site.")} == set()
    assert floors[house.ROOF] & {room for room in floors if room.startswith("campus.site.")}


def test_every_name_of_ours_that_is_imported_is_there(imports: house.Imports) -> None:
    """An import inside of a function, or of a page that no test opens, fails only when somebody comes by."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SRC.rglob("*.py"))}
    names = {module_of(path): set(bound(tree.body)) for path, tree in trees.items()}
    assert names.keys() == imports.keys()
    gone = [
        f"{path}:{line}: {module} has no {name}" if module in names else f"{path}:{line}: there is no {module}"
        for path, tree in trees.items()
        for line, module, name in imported(tree)
        if module not in names or (name and not {name, "__getattr__"} & {*names[module], *inside(names, module)})
    ]
    assert gone == []


def inside(names: Iterable[str], module: str) -> Iterator[str]:
    return (name.removeprefix(f"{module}.") for name in names if name.startswith(f"{module}."))


def module_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """(line, module of ours, name in it or nothing) of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, n.name, "") for n in node.names if n.name.startswith("chainrule."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "chainrule":
            yield from ((node.lineno, node.module, n.name) for n in node.names)


def bound(statements: list[ast.stmt]) -> Iterator[str]:
    """The names that a module has once these statements have run, whichever way they went."""
    for node in statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (n.asname or n.name.partition(".")[0] for n in node.names)
        else:
            heads = [
                child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt | ast.ExceptHandler)
            ]
            names = (n for head in heads for n in ast.walk(head) if isinstance(n, ast.Name))
            yield from (name.id for name in names if isinstance(name.ctx, ast.Store))
            for block in ("body", "orelse", "finalbody", "handlers"):
                for inner in getattr(node, block, []):
                    yield from bound(inner.body if isinstance(inner, ast.ExceptHandler) else [inner])


def test_what_a_module_does_not_have_would_be_found() -> None:
    body = ast.parse("import a.b\nfrom c import d as e\nif x:\n    F = 1\nelse:\n    def g(): h = 2\ni: int = 3\n").body
    assert set(bound(body)) == {"a", "e", "F", "g", "i"}
    lines = "def f():\n    from chainrule.labs import run_checks\nimport chainrule.svg\nfrom json import loads\n"
    assert list(imported(ast.parse(lines))) == [(3, "chainrule.svg", ""), (2, "chainrule.labs", "run_checks")]
