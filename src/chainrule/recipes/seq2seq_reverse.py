"""Writing a word backwards, with and without attention: what one vector can hold, and what it cannot (lecture 21)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.chart import Axis, Series, lines
from chainrule.data import Characters, Examples
from chainrule.models.seq2seq import Seq2Seq, Seq2SeqConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.sampling import generate
from chainrule.svg import Svg
from chainrule.training import Batches, History, Settings, fit
from chainrule.training.objectives import answering

PADDING, BEGIN, END = 0, 1, 2
ALPHABET = Characters("_<>abcdefghijklmnopqrstuvwxyz")  # those three, then the letters
LONGEST, EXAMPLES, EPOCHS, BATCH, RATE = 20, 40_000, 4, 100, 4e-3
QUICK_LONGEST, QUICK_EXAMPLES = 5, 10_000
TESTED, TEST_SEED = 100, 1  # words of each length
CONFIG = Seq2SeqConfig(source=len(ALPHABET), target=len(ALPHABET), embedding=32, hidden=64)
WAYS = {"with attention": CONFIG, "without": replace(CONFIG, attention=False)}


def words(lengths: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Random words (N, S) of these lengths, and the answers (N, S + 2): begin, the word backwards, end; then padding.

    >>> source, target = words(torch.tensor([3, 1]), Generator().manual_seed(0))
    >>> [ALPHABET.decode(row) for row in (*source, *target)]
    ['qpb', 'q__', '<bpq>', '<q>__']
    """
    longest = int(lengths.max())
    letters = torch.randint(3, len(ALPHABET), (len(lengths), longest), generator=generator)  # (N, S)
    places = torch.arange(longest + 2)
    source = torch.where(places[:longest] < lengths[:, None], letters, PADDING)
    back = letters.gather(1, (lengths[:, None] - places[1 : longest + 1]).clamp(0))  # (N, S)
    target = torch.cat((torch.full((len(lengths), 1), BEGIN), back, torch.zeros(len(lengths), 1, dtype=torch.int64)), 1)
    target = torch.where(places <= lengths[:, None], target, PADDING)
    return source, torch.where(places == lengths[:, None] + 1, END, target)


def run(options: Options) -> Outcome:
    """The same encoder and decoder twice, on the same words, with as many steps."""
    [seed] = options.seeds(0)
    longest = QUICK_LONGEST if options.quick else LONGEST
    ways = ["with attention"] if options.quick else list(WAYS)
    exact, histories = {}, []
    for way in ways:
        model, history = trained(options, way, longest, seed)
        exact[way] = by_length(model, longest)
        histories.append(history)
    mean = {way: sum(shares) / len(shares) for way, shares in exact.items()}
    numbers = [
        Number("words written backwards, with attention", mean["with attention"], 0.9 if options.quick else 0.99)
    ]
    seconds = sum(history.seconds for history in histories)
    if options.quick:
        return Outcome(tuple(numbers), (seed,), seconds)
    return Outcome(tuple(numbers), (seed,), seconds, details(exact), {"by-length": picture(exact)})


def trained(options: Options, way: str, longest: int, seed: int) -> tuple[Seq2Seq, History]:
    """Words of all lengths from 1 to the longest, as many of each; the decoder is told the right letters."""
    generator = options.generator(seed)
    lengths = torch.arange(QUICK_EXAMPLES if options.quick else EXAMPLES) % longest + 1
    source, target = words(lengths, generator)
    model = Seq2Seq(WAYS[way], generator, fused=not options.mine)
    data = Batches(Pairs(source, target), BATCH)
    total = EPOCHS * len(data)
    optimizer = optim.Adam(model.parameters(), lr=RATE)
    history = fit(
        model,
        data,
        optimizer,
        epochs=EPOCHS,
        generator=generator,
        objective=answering,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total, peak=0.1)),
        settings=Settings(clip_norm=1.0),
        **options.keep(way),
    )
    return model, history


@dataclass(frozen=True, eq=False)
class Pairs(Examples):
    """Words `source` (N, S) and answers `target` (N, S + 2). A batch is both, no wider than its longest word."""

    source: Tensor
    target: Tensor

    def batch(self, index: Tensor) -> tuple[Tensor, Tensor]:
        source, target = super().batch(index)
        longest = int((source != PADDING).sum(1).max())
        return source[:, :longest], target[:, : longest + 2]


def by_length(model: Seq2Seq, longest: int) -> list[float]:
    """The share of new words of each length that the model writes backwards without a fault, on its own."""
    shares = []
    for length in range(1, longest + 1):
        generator = Generator().manual_seed(TEST_SEED)
        source, target = words(torch.full((TESTED,), length), generator)
        written = answer(model, source, length + 1)
        shares.append((written == target[:, 1:]).all(1).double().mean().item())
    return shares


def answer(model: Seq2Seq, source: Tensor, count: int) -> Tensor:
    """What the model writes: the likeliest letter each time, (N, count)."""
    prompt = torch.full((len(source), 1), BEGIN)
    with torch.no_grad():
        state = model.eval().begin(source)
    drawn = list(generate(model, prompt, count, temperature=0, state=state))
    return torch.stack(drawn, 1)


def details(exact: dict[str, list[float]]) -> str:
    """What was measured."""
    shown = [1, 5, 10, 15, LONGEST]
    rows = [[way, *(f"{100 * shares[length - 1]:.0f}%" for length in shown)] for way, shares in exact.items()]
    head = ["words of so many letters", *map(str, shown)]
    return f"""\
{EXAMPLES:,} random words of 1 to {LONGEST} letters, {EPOCHS} times over, for an encoder and a decoder of
{CONFIG.hidden} units; then {TESTED} new words of each length, written backwards letter by letter, of which those
without a fault count. Without attention the whole word has to fit into {CONFIG.hidden} numbers.

{table(head, rows)}"""


def picture(exact: dict[str, list[float]]) -> Svg:
    """The share of words without a fault over their length: the bottleneck."""
    series = [Series(way, list(enumerate(shares, start=1)), dots=True) for way, shares in exact.items()]
    return lines(
        series,
        title="A word written backwards",
        x="letters of the word",
        y="written without a fault",
        y_axis=Axis(0, 1),
    )


def sample(asked: Asked) -> Iterator[str]:
    """The prompt's words, or random ones, and what the network with attention makes of them."""
    model = asked.restored(Seq2Seq(CONFIG), "with attention")
    given = asked.prompt.split() or random_words(asked)
    for word in given:
        source = asked.tokens(ALPHABET, word)[None]
        yield f"{word} -> "
        for letter in answer(model, source, len(word) + 1)[0]:
            if letter == END:
                break
            yield ALPHABET.decode(letter[None])
        yield "\n"


def random_words(asked: Asked) -> list[str]:
    """As many as were asked for."""
    count, longest = asked.how_many(10), QUICK_LONGEST if asked.quick else LONGEST
    lengths = torch.randint(1, longest + 1, (count,), generator=asked.generator)
    source, _ = words(lengths, asked.generator)
    return [ALPHABET.decode(row[row != PADDING]) for row in source]


RECIPE = Recipe(
    "seq2seq-reverse",
    "Words written backwards, with and without attention",
    "99% of new words of 1 to 20 letters without a fault, with attention",
    "90% of those of 1 to 5 letters",
    run,
    sample=sample,
)
