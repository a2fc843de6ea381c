"""The way back through a norm by hand, as a lecture derives it; the norms themselves leave it to PyTorch."""

import torch
from torch import Tensor


def norm_backward(
    upstream: Tensor, x: Tensor, weight: Tensor, dims: list[int], eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """dL/dx, dL/dweight and dL/dbias for y = (x - mean) / sqrt(var + eps) * weight + bias, from upstream = dL/dy.

    The mean and the variance are those of x over `dims`: the batch in batch normalization, the last dimension in layer
    normalization. One number moves both, and by them all the others, so that three terms come back to it. With
    n = (x - mean) / sqrt(var + eps) and u = dL/dn they are (u - mean(u) - n mean(u n)) / sqrt(var + eps): straight
    on, through the mean, and through the variance.

    Shapes: upstream and x the same, any; weight one that can be broadcast to it; the results as x, weight and weight.

    Source: S. Ioffe, C. Szegedy, Batch normalization (2015), section 3.

    >>> x, upstream = torch.tensor([[1.0], [3.0]]), torch.tensor([[5.0], [7.0]])
    >>> norm_backward(upstream, x, weight=torch.ones(1), dims=[0], eps=0.0)[1:]
    (tensor([2.]), tensor([12.]))
    """
    mean = x.mean(dims, keepdim=True)
    var = (x - mean).square().mean(dims, keepdim=True)
    n = (x - mean) / torch.sqrt(var + eps)
    u = upstream * weight
    straight_on, through_mean, through_var = u, u.mean(dims, keepdim=True), n * (u * n).mean(dims, keepdim=True)
    to_x = (straight_on - through_mean - through_var) / torch.sqrt(var + eps)
    to_weight, to_bias = upstream * n, upstream  # and each summed over all numbers that it was for
    return to_x, to_weight.sum_to_size(weight.shape), to_bias.sum_to_size(weight.shape)
