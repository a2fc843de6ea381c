"""How long do the layers take, written out and fused, beside `torch.nn` in the same run?

Each row of the table is a layer on a batch as MNIST, CIFAR-10 or a small language model gives it, forward and
backward, in float32. Ours and PyTorch's take turns; a turn is as many steps as take PyTorch 10 milliseconds. The ratio
of a row is the median over the turns of our time to PyTorch's in the same turn; that of a layer with several rows is
their geometric mean, and so are two of the numbers that `ratios` returns, over layers and over one and two threads.
Processor time counts, that of all threads together: other programs on the machine disturb it least.
"""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean, median
from time import process_time
from typing import Any

import torch
from torch import Tensor

from chainrule import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from report import table

THREADS = (1, 2)
SECONDS_A_TURN = 0.01
CLASSES = 10


@dataclass(frozen=True)
class Row:
    """A layer, as either library makes it, and what goes in: the shape of x, and what stands beside it."""

    layer: str
    make: Callable[[Any], torch.nn.Module]
    shape: tuple[int, ...]
    beside: Callable[[Tensor], tuple[Tensor, ...]] = lambda x: ()
    classes: int = 0  # more than 0: x holds whole numbers below it

    def inputs(self) -> tuple[Tensor, ...]:
        chance = torch.Generator().manual_seed(0)
        if self.classes:
            return (torch.randint(self.classes, self.shape, generator=chance),)
        x = torch.randn(self.shape, generator=chance).requires_grad_()
        return (x, *self.beside(x))


def labels(x: Tensor) -> tuple[Tensor, ...]:
    return (torch.arange(len(x)) % x.shape[1],)


def target(x: Tensor) -> tuple[Tensor, ...]:
    return (x.detach().flip(0).sigmoid(),)


HIDDEN = (128, 512)  # a layer of an MLP
MAPS = (64, 32, 16, 16)  # feature maps inside of a small network on CIFAR-10
TOKENS = (16, 64, 128)  # a batch of a small language model

ROWS = [
    Row("Linear", lambda nn: nn.Linear(784, 256), (128, 784)),
    Row("Linear", lambda nn: nn.Linear(128, 512), TOKENS),
    Row("Conv2d", lambda nn: nn.Conv2d(1, 6, 5, padding=2), (128, 1, 28, 28)),
    Row("Conv2d", lambda nn: nn.Conv2d(6, 16, 5), (128, 6, 14, 14)),
    Row("Conv2d", lambda nn: nn.Conv2d(3, 32, 3, padding=1), (64, 3, 32, 32)),
    Row("Conv2d", lambda nn: nn.Conv2d(32, 64, 3, padding=1), MAPS),
    Row("Conv2d", lambda nn: nn.Conv2d(64, 128, 3, stride=2, padding=1), (64, 64, 8, 8)),
    Row("Conv2d", lambda nn: nn.Conv2d(256, 256, 3, padding=1), (64, 256, 4, 4)),
    Row("ConvTranspose2d", lambda nn: nn.ConvTranspose2d(64, 32, 4, 2, 1), (64, 64, 8, 8)),
    Row("ConvTranspose2d", lambda nn: nn.ConvTranspose2d(32, 16, 2, 2), (64, 32, 14, 14)),
    Row("MaxPool2d", lambda nn: nn.MaxPool2d(2), (128, 6, 28, 28)),
    Row("MaxPool2d", lambda nn: nn.MaxPool2d(3, 2), (64, 32, 32, 32)),
    Row("AvgPool2d", lambda nn: nn.AvgPool2d(2), (128, 6, 28, 28)),
    Row("AdaptiveAvgPool2d", lambda nn: nn.AdaptiveAvgPool2d(1), (64, 128, 8, 8)),
    Row("Flatten", lambda nn: nn.Flatten(), (128, 16, 5, 5)),
    Row("Embedding", lambda nn: nn.Embedding(65, 128), (16, 64), classes=65),
    Row("Sigmoid", lambda nn: nn.Sigmoid(), HIDDEN),
    Row("Tanh", lambda nn: nn.Tanh(), HIDDEN),
    Row("ReLU", lambda nn: nn.ReLU(), MAPS),
    Row("LeakyReLU", lambda nn: nn.LeakyReLU(), MAPS),
    Row("ELU", lambda nn: nn.ELU(), MAPS),
    Row("GELU", lambda nn: nn.GELU(), TOKENS),
    Row("GELU", lambda nn: nn.GELU("tanh"), TOKENS),
    Row("SiLU", lambda nn: nn.SiLU(), TOKENS),
    Row("Softmax", lambda nn: nn.Softmax(-1), (16, 4, 64, 64)),
    Row("LogSoftmax", lambda nn: nn.LogSoftmax(-1), (1024, 65)),
    Row("Dropout", lambda nn: nn.Dropout(0.5), HIDDEN),
    Row("BatchNorm1d", lambda nn: nn.BatchNorm1d(512), HIDDEN),
    Row("BatchNorm2d", lambda nn: nn.BatchNorm2d(32), MAPS),
    Row("LayerNorm", lambda nn: nn.LayerNorm(128), TOKENS),
    Row("GroupNorm", lambda nn: nn.GroupNorm(8, 32), MAPS),
    Row("RMSNorm", lambda nn: nn.RMSNorm(128), TOKENS),
    Row("LocalResponseNorm", lambda nn: nn.LocalResponseNorm(5), MAPS),
    Row("CrossEntropyLoss", lambda nn: nn.CrossEntropyLoss(), (256, CLASSES), labels),
    Row("CrossEntropyLoss", lambda nn: nn.CrossEntropyLoss(), (1024, 65), labels),
    Row("NLLLoss", lambda nn: nn.NLLLoss(), (1024, 65), labels),
    Row("MSELoss", lambda nn: nn.MSELoss(), HIDDEN, target),
    Row("L1Loss", lambda nn: nn.L1Loss(), HIDDEN, target),
    Row("HuberLoss", lambda nn: nn.HuberLoss(), HIDDEN, target),
    Row("SmoothL1Loss", lambda nn: nn.SmoothL1Loss(), HIDDEN, target),
    Row("BCEWithLogitsLoss", lambda nn: nn.BCEWithLogitsLoss(), HIDDEN, target),
]
FUSED = (
    *("Conv2d", "ConvTranspose2d", "BatchNorm1d", "BatchNorm2d"),
    *("LayerNorm", "GroupNorm", "RMSNorm", "LocalResponseNorm"),
)

Step = Callable[[], None]


@dataclass(frozen=True)
class Timing:
    """How long one step of a row takes: ours by theirs, and theirs in seconds."""

    row: Row
    threads: int
    fused: bool
    ratio: float
    theirs: float


def ratios(quick: bool) -> dict[str, float]:
    """`layers`: all layers, written out, and the `slowest` of them; `fused`: convolutions and norms with the switch on.

    Prints the table.
    """
    measured = measure(quick)
    print(table_of(measured))
    written = of_layers(measured, fused=False)
    fused = of_layers(measured, fused=True)
    print(f"The slowest layer is {max(written, key=written.__getitem__)}.")
    return {
        "layers": geometric_mean(written.values()),
        "fused": geometric_mean(fused.values()),
        "slowest": max(written.values()),
    }


def measure(quick: bool) -> list[Timing]:
    """Every row written out and, where it has its place in `FUSED`, fused; with one thread and with two."""
    before = torch.get_num_threads()
    warm_up_memory()
    measured = []
    for threads in THREADS:
        torch.set_num_threads(threads)
        for row in ROWS:
            for fused in (False, True) if row.layer in FUSED else (False,):
                measured.append(timing(row, threads, fused, turns=3 if quick else 15))
    torch.set_num_threads(before)
    return measured


def warm_up_memory() -> None:
    """Take and give back 30 MB, as any training does before its second step.

    From then on the C library keeps what it gets. In a fresh process it returns every larger tensor to the system and
    asks for it again, page by page, which would be most of what is measured, on either side.
    """
    torch.ones(30_000_000, dtype=torch.uint8)


def timing(row: Row, threads: int, fused: bool, turns: int) -> Timing:
    """The median over the turns of our processor time to theirs, that of all threads together."""
    inputs = row.inputs()
    ours, theirs = (step(layer, inputs) for layer in (nn.fuse(row.make(nn), fused), row.make(torch.nn)))
    ours(), theirs()
    steps = max(1, math.ceil(SECONDS_A_TURN / seconds(theirs, 2)))
    pairs = []
    for turn in range(turns):
        sides = (ours, theirs) if turn % 2 else (theirs, ours)
        took = {side: seconds(side, steps) for side in sides}
        pairs.append((took[ours], took[theirs]))
    return Timing(
        row, threads, fused, median(mine / other for mine, other in pairs), median(other for _, other in pairs)
    )


def step(layer: torch.nn.Module, inputs: tuple[Tensor, ...]) -> Step:
    """Forward and backward through the layer, with an upstream gradient of ones."""
    upstream = torch.ones_like(layer(*inputs))

    def forward_and_backward() -> None:
        layer.zero_grad()
        inputs[0].grad = None
        layer(*inputs).backward(upstream)

    return forward_and_backward


def seconds(run: Step, steps: int) -> float:
    """The mean processor seconds of a step."""
    start = process_time()
    for _ in range(steps):
        run()
    return (process_time() - start) / steps


def of_layers(measured: Iterable[Timing], *, fused: bool) -> dict[str, float]:
    """The ratio of each layer: the geometric mean over its rows and the numbers of threads."""
    rows: dict[str, list[float]] = {}
    for timing in measured:
        if timing.fused == fused:
            rows.setdefault(timing.row.layer, []).append(timing.ratio)
    return {layer: geometric_mean(of_rows) for layer, of_rows in rows.items()}


def table_of(measured: Sequence[Timing]) -> str:
    """A line for each row: PyTorch's time with one thread, and the ratios written out and fused."""
    at = {(timing.row, timing.threads, timing.fused): timing for timing in measured}
    kinds = [(threads, fused) for fused in (False, True) for threads in THREADS]
    head = ["layer", "input", "PyTorch", *(f"{'fused' if fused else 'written'}, {threads}" for threads, fused in kinds)]
    lines = []
    for row in ROWS:
        cells = [f"{at[row, *kind].ratio:.2f}" if (row, *kind) in at else "" for kind in kinds]
        lines.append([row.layer, " x ".join(map(str, row.shape)), f"{1000 * at[row, 1, False].theirs:.3f} ms", *cells])
    return table(head, lines)


if __name__ == "__main__":
    result = ratios(quick="--quick" in sys.argv)
    print(" ".join(f"{name} {ratio:.3f}" for name, ratio in result.items()))
