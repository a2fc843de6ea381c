"""Mean 0 and variance 1: what all normalizations do, each over dimensions of its own."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation, once


def standardize(input: Tensor, dims: Sequence[int], eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """y = (x - mean) / sqrt(var + eps), with the mean and the variance over `dims`; and these two.

    The variance is the mean squared distance from the mean, without Bessel's correction. Gradients flow through y
    alone, and once: a gradient of a gradient raises RuntimeError (PyTorch's own kernels give one).

    Shapes: input any; y the same; mean and var the same with 1 in place of each of `dims`.

    >>> y, mean, var = standardize(torch.tensor([1.0, 3.0]), dims=[0], eps=0.0)
    >>> y, mean, var
    (tensor([-1.,  1.]), tensor([2.]), tensor([1.]))
    """
    y, mean, var = Standardize.apply(input, tuple(dims), eps)
    return y, mean, var


class Standardize(Operation):
    """One number moves the mean and the variance, and by them all the others.

    So the way back has three terms: the number itself, the mean and the variance. With s = 1 / sqrt(var + eps),
    dL/dx = s (u - mean(u) - y mean(u y)).
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: tuple[int, ...], eps: float) -> tuple[Tensor, Tensor, Tensor]:
        mean = x.mean(dims, keepdim=True)
        centred = x - mean
        var = centred.square().mean(dims, keepdim=True)
        scale = torch.rsqrt(var + eps)
        y = centred.mul_(scale)
        ctx.save_for_backward(y, scale)
        ctx.mark_non_differentiable(mean, var)
        ctx.dims = dims
        return y, mean, var

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor, *_: Tensor) -> tuple[Tensor, None, None]:
        y, scale = ctx.saved_tensors
        through_mean = upstream.mean(ctx.dims, keepdim=True)
        through_var = (upstream * y).mean(ctx.dims, keepdim=True)
        return (upstream - through_mean).sub_(y * through_var).mul_(scale), None, None


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
