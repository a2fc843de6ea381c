"""A deep n-gram model on names, with normalization and without skip connections (lecture 19)."""

from collections.abc import Iterator
from functools import partial

from torch import Generator

from chainrule.data import split_names
from chainrule.models.residual_ngram import DeepNgram, DeepNgramConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import LETTERS, outcome
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.texts import Plan

PLAN, QUICK_PLAN = Plan(4010, 3e-3, every=401), Plan(150, 3e-3, every=150)
PUBLISHED = "makemore's deep networks that see eight letters are published with 2.022 and, of 76,579 weights, 1.993."


def run(options: Options) -> Outcome:
    """Two blocks of two layers, 128 units each, which see eight letters."""
    plan, target = (QUICK_PLAN, 2.4) if options.quick else (PLAN, 2.03)
    return outcome(options, {"deep n-gram": partial(model, skip=False)}, plan, target, PUBLISHED)


def model(generator: Generator | None, fused: bool, *, skip: bool) -> DeepNgram:
    """Weights are counted alike with and without the skips, which have none."""
    config = DeepNgramConfig(LETTERS, context=8, embedding=24, width=128, blocks=2, skip=skip, dropout=0.1)
    return DeepNgram(config, generator=generator, fused=fused)


def sample(asked: Asked) -> Iterator[str]:
    """New names, from the first seed."""
    alphabet, *_ = split_names(asked.load("names").lines)
    return asked.names(asked.restored(model(None, True, skip=False), "deep"), alphabet)


RECIPE = Recipe(
    "deep-ngram",
    "A deep n-gram model on names, without skip connections",
    "2.03 nats per letter of the dev names, mean of five seeds",
    "2.4 nats after a third of an epoch",
    run,
    data=("names",),
    sample=sample,
)
