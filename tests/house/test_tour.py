"""The tour of the house, `docs/architecture.md`: its picture is what the imports say, what it names is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from scripts import house

from chainrule.cli import COMMANDS

ROOT = house.ROOT
SRC = ROOT / "src/chainrule"
PAGE = ROOT / "docs/architecture.md"
MOST_WORDS = 1800
A_FILE = re.compile(r"/|\.(py|js|css|md|toml|html|svg)$")
A_NAME = re.compile(r"[A-Za-z_]\w*")


def not_there(page: str) -> Iterator[str]:
    """What a page names that is not there. In a table a name must be defined in a file of its row, else anywhere."""
    for line in page.splitlines():
        said = re.findall(r"`([^`]+)`", line)
        files: list[Path] = []
        for name in filter(A_FILE.search, said):
            folders = [ROOT, SRC, *(file.parent for file in files)]
            found = [folder / name for folder in folders if (folder / name).exists()]
            files += found[:1]
            if not found:
                yield name
        texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
        for name in said:
            command = re.match(r"chainrule (\w+)", name)
            if command and command[1] not in COMMANDS:
                yield name
            elif A_NAME.fullmatch(name):
                there = defined(name, texts) if line.startswith("|") else re.search(rf"\b{name}\b", everything())
                if not there:
                    yield name


def defined(name: str, texts: list[str]) -> bool:
    return any(re.search(rf"\b(def|class|function) {name}\b|^{name}\b.* = ", text, re.MULTILINE) for text in texts)


@cache
def everything() -> str:
    return "\n".join(str(path) + path.read_text(encoding="utf-8") for path in sorted(SRC.rglob("*.py")))


def test_all_that_the_page_names_is_there() -> None:
    assert list(not_there(PAGE.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("| `campus/lectures/load.py` `load_lecture`, `render.py` | reads |", []),
        ("| `campus/lectures/lode.py` | reads |", ["campus/lectures/lode.py"]),
        ("| `campus/lectures/load.py` `render_lecture` | it is in another file |", ["render_lecture"]),
        ("| `campus/lectures/load.py`, `wsgi.py` | it is in another folder |", ["wsgi.py"]),
        ("On a laptop `chainrule check` begins at `run_checks`.", []),
        ("On a laptop `chainrule chek` begins at `run_no_checks`.", ["chainrule chek", "run_no_checks"]),
        ("Rows are in `tests/nn/caces.py`.", ["tests/nn/caces.py"]),
    ],
)
def test_what_is_not_there_would_be_found(line: str, gone: list[str]) -> None:
    assert list(not_there(line)) == gone


def test_the_tour_names_every_room() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rooms = set(house.rooms(house.modules())) - {house.GROUND, house.ROOF}
    files = {
        room: f"{room.replace('.', '/')}{'/' if (SRC / room.replace('.', '/')).is_dir() else '.py'}" for room in rooms
    }
    assert len(rooms) > 20
    assert [file for file in sorted(files.values()) if f"`{file}`" not in page] == []


def test_the_tour_takes_ten_minutes() -> None:
    tour, _, to_be_looked_up = PAGE.read_text(encoding="utf-8").partition("\n## Conventions")
    assert to_be_looked_up
    assert len(tour.split()) < MOST_WORDS


def test_the_committed_picture_is_what_the_script_draws() -> None:
    drawn = house.draw(house.rooms(house.modules())) + "\n"
    kept = house.PICTURE.read_text(encoding="utf-8")
    assert kept == drawn, "a room or an import between rooms changed: run .venv/bin/python scripts/house.py"


def test_an_arrow_that_two_others_say_is_left_out() -> None:
    imports = {"a": frozenset({"b", "c"}), "b": frozenset({"c"}), "c": frozenset[str]()}
    assert house.direct(imports) == {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset()}


def test_a_loose_file_of_the_site_is_ground_floor_where_an_app_needs_it() -> None:
    site = house.SITE
    imports = {
        site: frozenset[str](),
        f"{site}.app": frozenset[str](),
        f"{site}.app.views": frozenset({f"{site}.clock"}),
        f"{site}.clock": frozenset({f"{site}.under_it"}),
        f"{site}.under_it": frozenset[str](),
        f"{site}.urls": frozenset({f"{site}.app.views"}),
    }
    assert house.rooms(imports) == {
        "campus.site.app": frozenset({house.GROUND}),
        house.GROUND: frozenset(),
        house.ROOF: frozenset({"campus.site.app"}),
    }
