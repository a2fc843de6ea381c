"""How weights begin decides what a deep network can learn: twenty hidden layers on MNIST (lecture 10)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Generator, Tensor

from chainrule import nn
from chainrule.data import Split, to_float
from chainrule.figures.instruments import by_depth
from chainrule.models.mlp import MLP
from chainrule.nn import init
from chainrule.nn.functional import cross_entropy
from chainrule.optim import SGD
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.training import Batches, NotFinite, evaluate, fit
from chainrule.training.instruments import Recording

DEPTH, WIDTH, EPOCHS, BATCH, RATE, MOMENTUM = 20, 100, 2, 128, 0.01, 0.9
QUICK_EXAMPLES = 12_000
Fill = Callable[[Tensor, float, Generator], object]

# Each takes the weight, the gain of the activation (1 for tanh, √2 for ReLU) and a generator.
STARTS: Mapping[str, Fill] = {
    "N(0, 0.01²)": lambda w, gain, g: init.normal_(w, std=0.01, generator=g),
    "PyTorch's default": lambda w, gain, g: init.kaiming_uniform_(w, a=math.sqrt(5), generator=g),
    "Xavier": lambda w, gain, g: init.xavier_normal_(w, generator=g),
    "He": lambda w, gain, g: init.kaiming_normal_(w, generator=g),
    "orthogonal": lambda w, gain, g: init.orthogonal_(w, gain, generator=g),
    "He, twice as wide": lambda w, gain, g: init.normal_(w, std=2 * math.sqrt(2 / w.shape[1]), generator=g),
}
ACTIVATIONS: Mapping[str, tuple[type[nn.Module], float]] = {"tanh": (nn.Tanh, 1.0), "ReLU": (nn.ReLU, math.sqrt(2))}
QUICK = {("ReLU", "N(0, 0.01²)"), ("ReLU", "He")}


@dataclass(frozen=True)
class Row:
    """One network: by what its spread grows from the first hidden layer to the last, and what it learns.

    `forward` is that of the outputs, `backward` that of dL/d(output) from the last to the first. `accuracy` on the
    test images is None where the loss became inf or NaN.
    """

    forward: float
    backward: float
    accuracy: float | None
    seconds: float
    recording: Recording


def run(options: Options) -> Outcome:
    """Twenty hidden layers, two epochs each: the spread at the start, and the accuracy at the end."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    train = mnist.train.take(slice(QUICK_EXAMPLES)) if options.quick else mnist.train
    rows = {
        (activation, start): measured(options, activation, start, train, mnist.test, seed)
        for activation in ACTIVATIONS
        for start in STARTS
        if not options.quick or (activation, start) in QUICK
    }
    good, bad = rows["ReLU", "He"], rows["ReLU", "N(0, 0.01²)"]
    recordings = {start: row.recording for (activation, start), row in rows.items() if activation == "ReLU"}
    return Outcome(
        (
            Number("test accuracy, ReLU from He's start", good.accuracy or 0.0, 0.55 if options.quick else 0.93),
            Number("test accuracy, ReLU from N(0, 0.01²)", bad.accuracy or 0.0, 0.20, at_most=True),
            Number("growth of the outputs' spread from He's start", good.forward, 10.0, "times", at_most=True),
        ),
        (seed,),
        sum(row.seconds for row in rows.values()),
        details=written(rows),
        pictures={"activations": by_depth(recordings), "gradients": by_depth(recordings, "gradients")},
    )


def measured(options: Options, activation: str, start: str, train: Split, test: Split, seed: int) -> Row:
    """The network with this start: watched in one pass forward and back, then trained."""
    kind, gain = ACTIVATIONS[activation]
    generator = options.generator(seed)
    model = MLP([784, *[WIDTH] * DEPTH, 10], kind, generator=generator, fused=not options.mine)
    for layer in model.layers:
        if isinstance(layer, nn.Linear):
            STARTS[start](layer.weight, gain, generator)
    data = Batches(train, BATCH, prepare=centred)
    hidden = [f"layers.{index}" for index, layer in enumerate(model.layers) if isinstance(layer, kind)]
    x, y = next(iter(data))
    with Recording(model, hidden) as recording:
        cross_entropy(model(x), y).backward()
    seconds, accuracy = 0.0, None
    try:
        optimizer = SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
        kept = options.keep(f"{activation} {start}")
        epochs = 1 if options.quick else EPOCHS
        seconds = fit(model, data, optimizer, epochs=epochs, generator=generator, **kept).seconds
        accuracy = evaluate(model, Batches(test, 1000, prepare=centred)).metrics["accuracy"]
    except NotFinite:
        pass
    spread = [layer.activations[0].std for layer in recording.layers]
    back = [layer.gradients[0].std for layer in recording.layers]
    return Row(ratio(spread[-1], spread[0]), ratio(back[0], back[-1]), accuracy, seconds, recording)


def centred(images: Tensor) -> Tensor:
    """Pixels with about mean 0 and standard deviation 1, as the starts assume of their inputs."""
    return (to_float(images) - 0.1307) / 0.3081


def ratio(a: float, b: float) -> float:
    """a / b; inf where b is zero."""
    return a / b if b else math.inf


def written(rows: Mapping[tuple[str, str], Row]) -> str:
    """The table, as Markdown."""
    cells = [
        [
            f"{activation}, {start}",
            f"{row.forward:.1e}",
            f"{row.backward:.1e}",
            "diverged" if row.accuracy is None else f"{100 * row.accuracy:.1f}%",
        ]
        for (activation, start), row in rows.items()
    ]
    head = ["activation, start", "outputs, last by first", "gradients, first by last", "test accuracy"]
    return (
        f"{DEPTH} hidden layers of {WIDTH} on MNIST: by what the standard deviation grows through the hidden layers "
        f"before the first step, forward and backward, and the accuracy at the end of training by SGD (rate {RATE}, "
        f"momentum {MOMENTUM}, {EPOCHS} epochs where it is not quick).\n\n{table(head, cells)}"
    )


RECIPE = Recipe(
    "init-depth",
    "Twenty layers deep, by how the weights begin",
    "ReLU learns to 93% in two epochs from He's start, and at most 20% from N(0, 0.01²)",
    "two starts, an epoch over a fifth of the images, 55%",
    run,
    data=("mnist",),
)
