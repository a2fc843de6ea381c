"""A plain recurrent network reads names and Shakespeare, under the budget of its siblings (lecture 20)."""

from collections.abc import Iterator

from chainrule.recipes.drawing import Asked
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.recurrent import compared, drawn


def run(options: Options) -> Outcome:
    """40,000 weights for names, 200,000 for Shakespeare."""
    return compared(options, "rnn", names_target=2.0, text_target=1.65)


def sample(asked: Asked) -> Iterator[str]:
    """Lines in the manner of Shakespeare."""
    return drawn(asked, "rnn")


RECIPE = Recipe(
    "rnn",
    "A plain recurrent network on names and tiny Shakespeare",
    "dev at most 2.0 nats on names with 40,000 weights; val at most 1.65 on Shakespeare with 200,000",
    "2.3 nats after an epoch of names",
    run,
    data=("names", "tinyshakespeare"),
    sample=sample,
)
