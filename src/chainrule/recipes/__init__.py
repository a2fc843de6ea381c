"""One script for each headline number of the course: it trains, prints the number and asserts it.

Who calls it: `chainrule train`, `sample` and `sweep`, the lectures' numbers. It must not know a lab or the platform.

A recipe is a file with a `RECIPE` and a line in `catalogue.RECIPES`; its `run(options)` gives an `Outcome` of
`Number`s, each with its target. `Options` says how: `quick`, `mine`, `seeds`, `generator(seed)`, `load("mnist")`, and
for each training `fit(..., **options.keep("seed 0"))`. `results.write` writes its row, its section (`details` is
Markdown) and its pictures into `docs/results.md`; `images.fitted` trains what tells pictures apart, `texts.fitted` what
goes on with texts. How a recipe is drawn from, by `chainrule sample`, stands in `drawing`.
"""

from chainrule.recipes.catalogue import RECIPES, recipe
from chainrule.recipes.drawing import Asked
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.problems import CannotSample, NotReached, UnknownRecipe
from chainrule.recipes.recipe import Recipe

__all__ = [
    "RECIPES",
    "Asked",
    "CannotSample",
    "NotReached",
    "Number",
    "Options",
    "Outcome",
    "Recipe",
    "UnknownRecipe",
    "recipe",
]
