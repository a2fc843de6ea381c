"""One script for each headline number of the course: it trains, prints the number and asserts it."""

from chainrule.recipes.catalogue import RECIPES, recipe
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.problems import NotReached, UnknownRecipe
from chainrule.recipes.recipe import Recipe

__all__ = ["RECIPES", "NotReached", "Number", "Options", "Outcome", "Recipe", "UnknownRecipe", "recipe"]
