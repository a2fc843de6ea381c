"""What sees the model while it is trained: a moving average of its weights; samples that it draws."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from chainrule.training.history import History
from chainrule.training.wrapped import below, inner, load, tensors


class Hook:
    """Sees the model after each step and each epoch, and does nothing; one of its own overrides what it wants.

    It is called in evaluation mode, without gradients, and what it draws changes no draw of the training. What it keeps
    in `state_dict`, tensors and plain values by name, is in the checkpoint. In a team, every process calls its hooks.
    """

    def step(self, model: nn.Module, history: History) -> None:
        """A step was made."""

    def epoch(self, model: nn.Module, history: History) -> Mapping[str, float]:
        """An epoch is over; what is given is logged beside the metrics of the validation data."""
        return {}

    def state_dict(self) -> dict[str, Any]:
        """What has to be kept in order to go on."""
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""


class MovingAverage(Hook):
    """The weights averaged over the steps, v <- decay * v + (1 - decay) * w after each; v = w after the first.

    `model` is the network with the averaged weights. It stands for about the last 1 / (1 - decay) steps, which jump
    less than the last one. Numbers that are not trained, such as running means, are copied.

    Raises ValueError for a decay outside of [0, 1).

    Twin: `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn`. Source: B. Polyak, A. Juditsky,
    Acceleration of stochastic approximation by averaging (1992).

    >>> model = nn.Linear(1, 1)
    >>> average = MovingAverage(model, decay=0.9)
    >>> for weight in (1.0, 2.0):
    ...     _ = nn.init.constant_(model.weight, weight)
    ...     average.step(model, History())
    >>> round(average.model.weight.item(), 4)          # 0.9 * 1 + 0.1 * 2
    1.1
    """

    def __init__(self, model: nn.Module, decay: float = 0.999) -> None:
        if not 0.0 <= decay < 1.0:
            raise ValueError(f"MovingAverage: decay must be at least 0 and below 1, got {decay}")
        self.decay, self.steps = decay, 0
        self.model = deepcopy(inner(model)).requires_grad_(False).eval()

    def step(self, model: nn.Module, history: History) -> None:
        share = 1 - self.decay if self.steps else 1.0
        with torch.no_grad():
            for mine, theirs in zip(self.model.parameters(), model.parameters(), strict=True):
                mine.lerp_(theirs.to(mine.device), share)
            for kept, now in zip(self.model.buffers(), model.buffers(), strict=True):
                kept.copy_(now)
        self.steps += 1

    def state_dict(self) -> dict[str, Any]:
        return {"steps": self.steps, **{f"model/{name}": tensor for name, tensor in tensors(self.model).items()}}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.steps = state["steps"]
        load(self.model, below("model/", state))


def plain_and_tensors(state: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """What of a state goes into JSON, and what are tensors."""
    kept = {name: value for name, value in state.items() if isinstance(value, Tensor)}
    return {name: value for name, value in state.items() if name not in kept}, kept
