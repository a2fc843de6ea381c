"""The bigram model of names: counted, and learned by gradients to the same likelihood (lecture 14)."""

from collections.abc import Iterator

from chainrule import optim
from chainrule.data import Names, split_names
from chainrule.models.bigram import Bigram, CountBigram
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import drawn, nats
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.training import Batches, fit
from chainrule.training.objectives import next_token

EPOCHS, BATCH, RATE = 8, 1024, 0.5


def run(options: Options) -> Outcome:
    """All names, as in makemore's first lecture: they are counted, and nothing is held out from a table of 729 entries.

    The layer goes down the mean negative log-likelihood by Adam, with a rate that falls to zero.
    """
    [seed] = options.seeds(0)
    lines = options.load("names").lines
    alphabet, *_ = split_names(lines)
    names = Names.of(lines, alphabet)
    counted = CountBigram(len(alphabet), k=0).count(names.tokens, names.counts)
    options.save(counted)
    generator = options.generator(seed)
    layer = Bigram(len(alphabet), fused=not options.mine)
    data = Batches(names, BATCH)
    optimizer = optim.Adam(layer.parameters(), lr=RATE)
    steps = EPOCHS * len(data)
    schedule = optim.LambdaLR(optimizer, lambda step: 1 - step / steps)
    history = fit(
        layer,
        data,
        optimizer,
        epochs=EPOCHS,
        generator=generator,
        objective=next_token,
        schedule=schedule,
        loggers=options.loggers(),
    )
    by_counting, by_gradients = nats(counted, names), nats(layer, names)
    return Outcome(
        (
            Number("nats per letter of all names, counted", by_counting, 2.455, "nats", at_most=True),
            Number("how much the layer's are above", by_gradients - by_counting, 0.001, "nats", at_most=True),
        ),
        (seed,),
        history.seconds,
        sketch="Names drawn from the table of counts:\n" + drawn(counted, alphabet, generator),
    )


def sample(asked: Asked) -> Iterator[str]:
    """Names from the table of counts."""
    alphabet, *_ = split_names(asked.load("names").lines)
    return asked.names(asked.restored(CountBigram(len(alphabet), k=0)), alphabet)


RECIPE = Recipe(
    "bigram",
    "Bigrams of names, by counting and by gradients",
    "2.454 nats per letter by counting, and as few to 0.001 by gradients",
    "the same, in seconds",
    run,
    data=("names",),
    resumes=False,
    sample=sample,
)
