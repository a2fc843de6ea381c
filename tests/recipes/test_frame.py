"""The frame of the recipes: names, outcomes, options, and the page of results."""

from pathlib import Path

import pytest

from chainrule.recipes import RECIPES, NotReached, Number, Options, Outcome, Recipe, UnknownRecipe, recipe, results
from chainrule.recipes.results import Machine
from chainrule.svg import Svg
from chainrule.training import CsvLogger, TensorBoardLogger

MACHINE = Machine("a processor", 2, 1, 0.5, "2.13.0")


def outcome(value: float = 0.985, **more: object) -> Outcome:
    return Outcome((Number("test accuracy", value, 0.98),), (0, 1, 2), 61.4, **more)  # type: ignore[arg-type]


def one(name: str) -> Recipe:
    return Recipe(name, f"About {name}", "98%", "90%", lambda options: outcome())


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_has_its_name_and_says_what_it_must_reach(name: str) -> None:
    found = recipe(name)
    assert found.name == name
    assert found.title
    assert found.target
    assert found.quick


@pytest.mark.parametrize(
    ("name", "words"),
    [("moon-mpl", "near it: moons-mlp"), ("", "there is no recipe"), ("m", "m may be moons-mlp or mnist-mlp")],
)
def test_a_name_that_fits_none_or_several_is_told(name: str, words: str) -> None:
    with pytest.raises(UnknownRecipe) as caught:
        recipe(name)
    assert words in str(caught.value)


def test_an_outcome_asserts_its_numbers() -> None:
    outcome(0.98).check()
    with pytest.raises(NotReached, match=r"test accuracy is 97.90%, and must be at least 98%"):
        outcome(0.979).check()
    assert Number("steps", 40, 50, unit="steps", at_most=True).passes
    assert Number("steps", 40, 50, unit="steps", at_most=True).wanted == "at most 50 steps"


def test_options_name_the_seeds_and_the_places(tmp_path: Path) -> None:
    assert Options("r").seeds(0, 1, 2) == (0, 1, 2)
    assert Options("r", quick=True).seeds(0, 1, 2) == (0,)
    assert Options("r", seed=7).seeds(0, 1, 2) == (7,)
    assert Options("r").keep("seed 0") == {"checkpoint": None, "loggers": []}
    kept = Options("r", out=tmp_path, tensorboard=True).keep("seed 0")
    assert kept["checkpoint"] is not None
    assert kept["checkpoint"].folder == tmp_path / "seed-0"
    assert [type(logger) for logger in kept["loggers"]] == [CsvLogger, TensorBoardLogger]


def test_each_recipe_writes_its_own_row(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "results.md"
    results.write(one("mnist-mlp"), outcome(0.98), MACHINE, page)
    results.write(one("moons-mlp"), outcome(1.0), MACHINE, page)
    results.write(one("mnist-mlp"), outcome(0.9876), MACHINE, page)
    rows = results.read_rows(page.read_text())
    assert [row[:5] for row in rows] == [
        ("moons-mlp", "test accuracy at least 98%", "100%", "0, 1, 2", "61"),
        ("mnist-mlp", "test accuracy at least 98%", "98.76%", "0, 1, 2", "61"),
    ]
    assert rows[0][5] == "a processor, 1 of 2 cores, load 0.5 before, torch 2.13.0"


def test_the_head_of_the_page_is_renewed_and_says_what_the_seconds_are(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    results.write(one("mnist-mlp"), outcome(), MACHINE, page)
    before = page.read_text()
    page.write_text(before.replace(results.HEAD, "# Results\n\nSeconds are those of something else.\n\n"))
    results.write(one("moons-mlp"), outcome(details="more"), MACHINE, page)
    assert page.read_text().startswith(results.HEAD)
    assert "everything that the recipe trained" in " ".join(results.HEAD.split())
    assert "something else" not in page.read_text()
    assert len(results.read_rows(page.read_text())) == 2


def test_what_a_recipe_measured_beside_stands_in_its_section(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    results.write(one("mnist-mlp"), outcome(details="| a | b |", pictures={"the-way": Svg("<svg/>")}), MACHINE, page)
    results.write(one("moons-mlp"), outcome(details="more"), MACHINE, page)
    results.write(one("moons-mlp"), outcome(details="other"), MACHINE, page)
    text = page.read_text()
    assert "## mnist-mlp\n\nAbout mnist-mlp.\n\n| a | b |\n\n![the way](results/mnist-mlp-the-way.svg)" in text
    assert (tmp_path / "results/mnist-mlp-the-way.svg").read_text() == "<svg/>"
    assert "more" not in text
    assert text.count("## moons-mlp") == 1
    results.write(one("moons-mlp"), outcome(), MACHINE, page)
    assert "## moons-mlp" not in page.read_text()


def test_this_machine_is_described() -> None:
    here = results.machine()
    assert here.cores >= 1
    assert here.processor
