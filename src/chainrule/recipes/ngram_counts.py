"""Tables of counts for names, from two letters to five, with add-k and with back-off (lecture 15)."""

import time
from collections.abc import Iterator

from chainrule.data import Names, split_names
from chainrule.models.ngram import Ngram
from chainrule.recipes.drawing import Asked
from chainrule.recipes.names import LETTERS, drawn, nats
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table

ADD_K, BACK_OFF = (0.03, 0.1, 0.3), (3.0, 10.0, 20.0)  # of these k the dev names choose
LONGEST, QUICK_LONGEST = 5, 4


def run(options: Options) -> Outcome:
    """Counted on the training names; the k of each is that of the fewest nats on the dev names."""
    [seed] = options.seeds(0)
    alphabet, train, dev, test = split_names(options.load("names").lines)
    began = time.perf_counter()
    longest = QUICK_LONGEST if options.quick else LONGEST
    rows, found = [], {}
    for n in range(2, longest + 1):
        for back_off, choices in ((False, ADD_K), (True, BACK_OFF)):
            model, reached = chosen(n, back_off, choices, train, dev)
            found[n, back_off] = reached
            name = f"{n}-gram, {'back-off' if back_off else 'add-k'}"
            rows.append([name, f"{model.k:g}", f"{reached:.3f}", f"{nats(model, test):.3f}"])
    options.save(model)  # the longest, with back-off
    numbers = [Number("dev, 4-gram with add-k", found[4, False], 2.105, "nats", at_most=True)]
    if not options.quick:
        numbers.append(Number("dev, 5-gram with back-off", found[5, True], 2.03, "nats", at_most=True))
    return Outcome(
        tuple(numbers),
        (seed,),
        time.perf_counter() - began,
        details=f"Nats per letter; k is chosen on the dev names.\n\n{table(['model', 'k', 'dev', 'test'], rows)}",
        sketch=f"Names drawn from the {longest}-gram with back-off:\n"
        + drawn(model, alphabet, options.generator(seed)),
    )


def chosen(n: int, back_off: bool, choices: tuple[float, ...], train: Names, dev: Names) -> tuple[Ngram, float]:
    """The n-gram with the k that is best on the dev names, and its nats on them."""
    model = Ngram(LETTERS, n, back_off=back_off).count(train.tokens, train.counts)
    found = {}
    for model.k in choices:
        found[model.k] = nats(model, dev)
    model.k = min(choices, key=found.__getitem__)
    return model, found[model.k]


def sample(asked: Asked) -> Iterator[str]:
    """Names from the longest n-gram with back-off."""
    alphabet, *_ = split_names(asked.load("names").lines)
    model = Ngram(len(alphabet), QUICK_LONGEST if asked.quick else LONGEST, BACK_OFF[-1], back_off=True)
    return asked.names(asked.restored(model), alphabet)


RECIPE = Recipe(
    "ngram-counts",
    "Names by counting what comes after one to four letters",
    "2.105 nats per letter of the dev names by 4-grams with add-k, 2.03 by 5-grams with back-off",
    "2.105 nats by 4-grams with add-k",
    run,
    data=("names",),
    resumes=False,
    sample=sample,
)
