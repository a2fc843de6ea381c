"""Every file says first what it is for, and every room who calls it and what it must not know."""

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent.parent / "src/chainrule"
# Django writes migrations, and needs their packages: the folder's name says all.
FILES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
ROOMS = [
    path
    for path in FILES
    if path.name == "__init__.py"
    and path.parent != SRC
    and not {"management", "templatetags", "kinds"} & set(path.parts)
]
FEWEST_WORDS = 4  # of a sentence that says something: "Error pages" does not


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_a_file_says_what_it_is_for(path: Path) -> None:
    first = docstring(path).partition("\n\n")[0]
    assert first, f"{path}: no docstring; say in its first line what the file is for"
    assert first.endswith((".", "?", ":", ")")), f"{path}: the first paragraph is no sentence: {first}"
    name = path.parent.name if path.name == "__init__.py" else path.stem
    words = {word.lower() for word in re.findall(r"\w+", first)} - set(name.lower().split("_"))
    assert len(words) >= FEWEST_WORDS, f"{path}: says no more than the file's name: {first}"


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.parent.relative_to(SRC).as_posix())
def test_a_room_says_who_calls_it_and_what_it_must_not_know(path: Path) -> None:
    said = docstring(path)
    assert "Who calls it:" in said, f"{path}: say who calls this room"
    assert re.search(r"must\snot\s(know|import|decide)", said), f"{path}: say what it must not know"
