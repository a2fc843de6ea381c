"""Softmax: from scores to probabilities (lecture 5), and its logarithm, of which losses are made."""

import torch
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def softmax(input: Tensor, dim: int) -> Tensor:
    """y_i = e**x_i / (sum over j of e**x_j) along `dim`: positive, with the sum 1. Shapes: any.

    The largest score is taken off all of them first. That changes nothing but that no power of e can overflow.

    >>> softmax(torch.tensor([10000.0, 10000.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000, 0.0000])
    """
    if input.numel() == 0:
        return input
    e = torch.exp(input - input.detach().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


@floating_point
def log_softmax(input: Tensor, dim: int) -> Tensor:
    """y_i = x_i - log(sum over j of e**x_j) along `dim`: the logarithm of `softmax`. Shapes: any.

    Taken in one piece it is exact also for probabilities that are too small for a float.

    >>> log_softmax(torch.tensor([10000.0, 0.0]), dim=0)
    tensor([     0., -10000.])
    """
    if input.numel() == 0:
        return input
    x = input - input.detach().amax(dim, keepdim=True)
    return x - x.exp().sum(dim, keepdim=True).log()


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
