"""A residual n-gram model on names (lecture 19)."""

from collections.abc import Iterator
from functools import partial

from chainrule.data import split_names
from chainrule.recipes.deep_ngram import PLAN, PUBLISHED, QUICK_PLAN, model
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import outcome
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe


def run(options: Options) -> Outcome:
    """The deep n-gram, each of whose blocks adds to what came in."""
    plan, target = (QUICK_PLAN, 2.35) if options.quick else (PLAN, 2.00)
    return outcome(options, {"residual n-gram": partial(model, skip=True)}, plan, target, PUBLISHED)


def sample(asked: Asked) -> Iterator[str]:
    """New names, from the first seed."""
    alphabet, *_ = split_names(asked.load("names").lines)
    return asked.names(asked.restored(model(None, True, skip=True), "residual"), alphabet)


RECIPE = Recipe(
    "residual-ngram",
    "A residual n-gram model on names",
    "2.00 nats per letter of the dev names, mean of five seeds",
    "2.35 nats after a third of an epoch",
    run,
    data=("names",),
    sample=sample,
)
