"""A trial of a search trains the recipe's network, and is worth what examples held out say."""

import os
from typing import Any

import pytest
from tests.parts import need

from chainrule.recipes import RECIPES, Options, UnknownRecipe
from chainrule.recipes.searches import SEARCHES, search

TRIALS: dict[str, dict[str, Any]] = {
    "digits-mlp": {"rate": 0.1, "width": 32, "dropout": 0.1, "momentum": 0.9, "weight decay": 1e-4},
    "mnist-mlp": {"rate": 0.1, "width": 64, "dropout": 0.1, "momentum": 0.9, "weight decay": 1e-4},
    "cifar-cnn": {"rate": 0.2, "weight decay": 1e-3, "width": 8, "padding": 2, "label smoothing": 0.1},
}


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_tells_each_epoch_and_gives_the_last(name: str) -> None:
    if name != "digits-mlp":
        need("data sets")
    found, told = search(name, Options(name, quick=True)), []
    value = found.objective(TRIALS[name], lambda epoch, accuracy: told.append((epoch, accuracy)))
    assert [epoch for epoch, _ in told] == list(range(1, len(told) + 1))
    assert value == told[-1][1]
    assert value > 0.12  # chance is 0.1


def test_every_search_is_of_a_recipe_or_of_the_small_set_and_is_tried_here() -> None:
    assert set(TRIALS) == set(SEARCHES)
    assert set(SEARCHES) - set(RECIPES) == {"digits-mlp"}
    for name, trial in TRIALS.items():
        if name == "digits-mlp" or os.environ.get("CHAINRULE_DATA"):
            assert set(search(name, Options(name, quick=True)).space) == set(trial)


def test_an_unknown_search_is_told_which_there_are() -> None:
    with pytest.raises(UnknownRecipe, match="there are mnist-mlp, cifar-cnn, digits-mlp"):
        search("moons", Options("moons"))
