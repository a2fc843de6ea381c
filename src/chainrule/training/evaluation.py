"""How good a model is on examples: its loss and the share that it gets right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from chainrule.nn.functional import cross_entropy
from chainrule.training.batches import Batch
from chainrule.training.settings import Settings

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Evaluation:
    """The mean loss of `count` examples, and the share whose highest logit is that of their label.

    `accuracy` is None where targets are no labels.
    """

    loss: float
    accuracy: float | None
    count: int


def evaluate(
    model: nn.Module, batches: Iterable[Batch], *, loss: Loss = cross_entropy, settings: Settings | None = None
) -> Evaluation:
    """The model in evaluation mode on all batches (x, y), without gradients; afterwards it is in the mode it was in.

    The mean is over examples, whatever the sizes of the batches: `loss` has to be a mean over the examples of one.
    Raises ValueError where there is no example.

    >>> model = nn.Linear(2, 2)
    >>> _ = nn.init.eye_(model.weight), nn.init.zeros_(model.bias)
    >>> evaluate(model, [(torch.tensor([[2.0, 0.0], [0.0, 2.0]]), torch.tensor([0, 0]))]).accuracy
    0.5
    """
    settings = settings or Settings()
    modes = [(module, module.training) for module in model.modules()]
    total, right, answers, count = 0.0, 0, 0, 0
    model.eval()
    try:
        with torch.no_grad():
            for x, y in batches:
                outputs = settings.outputs(model, x)
                total += float(loss(outputs, y)) * len(x)
                count += len(x)
                if are_labels(outputs, y):
                    right += int((outputs.argmax(1) == y).sum())
                    answers += y.numel()
    finally:
        for module, mode in modes:
            module.training = mode
    if not count:
        raise ValueError("evaluate: batches holds no examples")
    return Evaluation(total / count, right / answers if answers else None, count)


def are_labels(outputs: Tensor, y: Tensor) -> bool:
    """Whether y holds a class for each of the outputs (N, classes, ...)."""
    return y.dtype == torch.int64 and outputs.dim() >= 2 and outputs.shape[:1] + outputs.shape[2:] == y.shape
