"""The few knobs of a training beside its model, data and optimizer; and a model's outputs under them."""

from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Settings:
    """How steps are made.

    `clip_norm`: gradients are scaled down together where their norm is above it. `schedule_each`: a schedule steps
    after each "step" or each "epoch". `bfloat16`: the model computes in bfloat16 where that is safe (PyTorch's
    autocast), the loss and the weights stay float32. `channels_last`: images lie in memory pixel by pixel, which
    convolutions like.

    Raises ValueError for a `clip_norm` that is not above 0 and another word for `schedule_each`.
    """

    clip_norm: float | None = None
    schedule_each: str = "step"
    bfloat16: bool = False
    channels_last: bool = False

    def __post_init__(self) -> None:
        if self.clip_norm is not None and not self.clip_norm > 0:
            raise ValueError(f"Settings: clip_norm must be above 0, got {self.clip_norm}")
        if self.schedule_each not in ("step", "epoch"):
            raise ValueError(f'Settings: schedule_each must be "step" or "epoch", got {self.schedule_each!r}')

    def prepare(self, model: nn.Module) -> None:
        """Lay the model's weights out in memory as they are wanted."""
        if self.channels_last:
            model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def outputs(self, model: nn.Module, x: Tensor) -> Tensor:
        """What the model makes of x; in float32 again where it computed in bfloat16."""
        if self.channels_last and x.dim() == 4:
            x = x.contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, torch.bfloat16) if self.bfloat16 else nullcontext():
            made = model(x)
        return made.float() if self.bfloat16 and isinstance(made, Tensor) else made
