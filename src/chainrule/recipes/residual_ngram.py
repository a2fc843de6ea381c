"""A residual n-gram model on names, and what depth does without skips and without normalization (lecture 19)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from torch import Generator

from chainrule.data import split_names
from chainrule.models.residual_ngram import DeepNgram, DeepNgramConfig
from chainrule.recipes.deep_ngram import PLAN, PUBLISHED, QUICK_PLAN, model
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import LETTERS, outcome, trained
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.recipes.texts import Plan

SHORT = Plan(800, 3e-3, every=400)
DEPTHS, HEADS, WIDTH = (1, 4, 16), ("1 block", "4 blocks", "16 blocks"), 48
KINDS = {  # by (normalization, skip)
    "neither": (False, False),
    "normalization": (True, False),
    "skip": (False, True),
    "both": (True, True),
}


def run(options: Options) -> Outcome:
    """The deep n-gram, each of whose blocks adds to what came in; and its kinds by depth, from the first seed."""
    if options.quick:
        return outcome(options, {"residual n-gram": partial(model, skip=True)}, QUICK_PLAN, 2.35, PUBLISHED)
    reached = outcome(options, {"residual n-gram": partial(model, skip=True)}, PLAN, 2.00, PUBLISHED)
    words, seconds = depths(options, reached.seeds[0])
    return replace(reached, details=f"{reached.details}\n\n{words}", seconds=reached.seconds + seconds)


def depths(options: Options, seed: int) -> tuple[str, float]:
    """A table of the dev names' nats: a row for each kind of block, a column for each number of blocks; and seconds."""
    rows, seconds = [], 0.0
    for kind, (normalization, skip) in KINDS.items():
        row = [kind]
        for blocks in DEPTHS:
            make = partial(narrow, blocks=blocks, normalization=normalization, skip=skip)
            found = trained(options, make, SHORT, seed, name=f"{kind} {blocks} blocks")
            row.append(f"{found.dev:.3f}")
            seconds += found.history.seconds
        rows.append(row)
    said = (
        f"Dev after two epochs, blocks of {WIDTH} units, one seed: with each of the two means, by the number of blocks."
    )
    return f"{said}\n\n{table(['', *HEADS], rows)}", seconds


def narrow(generator: Generator, fused: bool, *, blocks: int, normalization: bool, skip: bool) -> DeepNgram:
    config = DeepNgramConfig(LETTERS, 8, 16, WIDTH, blocks, normalization, skip)
    return DeepNgram(config, generator=generator, fused=fused)


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
