"""Mean 0 and variance 1: what all normalizations do, each over dimensions of its own."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation, once


def standardize(
    input: Tensor, dims: Sequence[int], eps: float, gain: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """y = gain (x - mean) / sqrt(var + eps), with the mean and the variance over `dims`; and these two.

    The variance is the mean squared distance from the mean, without Bessel's correction. A `gain` has the shape of the
    mean; without one it is 1. Gradients flow through y alone, and once: a gradient of a gradient raises RuntimeError
    (PyTorch's own kernels give one).

    Shapes: input any; y the same; mean and var the same with 1 in place of each of `dims`.

    >>> y, mean, var = standardize(torch.tensor([1.0, 3.0]), dims=[0], eps=0.0)
    >>> y, mean, var
    (tensor([-1.,  1.]), tensor([2.]), tensor([1.]))
    """
    y, mean, var = Standardize.apply(input, gain, tuple(dims), eps)
    return y, mean, var


class Standardize(Operation):
    """One number moves the mean and the variance, and by them all the others.

    So the way back has three terms: the number itself, the mean and the variance. With n = (x - mean) s and
    s = 1 / sqrt(var + eps), dL/dx = gain s (u - mean(u) - n mean(u n)), and dL/dgain is the sum of u n.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, gain: Tensor | None, dims: tuple[int, ...], eps: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        mean = x.mean(dims, keepdim=True)
        centred = x - mean
        var = centred.square().mean(dims, keepdim=True)
        scale = torch.rsqrt(var + eps)
        ctx.dims, ctx.size = dims, max(1, x.numel() // max(1, mean.numel()))  # numbers for each mean
        normal = centred.mul_(scale)
        y = normal if gain is None else normal * gain
        ctx.save_for_backward(normal, scale, gain)
        ctx.mark_non_differentiable(mean, var)
        return y, mean, var

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor, *_: Tensor) -> tuple[Tensor, Tensor | None, None, None]:
        normal, scale, gain = ctx.saved_tensors
        through_mean = upstream.mean(ctx.dims, keepdim=True)
        product = upstream * normal
        to_gain = product.sum(ctx.dims, keepdim=True)
        through_var = to_gain / ctx.size
        to_x = (upstream - through_mean).sub_(torch.mul(normal, through_var, out=product))
        if gain is None:
            return to_x.mul_(scale), None, None, None
        return to_x.mul_(scale * gain), to_gain, None, None


def affine(y: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """y * weight + bias: gives the network back the size and the place that standardizing took."""
    if weight is not None:
        y = y * weight
    if bias is None:
        return y
    return y + bias if weight is None else y.add_(bias)


def affine_of_channels(y: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """The same for (N, C, ...), with a weight and a bias for each channel."""
    shape = (-1,) + (1,) * (y.dim() - 2)  # (C, 1, 1) for pictures
    return affine(y, None if weight is None else weight.view(shape), None if bias is None else bias.view(shape))
