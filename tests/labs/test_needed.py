"""What a process gets of the library: what a source asks for, what that asks for, and nothing else."""

import pytest

from chainrule.labs.needed import needed


def inside(source: str) -> set[str]:
    """The modules of `chainrule.data`, short."""
    return {name.removeprefix("chainrule.data").removeprefix(".") for name in needed(source)}


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("from chainrule.data import two_moons", {"", "moons"}),
        ("from chainrule.data import batches, two_circles", {"", "batching", "splits", "circles"}),
        ("from chainrule.data.moons import two_moons", {"moons"}),
        ("def late():\n    from chainrule.data import two_moons", {"", "moons"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from chainrule.data import load", set()),
        (
            "TYPE_CHECKING = 0\nif TYPE_CHECKING:\n    pass\nelse:\n    from chainrule.data import two_moons",
            {"", "moons"},
        ),
        ("from chainrule.labs import load_lab\nimport chainrule.campus.lectures", set()),
        ("import json, chainrule.no_such_room\nfrom . import beside", set()),
    ],
)
def test_a_source_brings_what_it_asks_for_and_what_that_asks_for(source: str, modules: set[str]) -> None:
    assert inside(source) == modules


@pytest.mark.parametrize(
    "source", ["import chainrule.data", "from chainrule import data", "import chainrule.data as d"]
)
def test_a_package_that_is_asked_for_whole_brings_the_homes_of_all_its_names(source: str) -> None:
    assert inside(source) >= {"", "moons", "circles", "spirals", "sets", "batching", "augment", "text", "byte_pairs"}


def test_a_stand_in_comes_where_the_module_is_asked_for_and_brings_what_it_imports_itself() -> None:
    instead = {"chainrule.data.sets": "from chainrule.data.moons import two_moons", "chainrule.data.text": "1"}
    found = needed("from chainrule.data import load", instead=instead)
    assert set(found) == {"chainrule.data", "chainrule.data.sets", "chainrule.data.moons"}
    assert found["chainrule.data.sets"] == instead["chainrule.data.sets"]
