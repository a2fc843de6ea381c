"""Losses for numbers: how far is a prediction from its target?"""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """(x - t)**2."""
    require_same_shape("mse_loss", input, target)
    return reduce((input - target).square(), known_reduction("mse_loss", reduction))


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """|x - t|."""
    require_same_shape("l1_loss", input, target)
    return reduce((input - target).abs(), known_reduction("l1_loss", reduction))


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Half the square up to `delta`, and a straight line from there on."""
    require_same_shape("huber_loss", input, target)
    error = (input - target).abs()
    losses = torch.where(error < delta, 0.5 * error.square(), delta * (error - 0.5 * delta))
    return reduce(losses, known_reduction("huber_loss", reduction))


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """huber / beta."""
    if beta == 0.0:
        return l1_loss(input, target, reduction)
    return huber_loss(input, target, reduction, delta=beta) / beta


def require_same_shape(layer: str, input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        raise ValueError(
            f"{layer}: target must have the shape of input, {tuple(input.shape)}, got shape {tuple(target.shape)}"
        )


class MSELoss(Layer):
    """The mean squared error."""

    def __init__(self, *, reduction: str = "mean", fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("MSELoss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("MSELoss", input, target)
        return (F.mse_loss if self.fused else mse_loss)(input, target, reduction=self.reduction)


class L1Loss(Layer):
    """The mean absolute error."""

    def __init__(self, *, reduction: str = "mean", fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("L1Loss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("L1Loss", input, target)
        return (F.l1_loss if self.fused else l1_loss)(input, target, reduction=self.reduction)


class HuberLoss(Layer):
    """The Huber loss."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction, self.delta = known_reduction("HuberLoss", reduction), delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("HuberLoss", input, target)
        return (F.huber_loss if self.fused else huber_loss)(input, target, reduction=self.reduction, delta=self.delta)


class SmoothL1Loss(Layer):
    """The smooth L1 loss."""

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction, self.beta = known_reduction("SmoothL1Loss", reduction), beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("SmoothL1Loss", input, target)
        loss = F.smooth_l1_loss if self.fused else smooth_l1_loss
        return loss(input, target, reduction=self.reduction, beta=self.beta)
