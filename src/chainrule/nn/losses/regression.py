"""Losses for numbers: how far is a prediction x from its target t (lecture 5)?"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import reduce, require_same_shape
from chainrule.nn.precision import float32_under_autocast

Loss = Callable[..., Tensor]


@float32_under_autocast
def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """(x - t)**2: the negative log-likelihood of a normal distribution around x, but for constants.

    Shapes: input and target the same, any; the result is one number, or with reduction="none" of this shape.
    Raises ValueError for different shapes: they would be broadcast, and the loss would be of pairs that nobody made.

    >>> mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(4.5000)
    """
    require_same_shape("mse_loss", input, target)
    return reduce("mse_loss", (input - target).square(), reduction)


@float32_under_autocast
def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """|x - t|, which a few wild targets move less than a square. Shapes and errors: see `mse_loss`.

    >>> l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(1.5000)
    """
    require_same_shape("l1_loss", input, target)
    return reduce("l1_loss", (input - target).abs(), reduction)


@float32_under_autocast
def huber_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """(x - t)**2 / 2 up to a distance of delta, and from there on the straight line that goes on from it,
    delta (|x - t| - delta / 2): the slope is never steeper than delta. Shapes and errors: see `mse_loss`.

    Source: P. Huber, Robust estimation of a location parameter (1964).

    >>> huber_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 5.0]), reduction="none")
    tensor([0.1250, 2.5000])
    """
    if not delta > 0:
        raise ValueError(f"huber_loss: delta must be greater than 0, got {delta}")
    require_same_shape("huber_loss", input, target)
    error = input - target
    near, far = error.square() / 2, delta * (error.abs() - delta / 2)
    return reduce("huber_loss", torch.where(error.abs() < delta, near, far), reduction)


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The Huber loss over its delta, here called beta: with the slope 1 far away. beta = 0 gives `l1_loss`.
    Shapes and errors: see `mse_loss`.

    Source: R. Girshick, Fast R-CNN (2015), equation 3.

    >>> smooth_l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 5.0]), reduction="none", beta=0.5)
    tensor([0.2500, 2.7500])
    """
    if beta == 0.0:
        return l1_loss(input, target, reduction=reduction)
    if not beta > 0:
        raise ValueError(f"smooth_l1_loss: beta must be at least 0, got {beta}")
    return huber_loss(input, target, reduction=reduction, delta=beta) / beta


class Regression(Layer):
    """What these losses have in common as layers: `reduction`, and that only equal shapes are compared."""

    def __init__(self, *, reduction: str = "mean", fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.reduction = reduction

    def compared(self, formula: Loss, kernel: Loss, input: Tensor, target: Tensor, **settings: float) -> Tensor:
        if not self.fused:
            return formula(input, target, reduction=self.reduction, **settings)
        require_same_shape(type(self).__name__, input, target)  # the kernel would broadcast
        return kernel(input, target, reduction=self.reduction, **settings)


class MSELoss(Regression):
    """`mse_loss` as a layer.

    >>> MSELoss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(4.)
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return self.compared(mse_loss, F.mse_loss, input, target)


class L1Loss(Regression):
    """`l1_loss` as a layer.

    >>> L1Loss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(2.)
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return self.compared(l1_loss, F.l1_loss, input, target)


class HuberLoss(Regression):
    """`huber_loss` as a layer.

    >>> HuberLoss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(1.5000)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(reduction=reduction, fused=fused)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return self.compared(huber_loss, F.huber_loss, input, target, delta=self.delta)


class SmoothL1Loss(Regression):
    """`smooth_l1_loss` as a layer.

    >>> SmoothL1Loss()(torch.tensor([1.0]), torch.tensor([3.0]))
    tensor(1.5000)
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0, fused: bool = False) -> None:
        super().__init__(reduction=reduction, fused=fused)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return self.compared(smooth_l1_loss, F.smooth_l1_loss, input, target, beta=self.beta)
