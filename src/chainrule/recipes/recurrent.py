"""What the recipes of recurrent networks have in common: one budget of weights and steps, on names and Shakespeare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import mean

from torch import Generator, nn

from chainrule import optim
from chainrule.data import Characters
from chainrule.data.text import split_names
from chainrule.models.char_rnn import LAYERS, CharRNN, CharRNNConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle
from chainrule.recipes.names import spread
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.tables import table
from chainrule.training import Batch, Batches, Carried, Epochs, Extending, History, Settings, Streams, fit
from chainrule.training.objectives import next_token
from chainrule.training.sums import Objective


@dataclass(frozen=True)
class Budget:
    """What each kind of network gets: at most so many weights, and so many epochs."""

    weights: int
    embedding: int
    epochs: int


NAMES = Budget(weights=40_000, embedding=24, epochs=8)
TEXT = Budget(weights=200_000, embedding=64, epochs=2)
RATE = 6e-3
SEEDS = (0, 1, 2, 3, 4)


def largest(kind: str, vocabulary: int, budget: Budget) -> CharRNNConfig:
    """The network of this kind with the largest state that the budget pays for.

    >>> [largest(kind, 27, NAMES).hidden for kind in ("rnn", "lstm", "gru")]
    [173, 84, 98]
    """
    gates, vectors, hidden = LAYERS[kind].gates, budget.embedding, 1
    while gates * (hidden + 1) * (vectors + hidden + 3) + vocabulary * (vectors + hidden + 2) <= budget.weights:
        hidden += 1
    return CharRNNConfig(vocabulary, kind, vectors, hidden)


def compared(options: Options, kind: str, names_target: float, text_target: float) -> Outcome:
    """Names from five seeds, Shakespeare from the first, each under the budget that all three kinds have."""
    seeds = options.seeds(*SEEDS)
    histories = [on_names(options, kind, seed) for seed in seeds]
    nats = [history.metric("loss")[-1] for history in histories]
    names = Number("dev, names", mean(nats), 2.3 if options.quick else names_target, "nats", at_most=True)
    seconds = sum(history.seconds for history in histories)
    if options.quick:
        return Outcome((names,), seeds, seconds)
    history = on_text(options, kind, seeds[0])
    loss = history.metric("loss")[-1]
    text = Number("val, tiny Shakespeare", loss, text_target, "nats", at_most=True)
    rows = [
        ["names", f"{NAMES.weights:,}", spread(nats), f"{seconds / len(seeds):.0f}"],
        ["tiny Shakespeare", f"{TEXT.weights:,}", f"{loss:.3f}", f"{history.seconds:.0f}"],
    ]
    words = table(["data", "weights, at most", "nats per character, held out", "seconds per training"], rows)
    return Outcome((names, text), seeds, seconds + history.seconds, f"{HOW}\n\n{words}")


HOW = f"""\
The same budget for `rnn`, `lstm` and `gru`: one layer, as wide as the weights allow, and {NAMES.epochs} epochs over the
names or {TEXT.epochs} over the text, in which each takes about as many operations. Of the names the dev loss is the
mean over the seeds with its standard deviation; Shakespeare is trained on from the first seed, its state carried from
window to window, and its last tenth is held out."""


def on_names(options: Options, kind: str, seed: int) -> History:
    """A name is a sequence of its own: its state begins with nothing."""
    alphabet, train, dev, _ = split_names(options.load("names").lines)
    generator = options.generator(seed)
    model = CharRNN(largest(kind, len(alphabet), NAMES), generator, fused=not options.mine)
    data, epochs = Batches(train, 64), 1 if options.quick else NAMES.epochs
    return fitted(options, model, data, Batches(dev, 1000), next_token, epochs, generator, f"names, seed {seed}")


def on_text(options: Options, kind: str, seed: int) -> History:
    """A text is read on and on, its state carried from window to window."""
    text = options.load("tinyshakespeare").text
    alphabet = Characters.of(text)
    train, held_out = alphabet.encode(text).cut(len(text) // 10)
    generator = options.generator(seed)
    model = Extending(CharRNN(largest(kind, len(alphabet), TEXT), generator, fused=not options.mine))
    data, validation = Streams(train, 64, 32), Streams(held_out, 256, 16)
    return fitted(options, model, data, validation, Carried(), TEXT.epochs, generator, "text")


def fitted(
    options: Options,
    model: nn.Module,
    data: Epochs,
    validation: Iterable[Batch],
    objective: Objective,
    epochs: int,
    generator: Generator,
    part: str,
) -> History:
    """Adam, with one cycle of the rate; gradients are clipped, because those of many steps in a row may explode."""
    optimizer = optim.Adam(model.parameters(), lr=RATE)
    total = epochs * len(data)
    return fit(
        model,
        data,
        optimizer,
        epochs=epochs,
        generator=generator,
        objective=objective,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total, peak=0.1)),
        validation=validation,
        settings=Settings(clip_norm=1.0),
        **options.keep(part),
    )


def drawn(asked: Asked, kind: str) -> Iterator[str]:
    """Lines in the manner of Shakespeare; names from what --quick trains."""
    if asked.quick:
        alphabet, *_ = split_names(asked.load("names").lines)
        return asked.names(asked.restored(CharRNN(largest(kind, len(alphabet), NAMES)), "names"), alphabet)
    letters = Characters.of(asked.load("tinyshakespeare").text)
    model = CharRNN(largest(kind, len(letters), TEXT))
    asked.restored(Extending(model), "text")
    return asked.text(model, letters)
