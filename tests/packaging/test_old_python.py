"""On an older Python, what is run before pip reads `requires-python` still runs, and pip's refusal is in words."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN_BEFORE = ("frontend/build_hook.py", "frontend/build.py", "scripts/needs.py", "src/chainrule/machine.py")
OLD = (3, 8)
GENERICS_SINCE_39 = {"list", "dict", "tuple", "set", "frozenset", "type"}


def evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is run: annotations are not, where `from __future__ import annotations` stands."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from evaluated(child)


def too_new(source: str) -> list[str]:
    """What an old Python trips over in this file, as `line: code`."""
    tree = ast.parse(source, feature_version=OLD)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    lazy = any(node.module == "__future__" and node.names[0].name == "annotations" for node in imports)
    abstract = {name.name for node in imports if node.module == "collections.abc" for name in node.names}
    found = []
    for node in evaluated(tree) if lazy else ast.walk(tree):
        generic = isinstance(node, ast.Subscript) and ast.unparse(node.value) in GENERICS_SINCE_39 | abstract
        union = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
        newer = isinstance(node, ast.Attribute) and node.attr in ("removeprefix", "removesuffix")
        if generic or union or newer:
            found.append(f"{node.lineno}: {ast.unparse(node)}")  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("file", RUN_BEFORE)
def test_it_runs_on_an_old_python(file: str) -> None:
    assert too_new((ROOT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f() -> str | None: ...",
        "from collections.abc import Callable\nTool = Callable[[str], int]",
        "x: int = 0\ny = dict[str, int]()",
        "from __future__ import annotations\nTool = int | str",
    ],
)
def test_what_an_old_python_trips_over_is_found(source: str) -> None:
    assert too_new(source)


@pytest.mark.slow
@pytest.mark.parametrize("version", [(3, 9), (3, 10)])
def test_pip_refuses_an_old_python_in_words(version: tuple[int, int], wheel: Path, tmp_path: Path) -> None:
    """By a real old Python where this machine has one; else by a pip that believes to run in one."""
    pip = real_pip(version, tmp_path) or pretending_pip(version)
    for what in (ROOT, wheel):
        command = [*pip, "install", "--no-deps", "--force-reinstall", str(what)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        assert done.returncode != 0
        assert "requires a different Python" in done.stderr, done.stderr
        assert "not in '>=3.11'" in done.stderr, done.stderr
        assert "Error: " not in done.stderr.replace("ERROR: ", ""), done.stderr


def real_pip(version: tuple[int, int], folder: Path) -> list[str] | None:
    """The pip of a fresh environment of that Python, from the path or from pyenv."""
    name = ".".join(map(str, version))
    fetched = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for python in filter(None, [shutil.which(f"python{name}"), *map(str, fetched.glob(f"{name}.*/bin/python"))]):
        if subprocess.run([python, "-m", "venv", folder / "old"], capture_output=True).returncode == 0:
            return [str(folder / "old/bin/python"), "-m", "pip"]
    return None


def pretending_pip(version: tuple[int, int]) -> list[str]:
    code = (
        "import collections, sys; numbers = collections.namedtuple('v', 'major minor micro releaselevel serial');"
        f"sys.version_info = numbers(*{version!r}, 2, 'final', 0); from pip._internal.cli.main import main;"
        "sys.exit(main(['install', '--dry-run', *sys.argv[2:]]))"
    )
    return [sys.executable, "-c", code]
