"""Activations: what stands between two linear layers, so that they can do more than one (lectures 5 and 10).

NaN goes in and comes out; nothing overflows on the way, forward or backward.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def sigmoid(input: Tensor) -> Tensor:
    """y = 1 / (1 + e**-x), between 0 and 1. Shapes: any.

    Computed as e**-log(1 + e**-x), in which nothing overflows: `logaddexp(a, b)` is log(e**a + e**b).

    >>> sigmoid(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


@floating_point
def tanh(input: Tensor) -> Tensor:
    """y = (e**x - e**-x) / (e**x + e**-x), between -1 and 1. Shapes: any.

    That is (e**2x - 1) / (e**2x + 1), and `expm1(a)` is e**a - 1, exact for small a. From x = 20 on y is 1 in all
    digits; there the power stays as it is, so that it cannot overflow.

    >>> tanh(torch.tensor([-1000.0, 0.0, 0.5]))
    tensor([-1.0000,  0.0000,  0.4621])
    """
    power = torch.expm1(2 * input.clamp(max=20))  # e**2x - 1
    return power / (power + 2)


@floating_point
def relu(input: Tensor) -> Tensor:
    """y = max(0, x). The slope at x = 0 is taken to be 0. Shapes: any.

    Source: V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines (2010).

    >>> relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])
    """
    return torch.where(input <= 0, 0.0, input)  # NaN is not <= 0, and stays


@floating_point
def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """y = x for x > 0, else negative_slope * x, so that a unit that is off still learns. Shapes: any.

    Source: A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models (2013).

    >>> leaky_relu(torch.tensor([-2.0, 3.0]), 0.1)
    tensor([-0.2000,  3.0000])
    """
    above = (input > 0).to(input.dtype)  # 1 or 0
    slope = above + negative_slope * (1 - above)  # products of numbers: four times as fast as a choice by torch.where
    return slope * input


@floating_point
def elu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """y = x for x > 0, else alpha (e**x - 1): smooth, and below zero not flat at once. Shapes: any.

    Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by exponential linear
    units (2016).

    >>> elu(torch.tensor([-1.0, 3.0]))
    tensor([-0.6321,  3.0000])
    """
    return torch.where(input > 0, input, alpha * torch.expm1(input.clamp(max=0)))


@floating_point
def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """y = x P(Z <= x) for a standard normal Z: x as far as it stands out among its like. Shapes: any.

    With `approximate="tanh"` the form that GPT-2 took, y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2, which
    is off by at most 0.0005. Raises ValueError for any other word than "none" or "tanh".

    Source: D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), section 2.

    >>> gelu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.1587,  0.0000,  2.9960])
    """
    if approximate == "none":
        return 0.5 * input * (1 + torch.erf(input / math.sqrt(2)))
    if approximate == "tanh":
        return 0.5 * input * (1 + torch.tanh(math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)))
    raise ValueError(f"gelu: approximate must be 'none' or 'tanh', got {approximate!r}")


@floating_point
def silu(input: Tensor) -> Tensor:
    """y = x sigmoid(x), also called swish. Shapes: any.

    Source: S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units (2017).

    >>> silu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.2689,  0.0000,  2.8577])
    """
    return input * sigmoid(input)


@floating_point
def softmax(input: Tensor, dim: int) -> Tensor:
    """y_i = e**x_i / (sum over j of e**x_j) along `dim`: positive, with the sum 1. Shapes: any.

    The largest score is taken off all of them first. That changes nothing but that no power of e can overflow.

    >>> softmax(torch.tensor([10000.0, 10000.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000, 0.0000])
    """
    if input.numel() == 0:  # of nothing there is no largest
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


class Sigmoid(Layer):
    """`sigmoid`, number by number.

    >>> Sigmoid()(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """

    def forward(self, input: Tensor) -> Tensor:
        return torch.sigmoid(input) if self.fused else sigmoid(input)


class Tanh(Layer):
    """`tanh`, number by number.

    >>> Tanh()(torch.zeros(2))
    tensor([0., 0.])
    """

    def forward(self, input: Tensor) -> Tensor:
        return torch.tanh(input) if self.fused else tanh(input)


class ReLU(Layer):
    """`relu`, number by number.

    >>> ReLU()(torch.tensor([-1.0, 1.0]))
    tensor([0., 1.])
    """

    def forward(self, input: Tensor) -> Tensor:
        return torch.relu(input) if self.fused else relu(input)


class LeakyReLU(Layer):
    """`leaky_relu`, number by number.

    >>> LeakyReLU(0.1)(torch.tensor([-1.0, 1.0]))
    tensor([-0.1000,  1.0000])
    """

    def __init__(self, negative_slope: float = 0.01, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        return (F.leaky_relu if self.fused else leaky_relu)(input, self.negative_slope)


class ELU(Layer):
    """`elu`, number by number.

    >>> ELU(alpha=2.0)(torch.tensor([-1.0, 1.0]))
    tensor([-1.2642,  1.0000])
    """

    def __init__(self, alpha: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        return (F.elu if self.fused else elu)(input, self.alpha)


class GELU(Layer):
    """`gelu`, number by number.

    >>> GELU("tanh")(torch.tensor([-1.0, 1.0]))
    tensor([-0.1588,  0.8412])
    """

    def __init__(self, approximate: str = "none", *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return (F.gelu if self.fused else gelu)(input, approximate=self.approximate)


class SiLU(Layer):
    """`silu`, number by number.

    >>> SiLU()(torch.tensor([-1.0, 1.0]))
    tensor([-0.2689,  0.7311])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input) if self.fused else silu(input)


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
