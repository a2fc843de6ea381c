"""A training on one screen. `fit` makes the same steps, to the last bit; a test holds that."""

import torch
from torch import Generator, nn

from chainrule.training.batches import Epochs
from chainrule.training.objectives import classification
from chainrule.training.state import OptimizerLike
from chainrule.training.sums import Objective


def train(
    model: nn.Module,
    data: Epochs,
    optimizer: OptimizerLike,
    *,
    epochs: int,
    generator: Generator,
    objective: Objective = classification,
) -> list[float]:
    """For each batch, a step down the mean of what it counts. Gives the losses.

    >>> from chainrule.data import load, to_float
    >>> from chainrule.models.mlp import MLP
    >>> from chainrule.optim import SGD
    >>> from chainrule.training import Batches
    >>> draw = Generator().manual_seed(0)
    >>> model = MLP([64, 32, 10], generator=draw)
    >>> digits = Batches(load("digits").train, 100, prepare=to_float)
    >>> losses = train(model, digits, SGD(model.parameters(), lr=0.5), epochs=2, generator=draw)
    >>> losses[-1] < losses[0]
    True
    """
    losses = []
    model.train()
    for _ in range(epochs):
        seed = int(torch.randint(2**62, (), generator=generator))
        noise = Generator().manual_seed(seed + 1)
        for batch in data.epoch(Generator().manual_seed(seed)):
            optimizer.zero_grad()
            total, count, _ = objective(model, batch, noise)
            (total / count).backward()
            optimizer.step()
            losses.append(total.item() / count)
    model.eval()
    return losses
