"""Softmax: from scores to probabilities (lecture 5), and its logarithm, of which losses are made."""

from typing import Any

import torch
from torch import Tensor

from chainrule.nn.checks import require_floats
from chainrule.nn.elementwise import exp
from chainrule.nn.layer import Layer
from chainrule.nn.operation import Operation
from chainrule.nn.precision import wide


def softmax(input: Tensor, dim: int) -> Tensor:
    """y_i = e**x_i / (sum over j of e**x_j) along `dim`: positive, with the sum 1. Shapes: any.

    The largest score is taken off all of them first. That changes nothing but that no power of e can overflow.

    >>> softmax(torch.tensor([10000.0, 10000.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000, 0.0000])
    """
    require_floats("softmax", input)
    y: Tensor = SoftmaxFunction.apply(wide(input), dim)
    return y.to(input.dtype)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    """y_i = x_i - log(sum over j of e**x_j) along `dim`: the logarithm of `softmax`. Shapes: any.

    Taken in one piece it is exact also for probabilities that are too small for a float.

    >>> log_softmax(torch.tensor([10000.0, 0.0]), dim=0)
    tensor([     0., -10000.])
    """
    require_floats("log_softmax", input)
    y: Tensor = LogSoftmaxFunction.apply(wide(input), dim)
    return y.to(input.dtype)


def shifted(x: Tensor, dim: int) -> Tensor:
    """`x` with its largest number along `dim` taken off, so that 0 is the largest that is left: a new tensor."""
    return x - x.amax(dim, keepdim=True) if x.numel() else x.clone()


class SoftmaxFunction(Operation):
    """As dy_i/dx_j = y_i ((1 if i = j else 0) - y_j), dL/dx_j = u_j y_j - y_j (sum over i of u_i y_i)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dim: int) -> Tensor:
        e = exp(shifted(x, dim))
        y = e.div_(e.sum(dim, keepdim=True))
        ctx.save_for_backward(y)
        ctx.dim = dim
        return y

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        (y,) = ctx.saved_tensors
        shares = upstream * y
        return torch.addcmul(shares, y, shares.sum(ctx.dim, keepdim=True), value=-1), None


class LogSoftmaxFunction(Operation):
    """As dy_i/dx_j = (1 if i = j else 0) - e**y_j, dL/dx_j = u_j - e**y_j (sum over i of u_i)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dim: int) -> Tensor:
        x = shifted(x, dim)
        y = x.sub_(exp(x).sum(dim, keepdim=True).log_())
        ctx.save_for_backward(y)
        ctx.dim = dim
        return y

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        (y,) = ctx.saved_tensors
        return torch.addcmul(upstream, exp(y), upstream.sum(ctx.dim, keepdim=True), value=-1), None


class Softmax(Layer):
    """`softmax` along the dimension `dim`.

    >>> Softmax(dim=1)(torch.zeros(1, 4))
    tensor([[0.2500, 0.2500, 0.2500, 0.2500]])
    """

    def __init__(self, dim: int, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return (torch.softmax if self.fused else softmax)(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Layer):
    """`log_softmax` along the dimension `dim`.

    >>> LogSoftmax(dim=1)(torch.zeros(1, 2))
    tensor([[-0.6931, -0.6931]])
    """

    def __init__(self, dim: int, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return (torch.log_softmax if self.fused else log_softmax)(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
