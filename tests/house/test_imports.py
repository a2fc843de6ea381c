"""The house has floors: no circle of imports, and no app that knows one above it. Imports inside of functions count."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest
from scripts import house

IMPORTS = house.modules()
SRC = house.ROOT / "src"


def circle(imports: house.Imports) -> list[str]:
    """The names along a circle of imports; empty where there is none."""
    try:
        TopologicalSorter({name: sorted(its) for name, its in imports.items()}).prepare()
    except CycleError as error:
        return [str(name) for name in reversed(error.args[1])]
    return []


def test_no_module_imports_itself_by_a_detour() -> None:
    assert circle(IMPORTS) == []


@pytest.mark.parametrize("package", house.packages(IMPORTS))
def test_what_lies_side_by_side_in_a_package_imports_in_one_direction(package: str) -> None:
    assert circle(house.children(IMPORTS, package)) == []


@pytest.mark.parametrize(
    ("imports", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, {"a", "b", "c"}),
        ({"a": {"b"}, "b": {"a"}, "c": set()}, {"a", "b"}),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, set()),
    ],
)
def test_a_circle_would_be_found(imports: dict[str, set[str]], found: set[str]) -> None:
    assert set(circle({name: frozenset(its) for name, its in imports.items()})) == found


def test_an_import_inside_of_a_function_counts() -> None:
    assert "chainrule.cli.magic" in IMPORTS["chainrule"]  # `load_ipython_extension` imports it when it is called


def test_accounts_know_no_other_app() -> None:
    known = {other for module, its in IMPORTS.items() if module.startswith(f"{house.SITE}.accounts.") for other in its}
    apps = {f"{house.SITE}.{child}" for child in house.children(IMPORTS, house.SITE)} & set(house.packages(IMPORTS))
    assert len(apps) > 5
    assert {app for app in apps for other in known if f"{other}.".startswith(f"{app}.")} <= {f"{house.SITE}.accounts"}


def test_the_ground_floor_of_the_site_knows_no_app() -> None:
    """What lies loose in the site and is imported by an app must not import one back, by any detour."""
    floors = house.rooms(IMPORTS)
    assert floors[house.GROUND] & {room for room in floors if room.startswith("campus.site.")} == set()
    assert floors[house.ROOF] & {room for room in floors if room.startswith("campus.site.")}


def test_every_name_of_ours_that_is_imported_is_there() -> None:
    """An import inside of a function, or of a page that no test opens, fails only when somebody comes by."""
    gone = [
        f"{path}: {module}"
        for path in sorted(SRC.rglob("*.py"))
        for module in imported(ast.parse(path.read_text(encoding="utf-8")))
        if module.partition(".")[0] == "chainrule" and module not in IMPORTS
    ]
    assert gone == []


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
