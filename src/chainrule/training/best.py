"""Early stopping: of all epochs the weights of the one that was best on held-out examples (lecture 10)."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from torch import nn

from chainrule.training.batches import Batch
from chainrule.training.evaluation import Evaluation, evaluate
from chainrule.training.history import History
from chainrule.training.hooks import Hook
from chainrule.training.objectives import classification
from chainrule.training.sums import Objective
from chainrule.training.wrapped import below, inner, load, tensors


def loss(found: Evaluation) -> float:
    """What is chosen by where nothing else is said."""
    return found.loss


class Best(Hook):
    """Keeps the model with the least loss on `batches`, which are not trained on, as it was after an epoch.

    `model` is the network with these weights, and `least` what it reached: lower than on other examples, because it was
    chosen by these. It is measured before the training too, so that the model is never worse there than at first. Of
    epochs that are as good as each other the last one counts. Another `measure` than the loss may be what is least:
    `lambda found: -found.metrics["accuracy"]`. A network can grow surer of its mistakes, so that its loss rises, and
    get more examples right all the same.

    >>> import torch
    >>> from chainrule.training.objectives import regression
    >>> model = nn.Linear(1, 1, bias=False)
    >>> _ = nn.init.zeros_(model.weight)
    >>> best = Best(model, [(torch.ones(1, 1), torch.ones(1, 1))], regression)
    >>> for weight in (0.5, 0.9, 2.0):
    ...     _ = nn.init.constant_(model.weight, weight)
    ...     _ = best.epoch(model, History())
    >>> round(best.model.weight.item(), 4), round(best.least, 4)
    (0.9, 0.01)

    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep learning (2016), section 7.8.
    """

    def __init__(
        self,
        model: nn.Module,
        batches: Iterable[Batch],
        objective: Objective = classification,
        measure: Callable[[Evaluation], float] = loss,
    ) -> None:
        self.batches, self.objective, self.measure = batches, objective, measure
        self.model = deepcopy(inner(model)).requires_grad_(False).eval()
        self.least = self.measured(self.model)

    def measured(self, model: nn.Module) -> float:
        """The measure of a model on the batches that choose."""
        return self.measure(evaluate(model, self.batches, self.objective))

    def epoch(self, model: nn.Module, history: History) -> Mapping[str, float]:
        reached = self.measured(model)
        if reached <= self.least:
            self.least = reached
            load(self.model, tensors(model))
        return {"chosen by": reached}

    def state_dict(self) -> dict[str, Any]:
        return {"least": self.least, **{f"model/{name}": tensor for name, tensor in tensors(self.model).items()}}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.least = state["least"]
        load(self.model, below("model/", state))
