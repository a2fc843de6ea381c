"""How long do the layers take, written out and fused, beside `torch.nn` in the same run?

Each row of the table is a layer on a batch as MNIST, CIFAR-10 or a small language model gives it, forward and backward,
in float32. Ours and PyTorch's take turns; a turn is as many steps as take a few milliseconds. The ratio of a row is
the median over the turns of our time to PyTorch's in the same turn; that of a layer with several rows is their
geometric mean, and so are the two numbers that `ratios` returns, over layers and over one and two threads.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import geometric_mean, median
from time import perf_counter, process_time
from typing import Any

import torch
from torch import Tensor

from chainrule import nn

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
    "Conv2d",
    "ConvTranspose2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "LayerNorm",
    "GroupNorm",
    "RMSNorm",
    "LocalResponseNorm",
)

Step = Callable[[], None]


def step(layer: torch.nn.Module, inputs: tuple[Tensor, ...]) -> Step:
    """Forward and backward through the layer, with an upstream gradient of ones."""
    upstream = torch.ones_like(layer(*inputs))

    def forward_and_backward() -> None:
        layer.zero_grad()
        inputs[0].grad = None
        layer(*inputs).backward(upstream)

    return forward_and_backward


def ratio(ours: Step, theirs: Step, turns: int, clock: Callable[[], float]) -> tuple[float, float]:
    """The median over the turns of our time to theirs, and the median seconds of one of their steps."""
    ours(), theirs()
    steps = max(1, math.ceil(SECONDS_A_TURN / seconds(theirs, 2, perf_counter)))
    pairs = []
    for turn in range(turns):
        both = {side: seconds(side, steps, clock) for side in ((ours, theirs) if turn % 2 else (theirs, ours))}
        pairs.append((both[ours], both[theirs]))
    return median(mine / other for mine, other in pairs), median(other for _, other in pairs)


def seconds(run: Step, steps: int, clock: Callable[[], float]) -> float:
    """The mean seconds of a step."""
    start = clock()
    for _ in range(steps):
        run()
    return (clock() - start) / steps
