"""Mean 0 and variance 1: what normalizations do, each over dimensions of its own."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation, once
from chainrule.nn.precision import wide


def standardize(
    input: Tensor, dims: Sequence[int], eps: float, weight: Tensor | None = None, bias: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """y = (x - mean) / sqrt(var + eps) * weight + bias, with the mean and the variance over `dims`; and these two.

    The variance is the mean squared distance from the mean, without Bessel's correction. The weight and the bias give
    the network back the size and the place that standardizing takes. Gradients flow through y alone, and once: a
    gradient of a gradient raises RuntimeError (PyTorch's own kernels give one). Half precision is computed in float32.

    Shapes: input any; weight and bias one shape that can be broadcast to input's; y as input; mean and var as input
    with 1 in place of each of `dims`.

    >>> y, mean, var = standardize(torch.tensor([1.0, 3.0]), dims=[0], eps=0.0)
    >>> y, mean, var
    (tensor([-1.,  1.]), tensor([2.]), tensor([1.]))
    """
    if weight is None and bias is not None:
        weight = torch.ones_like(bias)
    y, mean, var = Standardize.apply(wide(input), weight, bias, tuple(dims), eps)
    return y.to(input.dtype), mean, var


class Standardize(Operation):
    """One number moves the mean and the variance, and by them all the others.

    So the way back has three terms: the number itself, the variance and the mean. With c = x - mean,
    s = 1 / sqrt(var + eps) and u = dL/dy, dL/dx = s (w u - s**2 c mean(w u c) - mean(w u)), dL/dw = sum(s u c) and
    dL/db = sum(u). Numbers that share their mean and their weight are summed first: `flow` of u, `turn` of u c.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor | None, bias: Tensor | None, dims: tuple[int, ...], eps: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        mean = x.sum(dims, keepdim=True)
        size = max(1, x.numel() // max(1, mean.numel()))  # numbers for each mean
        centred = x - mean.div_(size)
        y = centred.square()
        var = y.sum(dims, keepdim=True).div_(size)
        scale = torch.rsqrt(var + eps)
        gain = scale if weight is None else scale * weight
        torch.mul(centred, gain, out=y)  # into the memory of the squares
        ctx.save_for_backward(centred, scale, weight, bias, gain)
        ctx.dims, ctx.size = dims, size
        ctx.mark_non_differentiable(mean, var)
        return y if bias is None else y.add_(bias), mean, var

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        centred, scale, weight, bias, gain = ctx.saved_tensors
        alike = [dim for dim in ctx.dims if gain.shape[dim] == 1]
        product = upstream * centred
        flow, turn = (u.sum(alike, keepdim=True) if alike else u for u in (upstream, product))
        to_weight = None if weight is None else (turn * scale).sum_to_size(weight.shape)
        to_bias = None if bias is None else flow.sum_to_size(bias.shape)
        if weight is not None:
            flow, turn = flow * weight, turn * weight
        through_mean = flow.sum(ctx.dims, keepdim=True) * scale / ctx.size
        through_var = turn.sum(ctx.dims, keepdim=True) * scale / ctx.size * scale * scale  # scale**3 may overflow
        to_x = (upstream * gain).sub_(torch.mul(centred, through_var, out=product)).sub_(through_mean)
        return to_x, to_weight, to_bias, None, None
