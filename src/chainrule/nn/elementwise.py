"""A function of one number with its derivative beside it: how activations are written."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation
from chainrule.nn.precision import HALF, wide

Forward = Callable[[Tensor], Tensor]
LOG2_E = 1 / math.log(2)
Slope = Callable[[Tensor, Tensor], Tensor]


def elementwise(input: Tensor, forward: Forward, slope: Slope) -> Tensor:
    """y = forward(x), number by number; on the way back upstream * slope(x, y), where slope is dy/dx, a new tensor.

    PyTorch could find the derivative by itself from the operations in `forward`. Written by hand it is exact where
    theirs would divide infinity by infinity, it takes fewer passes over memory, and it is there to be read.

    >>> x = torch.tensor([3.0], requires_grad=True)
    >>> y = elementwise(x, lambda x: x * x, slope=lambda x, y: 2 * x)
    >>> y.backward(torch.tensor([10.0]))
    >>> x.grad
    tensor([60.])
    """
    y: Tensor = Elementwise.apply(wide(input), forward, slope)
    return y.to(input.dtype) if input.dtype in HALF else y


def gated(input: Tensor, gate: Forward, slope: Slope) -> Tensor:
    """y = x g(x), number by number: how much of x comes through depends on x. `slope(x, g)` is dg/dx, a new tensor.

    As for `elementwise` the derivative is written by hand, g(x) + x dg/dx, and g(x) is kept for it.

    >>> x = torch.tensor([3.0], requires_grad=True)
    >>> y = gated(x, lambda x: x * x, slope=lambda x, g: 2 * x)
    >>> y.backward()
    >>> y, x.grad
    (tensor([27.], grad_fn=<GatedBackward>), tensor([27.]))
    """
    y: Tensor = Gated.apply(wide(input), gate, slope)
    return y.to(input.dtype) if input.dtype in HALF else y


def exp(x: Tensor, times: float = 1.0) -> Tensor:
    """e**(times x), as 2**(times x / log 2): on a processor PyTorch takes powers of two four times as fast as of e.

    The product is rounded, so that the relative error grows with |x|, to |x| / 2 times that of one rounding.

    >>> exp(torch.tensor([0.0, 1.0, -1000.0]))
    tensor([1.0000, 2.7183, 0.0000])
    """
    return (x * (times * LOG2_E)).exp2_()


class Elementwise(Operation):
    """The chain rule for a function of one number: dL/dx = dL/dy * dy/dx."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, forward: Forward, slope: Slope) -> Tensor:
        y = forward(x)
        ctx.save_for_backward(x, y)
        ctx.slope = slope
        return y

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None]:
        x, y = ctx.saved_tensors
        slope = ctx.slope(x, y)
        if torch.is_grad_enabled():  # somebody will ask for the gradient of this gradient
            return upstream * slope, None, None
        return slope.mul_(upstream), None, None  # the same, without new memory


class Gated(Operation):
    """The product rule for a number and its gate: dL/dx = dL/dy (g + x dg/dx)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, gate: Forward, slope: Slope) -> Tensor:
        g = gate(x)
        ctx.save_for_backward(x, g)
        ctx.gate, ctx.slope = gate, slope
        return x * g

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None]:
        x, g = ctx.saved_tensors
        if torch.is_grad_enabled():  # somebody will ask for the gradient of this gradient
            g = elementwise(x, ctx.gate, ctx.slope)
            return upstream * (g + x * ctx.slope(x, g)), None, None
        return ctx.slope(x, g).mul_(x).add_(g).mul_(upstream), None, None  # the same, without new memory
