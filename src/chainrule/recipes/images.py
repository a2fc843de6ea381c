"""What the recipes on images have in common: pictures made ready, and one training with one cycle of the rate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Generator, Tensor, nn

from chainrule import optim
from chainrule.data import Split, channel_statistics, hold_out, normalize
from chainrule.recipes.options import Options
from chainrule.training import Batches, History, Logger, Settings, fit
from chainrule.training.objectives import classification

Augment = Callable[[Tensor, Generator], Tensor]
Groups = list[dict[str, Any]]


def sgd(groups: Groups, rate: float) -> optim.Optimizer:
    """Nesterov's momentum: for convolutional networks."""
    return optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True)


def adamw(groups: Groups, rate: float) -> optim.Optimizer:
    """AdamW: for transformers, whose gradients are of very different sizes."""
    return optim.AdamW(groups, lr=rate)


@dataclass(frozen=True)
class Plan:
    """A training: how long, in which batches, how fast, and what holds it back from learning by heart.

    The rate rises in a straight line to `rate` over the first quarter and falls to zero over the rest. What decays by
    `weight_decay` is said by `decaying`.
    """

    epochs: int
    batch: int
    rate: float
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    augment: Augment | None = None
    optimizer: Callable[[Groups, float], optim.Optimizer] = sgd


def decaying(parameters: Iterable[Tensor], weight_decay: float) -> Groups:
    """Weights of two dimensions or more, which decay, and biases and norms, which do not: groups for an optimizer."""
    parameters = list(parameters)
    groups: Groups = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


def settings() -> Settings:
    """bfloat16 and pixels laid side by side where the processor computes with them."""
    return Settings(bfloat16=has_bfloat16(), channels_last=True)


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16 by itself; where it does not, bfloat16 is slower than float32."""
    capability: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capability.get("avx512_bf16") or capability.get("amx_bf16") or capability.get("bf16"))


def prepared(train: Tensor) -> Callable[[Tensor], Tensor]:
    """Pixels with mean 0 and standard deviation 1 in each channel of the training images (N, C, H, W)."""
    mean, std = channel_statistics(train)
    return lambda images: normalize(images, mean, std)


def fitted(
    options: Options,
    model: nn.Module,
    train: Split,
    test: Split,
    plan: Plan,
    *,
    generator: Generator,
    part: str = "",
    how: Settings | None = None,
    loggers: Sequence[Logger] = (),
) -> History:
    """Train by the plan; `accuracy` on the test images is measured after each epoch, and chooses nothing.

    `loggers` hear of it beside those of the options.
    """
    ready = prepared(train.images)
    data = Batches(train, plan.batch, prepare=ready, augment=plan.augment, drop_last=True)
    optimizer = plan.optimizer(decaying(model.parameters(), plan.weight_decay), plan.rate)
    total = plan.epochs * len(data)
    kept = options.keep(part)
    return fit(
        model,
        data,
        optimizer,
        epochs=plan.epochs,
        generator=generator,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total)),
        objective=partial(classification, label_smoothing=plan.label_smoothing),
        validation=Batches(test, 1000, prepare=ready),
        settings=how or settings(),
        checkpoint=kept["checkpoint"],
        loggers=[*kept["loggers"], *loggers],
    )


def some(split: Split, count: int) -> Split:
    """So many of the examples, the same each time, of all classes: a data set may lie sorted by class."""
    return hold_out(split, count, Generator().manual_seed(0))[1]


def cycle(done: float, peak: float = 0.25) -> float:
    """The share of the highest rate, when this share of the training is done: up in a line, and down in a line.

    >>> [cycle(done) for done in (0.0, 0.25, 1.0)]
    [0.1, 1.0, 0.0]
    """
    return 0.1 + 0.9 * done / peak if done < peak else max(0.0, (1 - done) / (1 - peak))


class Mirrored(nn.Module):
    """The mean of what a network says of an image and of its mirror image: for measuring, not for training."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        return (self.model(x) + self.model(x.flip(3))) / 2
