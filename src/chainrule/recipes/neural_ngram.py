"""The neural n-gram model on names, with as many weights as makemore's (lecture 15)."""

from collections.abc import Iterator

from torch import Generator

from chainrule.data import split_names
from chainrule.models.neural_ngram import NeuralNgram, NeuralNgramConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import LETTERS, outcome
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.texts import Plan

CONFIG = NeuralNgramConfig(LETTERS, context=5, embedding=8, hidden=172)
PLAN, QUICK_PLAN = Plan(4800, 5e-3, every=400), Plan(200, 1e-2, every=200)


def run(options: Options) -> Outcome:
    """Five letters as vectors of 8 numbers, 172 hidden units."""
    plan, target = (QUICK_PLAN, 2.35) if options.quick else (PLAN, 2.10)
    published = (
        "makemore's network of 11,897 weights, which sees three letters, is published with 2.105 on the dev names."
    )
    return outcome(options, {"neural n-gram": model}, plan, target, published)


def model(generator: Generator | None, fused: bool) -> NeuralNgram:
    return NeuralNgram(CONFIG, generator=generator, fused=fused)


def sample(asked: Asked) -> Iterator[str]:
    """New names, from the first seed."""
    alphabet, *_ = split_names(asked.load("names").lines)
    return asked.names(asked.restored(model(None, True), "neural"), alphabet)


RECIPE = Recipe(
    "neural-ngram",
    "A neural n-gram model on names",
    "2.10 nats per letter of the dev names, mean of five seeds, with 12,000 weights",
    "2.35 nats after half an epoch",
    run,
    data=("names",),
    sample=sample,
)
