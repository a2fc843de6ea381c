"""GPT on names: what attention adds to a window of letters before (lecture 24)."""

from collections.abc import Iterator

from chainrule.data.text import split_names
from chainrule.models.build import count_parameters
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import BATCH, LETTERS
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.texts import Plan, fitted
from chainrule.training import Batches

LONGEST = 16  # letters before the last answer, the boundary that ends the longest name
CONFIG = GPTConfig(
    LETTERS,
    LONGEST,
    width=64,
    hidden=172,
    dropout=0.06,
    bias=False,
    activation="silu",
    gated=True,
    positions="rotary",
)
QUICK = GPTConfig(LETTERS, LONGEST, layers=2, heads=2, width=32)
PLAN, QUICK_PLAN = Plan(8000, 3e-3, every=400, muon=0.02), Plan(250, 1e-2, every=125)


def run(options: Options) -> Outcome:
    """A GPT of four narrow layers; the parts of the names are those of makemore's lectures."""
    [seed] = options.seeds(0)
    _, train, dev, _ = split_names(options.load("names").lines)
    config, plan = (QUICK, QUICK_PLAN) if options.quick else (CONFIG, PLAN)
    generator = options.generator(seed)
    model = GPT(config, generator, fused=not options.mine)
    history = fitted(
        options, model, Batches(train, BATCH), Batches(dev, 500), plan, generator=generator, part=f"seed {seed}"
    )
    reached, target = history.metric("loss")[-1], 2.3 if options.quick else 1.95
    return Outcome(
        (Number("nats per letter of the dev names", reached, target, "nats", at_most=True),),
        (seed,),
        history.seconds,
        f"{count_parameters(model):,} weights. makemore's transformer of 200,000 is published with about 1.92.",
        {} if options.quick else {"training": history.picture("GPT on names")},
    )


def sample(asked: Asked) -> Iterator[str]:
    """New names."""
    alphabet, *_ = split_names(asked.load("names").lines)
    model = GPT(QUICK if asked.quick else CONFIG, fused=True)
    return asked.names(asked.restored(model, "seed"), alphabet, context=LONGEST)


RECIPE = Recipe(
    "names-gpt",
    "GPT on names",
    "1.95 nats per letter of the dev names",
    "2.3 nats with two narrow layers",
    run,
    data=("names",),
    sample=sample,
)
