"""The few knobs of a training beside its model, data and optimizer; and a model's outputs under them."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from chainrule.training.sums import Model


@dataclass(frozen=True)
class Settings:
    """How steps are made.

    `clip_norm`: gradients are scaled down together where their norm is above it. `schedule_each`: a schedule steps
    after each "step" or each "epoch". `bfloat16`: the model computes in bfloat16 where that is safe (PyTorch's
    autocast), the loss and the weights stay float32. `channels_last`: images lie in memory pixel by pixel, which
    convolutions like. `accumulate`: so many batches make one step, that of one large batch of them all. `device`: the
    model is moved there, and each batch, as to "cuda"; None leaves all where it is.

    Raises ValueError for a `clip_norm` that is not above 0, another word for `schedule_each`, `accumulate` below 1.
    """

    clip_norm: float | None = None
    schedule_each: str = "step"
    bfloat16: bool = False
    channels_last: bool = False
    accumulate: int = 1
    device: str | None = None

    def __post_init__(self) -> None:
        if self.clip_norm is not None and not self.clip_norm > 0:
            raise ValueError(f"Settings: clip_norm must be above 0, got {self.clip_norm}")
        if self.schedule_each not in ("step", "epoch"):
            raise ValueError(f'Settings: schedule_each must be "step" or "epoch", got {self.schedule_each!r}')
        if self.accumulate < 1:
            raise ValueError(f"Settings: accumulate must be at least 1, got {self.accumulate}")

    def steps(self, batches: int) -> int:
        """How many steps so many batches make."""
        return -(-batches // self.accumulate)

    def prepare(self, model: nn.Module) -> None:
        """Lay the model's weights out where and as they are wanted."""
        if self.device is not None:
            model.to(self.device)
        if self.channels_last:
            model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def moved(self, batch: Any) -> Any:
        """The batch on the device."""
        return batch if self.device is None else each_tensor(lambda tensor: tensor.to(self.device), batch)

    def computing(self, model: nn.Module) -> Model:
        """The model as an objective calls it."""
        return partial(self.outputs, model) if self.bfloat16 or self.channels_last else model

    def outputs(self, model: nn.Module, *inputs: Any, **named: Any) -> Any:
        """What the model makes of its inputs; in float32 again where it computed in bfloat16."""
        if self.channels_last:
            inputs = tuple(each_tensor(pixel_by_pixel, each) for each in inputs)
        kind = torch.device(self.device or "cpu").type
        with torch.autocast(kind, torch.bfloat16) if self.bfloat16 else nullcontext():
            made = model(*inputs, **named)
        return each_tensor(wide, made) if self.bfloat16 else made


def each_tensor(change: Callable[[Tensor], Tensor], nested: Any) -> Any:
    """The same tuples, lists and dicts, with each tensor in them changed.

    >>> each_tensor(lambda x: x + 1, {"x": torch.tensor(1), "pair": (torch.tensor(2), "kept")})
    {'x': tensor(2), 'pair': (tensor(3), 'kept')}
    """
    if isinstance(nested, Tensor):
        return change(nested)
    if isinstance(nested, dict):
        return {name: each_tensor(change, value) for name, value in nested.items()}
    if isinstance(nested, tuple) and hasattr(nested, "_fields"):
        return type(nested)(*(each_tensor(change, value) for value in nested))
    if isinstance(nested, (tuple, list)):
        return type(nested)(each_tensor(change, value) for value in nested)
    return nested


def pixel_by_pixel(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last) if x.dim() == 4 else x


def wide(x: Tensor) -> Tensor:
    return x.float() if x.dtype == torch.bfloat16 else x
