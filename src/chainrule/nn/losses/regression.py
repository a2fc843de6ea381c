"""Losses for numbers: how far is a prediction x from its target t (lecture 5)?"""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import require_floats
from chainrule.nn.elementwise import elementwise
from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce
from chainrule.nn.precision import wide_under_autocast


def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """(x - t)**2: the negative log-likelihood of a normal distribution around x, but for constants.

    Shapes: input and target the same, any; the result is one number, or with reduction="none" of this shape.
    Raises ValueError for different shapes: they would be broadcast, and the loss would be of pairs that nobody made.

    >>> mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(4.5000)
    """
    input, target = pairs("mse_loss", input, target)
    return reduce((input - target).square(), known_reduction("mse_loss", reduction))


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """|x - t|, which a few wild targets move less than a square. Shapes and errors: see `mse_loss`.

    >>> l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(1.5000)
    """
    input, target = pairs("l1_loss", input, target)
    return reduce((input - target).abs(), known_reduction("l1_loss", reduction))


def huber_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """(x - t)**2 / 2 up to a distance of delta, and from there on the straight line that goes on from it,
    delta (|x - t| - delta / 2): the slope is never steeper than delta. Shapes and errors: see `mse_loss`.

    Source: P. Huber, Robust estimation of a location parameter (1964).

    >>> huber_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 5.0]), reduction="none")
    tensor([0.1250, 2.5000])
    """
    above_zero("huber_loss", delta)
    input, target = pairs("huber_loss", input, target)
    return reduce(huber(input - target, delta), known_reduction("huber_loss", reduction))


def huber(error: Tensor, delta: float) -> Tensor:
    """m (e - m / 2), where m is e, cut off at -delta and delta; its slope is m."""

    def forward(e: Tensor) -> Tensor:
        m = e.clamp(-delta, delta)
        return torch.sub(e, m, alpha=0.5).mul_(m)

    return elementwise(error, forward, slope=lambda e, y: e.clamp(-delta, delta))


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The Huber loss over its delta, here called beta: with the slope 1 far away. beta = 0 gives `l1_loss`.
    Shapes and errors: see `mse_loss`.

    Source: R. Girshick, Fast R-CNN (2015), equation 3.

    >>> smooth_l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 5.0]), reduction="none", beta=0.5)
    tensor([0.2500, 2.7500])
    """
    if beta == 0.0:
        return l1_loss(input, target, reduction=reduction)
    at_least_zero("smooth_l1_loss", beta)
    input, target = pairs("smooth_l1_loss", input, target)
    return reduce(huber(input - target, beta), known_reduction("smooth_l1_loss", reduction)) / beta


def pairs(loss: str, input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Predictions and their targets, ready to be compared. ValueError or TypeError where they are none."""
    require_same_shape(loss, input, target)
    require_floats(loss, input)
    return wide_under_autocast(input), wide_under_autocast(target)


def above_zero(layer: str, delta: float) -> float:
    """`delta`, if it is greater than 0. ValueError if not."""
    if not delta > 0:
        raise ValueError(f"{layer}: delta must be greater than 0, got {delta}")
    return delta


def at_least_zero(layer: str, beta: float) -> float:
    """`beta`, if it is at least 0. ValueError if not."""
    if not beta >= 0:
        raise ValueError(f"{layer}: beta must be at least 0, got {beta}")
    return beta


def require_same_shape(layer: str, input: Tensor, target: Tensor) -> None:
    """ValueError unless every prediction has its target."""
    if input.shape != target.shape:
        raise ValueError(
            f"{layer}: target must have the shape of input, {tuple(input.shape)}, got shape {tuple(target.shape)}"
        )


class MSELoss(Layer):
    """`mse_loss` as a layer.

    >>> MSELoss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(4.)
    """

    def __init__(self, *, reduction: str = "mean", fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("MSELoss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("MSELoss", input, target)
        return (F.mse_loss if self.fused else mse_loss)(input, target, reduction=self.reduction)


class L1Loss(Layer):
    """`l1_loss` as a layer.

    >>> L1Loss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(2.)
    """

    def __init__(self, *, reduction: str = "mean", fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("L1Loss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("L1Loss", input, target)
        return (F.l1_loss if self.fused else l1_loss)(input, target, reduction=self.reduction)


class HuberLoss(Layer):
    """`huber_loss` as a layer.

    >>> HuberLoss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(1.5000)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("HuberLoss", reduction)
        self.delta = above_zero("HuberLoss", delta)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("HuberLoss", input, target)
        return (F.huber_loss if self.fused else huber_loss)(input, target, reduction=self.reduction, delta=self.delta)


class SmoothL1Loss(Layer):
    """`smooth_l1_loss` as a layer.

    >>> SmoothL1Loss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(1.5000)
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = known_reduction("SmoothL1Loss", reduction)
        self.beta = at_least_zero("SmoothL1Loss", beta)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("SmoothL1Loss", input, target)
        loss = F.smooth_l1_loss if self.fused else smooth_l1_loss
        return loss(input, target, reduction=self.reduction, beta=self.beta)
