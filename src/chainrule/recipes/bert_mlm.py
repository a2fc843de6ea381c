"""BERT on the characters of tiny Shakespeare: hidden letters, told from both sides (lecture 24)."""

from collections.abc import Iterator, Sequence
from functools import partial

import torch
from torch import Tensor

from chainrule.data import Text
from chainrule.models.bert import BERT, BERTConfig
from chainrule.models.build import count_parameters
from chainrule.recipes.drawing import Asked
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.recipes.texts import LETTERS, Plan, fitted, shakespeare
from chainrule.training import Windows
from chainrule.training.objectives import masked_tokens

MASK = LETTERS  # a token of its own
CONFIG = BERTConfig(LETTERS + 1, context=64, layers=4, heads=4, width=128)
QUICK = BERTConfig(LETTERS + 1, context=64, layers=1, heads=2, width=64)
PLAN, QUICK_PLAN = Plan(2000, 2e-3, warm_up=200, muon=0.02), Plan(150, 4e-3, every=50, warm_up=20)
BATCH = 32


def run(options: Options) -> Outcome:
    """A BERT, and how often those who count pairs and triples of letters are right, on the same text."""
    [seed] = options.seeds(0)
    _, train, held_out = shakespeare(options)
    config, plan = (QUICK, QUICK_PLAN) if options.quick else (CONFIG, PLAN)
    if options.quick:
        held_out = Text(held_out.tokens[:10_000])
    generator = options.generator(seed)
    model = BERT(config, generator, fused=not options.mine)
    length = config.context - 1  # a window holds one more
    history = fitted(
        options,
        model,
        Windows(train, length, BATCH),
        Windows(held_out, length, 64),
        plan,
        generator=generator,
        objective=partial(masked_tokens, mask=MASK, classes=LETTERS),
    )
    baselines = counted(train.tokens, held_out.tokens)
    accuracy = history.metric("accuracy")[-1]
    numbers = [Number("hidden letters told right", accuracy, 0.15 if options.quick else 0.55)]
    rows = [(name, f"{share:.1%}") for name, share in baselines.items()]
    rows.append((f"BERT, {count_parameters(model):,} weights", f"{accuracy:.1%}"))
    pictures = {} if options.quick else {"training": history.picture("BERT on tiny Shakespeare")}
    return Outcome(tuple(numbers), (seed,), history.seconds, details(rows), pictures)


def counted(train: Tensor, held_out: Tensor) -> dict[str, float]:
    """The share of letters (N,) that is the most frequent one: of all, after the one before, between both beside it.

    The counts are those of the training text. Where a pair was never seen around a letter, the most frequent of all is
    said.
    """
    singles = torch.bincount(train, minlength=LETTERS)
    pairs, triples = torch.zeros(LETTERS, LETTERS), torch.zeros(LETTERS * LETTERS, LETTERS)
    pairs.index_put_((train[:-1], train[1:]), torch.ones(()), accumulate=True)
    around = train[:-2] * LETTERS + train[2:]  # of each letter, the one before and the one after
    triples.index_put_((around, train[1:-1]), torch.ones(()), accumulate=True)
    triples += 1e-3 * singles / len(train)
    before, letter, after = held_out[:-2], held_out[1:-1], held_out[2:]
    said = {
        "unigram: the most frequent letter": singles.argmax().expand(len(letter)),
        "bigram: the most frequent after the one before": pairs.argmax(1)[before],
        "the most frequent between the one before and the one after": triples.argmax(1)[before * LETTERS + after],
    }
    return {name: float((guess == letter).float().mean()) for name, guess in said.items()}


def details(rows: Sequence[tuple[str, ...]]) -> str:
    """What was measured, and how."""
    return f"""\
Of the letters of the last tenth of the text, 15% are drawn, the same in each measurement; of those, 80% are shown as a
mask, 10% as any letter, 10% as they are. BERT sees a window of 64 in which other letters are hidden too; those who
count see the true letters beside.

{table(("who tells", "letters told right"), rows)}"""


@torch.no_grad()
def sample(asked: Asked) -> Iterator[str]:
    """The prompt with each _ told: the likeliest letters, the surest one first."""
    alphabet, *_ = shakespeare(asked)
    model = asked.restored(BERT(QUICK if asked.quick else CONFIG, fused=True))
    text = asked.prompt or "To be, or n_t to b_: th_t is t_e questi_n"
    hidden = torch.tensor([letter == "_" for letter in text])
    tokens = torch.where(hidden, MASK, asked.tokens(alphabet, text.replace("_", " ")))
    while hidden.any():
        p = model(tokens[None])[0, :, :LETTERS].softmax(-1)  # (T, letters)
        sure, letter = p.max(-1)
        place = int(torch.where(hidden, sure, -1.0).argmax())
        tokens[place], hidden[place] = letter[place], False
    yield alphabet.decode(tokens) + "\n"


RECIPE = Recipe(
    "bert-mlm",
    "BERT on the characters of tiny Shakespeare",
    "55% of the hidden letters told right, where the letters on both sides alone tell 48%",
    "15% with one narrow layer",
    run,
    data=("tinyshakespeare",),
    sample=sample,
)
