"""Activations: what stands between two linear layers, so that they can do more than one (lectures 5 and 10).

Each function gives y and, beside it, the slope dy/dx. NaN goes in and comes out; nothing overflows on the way.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import require_floats
from chainrule.nn.elementwise import elementwise, exp, gated
from chainrule.nn.layer import Layer

STEEP, CUBIC = math.sqrt(8 / math.pi), 0.044715  # of GELU's approximation


def sigmoid(input: Tensor) -> Tensor:
    """y = 1 / (1 + e**-x), between 0 and 1. Shapes: any.

    >>> sigmoid(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    return elementwise(input, logistic, logistic_slope)


def logistic(x: Tensor) -> Tensor:
    """1 / (1 + e**-x): what `sigmoid` is, without its way back."""
    return exp(x, -1).add_(1).reciprocal_()


def logistic_slope(x: Tensor, y: Tensor) -> Tensor:
    """The slope of `logistic`, which is y (1 - y)."""
    return (1 - y).mul_(y)


def tanh(input: Tensor) -> Tensor:
    """y = (e**x - e**-x) / (e**x + e**-x), between -1 and 1. Shapes: any.

    It is computed from e**-2|x| - 1, which is exact for small x and cannot overflow for large ones.

    >>> tanh(torch.tensor([-1000.0, 0.0, 0.5]))
    tensor([-1.0000,  0.0000,  0.4621])
    """

    def forward(x: Tensor) -> Tensor:
        e = torch.expm1(-2 * x.abs())
        return torch.copysign(e / (e + 2), x)

    return elementwise(input, forward, slope=lambda x, y: 1 - y.square())


def step(x: Tensor) -> Tensor:
    """1 where x > 0, else 0, in numbers of x's type."""
    return x.sign().clamp_(min=0)


def relu(input: Tensor) -> Tensor:
    """y = max(0, x). The slope at x = 0 is taken to be 0. Shapes: any.

    Source: V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines (2010).

    >>> relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])
    """
    return elementwise(
        input,
        lambda x: x.clamp(min=0),
        slope=lambda x, y: y.sign(),  # 1 where y > 0, else 0
    )


def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """y = x for x > 0, else negative_slope * x, so that a unit that is off still learns. Shapes: any.

    Source: A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models (2013).

    >>> leaky_relu(torch.tensor([-2.0, 3.0]), 0.1)
    tensor([-0.2000,  3.0000])
    """
    if 0 <= negative_slope <= 1:
        slope = input.detach().sign().clamp_(min=negative_slope)  # the sign is 1 for x > 0, else 0 or -1
    else:
        slope = step(input.detach()).mul_(1 - negative_slope).add_(negative_slope)
    return input * slope


def elu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """y = x for x > 0, else alpha (e**x - 1): smooth, and below zero not flat at once. Shapes: any.
    Raises ValueError for an alpha below 0.

    Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by exponential linear
    units (2016).

    >>> elu(torch.tensor([-1.0, 3.0]))
    tensor([-0.6321,  3.0000])
    """

    known_alpha("elu", alpha)

    def slope(x: Tensor, y: Tensor) -> Tensor:
        below = y.clamp(max=0).add_(alpha)  # alpha e**x = y + alpha for x <= 0, and alpha for x > 0
        return below if alpha == 1.0 else below.add_(step(x), alpha=1 - alpha)

    return elementwise(input, lambda x: x.clamp(min=0).add_(torch.expm1(x.clamp(max=0)), alpha=alpha), slope)


def known_alpha(layer: str, alpha: float) -> float:
    """`alpha`, if it is at least 0: below, ELU would fall and rise again. ValueError if not."""
    if not alpha >= 0:
        raise ValueError(f"{layer}: alpha must be at least 0, got {alpha}")
    return alpha


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """y = x P(Z <= x) for a standard normal Z: x as far as it stands out among its like. Shapes: any.

    With `approximate="tanh"` the form that GPT-2 took, y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2, which
    is off by at most 0.0005. Raises ValueError for any other word than "none" or "tanh".

    Source: D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), section 2.

    >>> gelu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.1587,  0.0000,  2.9960])
    """
    require_floats("gelu", input)
    if known_approximation("gelu", approximate) == "tanh":
        return gated(input, near_normal_cdf, near_normal_density)
    return gated(input, normal_cdf, normal_density)


def normal_cdf(x: Tensor) -> Tensor:
    """P(Z <= x) for a standard normal Z, which is (1 + erf(x / sqrt(2))) / 2."""
    return (x * math.sqrt(1 / 2)).erf_().add_(1).mul_(0.5)


def normal_density(x: Tensor, cdf: Tensor) -> Tensor:
    """The slope of `normal_cdf`: the density of Z, e**(-x**2 / 2) / sqrt(2 pi)."""
    return exp(x.square(), -1 / 2) * math.sqrt(1 / (2 * math.pi))


def near_normal_cdf(x: Tensor) -> Tensor:
    """Nearly `normal_cdf`: 1 / (1 + e**-z) = (1 + tanh(z / 2)) / 2 for z = sqrt(8 / pi) (x + 0.044715 x**3)."""
    return logistic((x.square() * (STEEP * CUBIC)).add_(STEEP).mul_(x))


def near_normal_density(x: Tensor, cdf: Tensor) -> Tensor:
    """The slope of `near_normal_cdf`, by the chain rule: that of the logistic function times dz/dx."""
    return logistic_slope(x, cdf).mul_((x.square() * (3 * STEEP * CUBIC)).add_(STEEP))


def known_approximation(layer: str, approximate: str) -> str:
    """`approximate`, if it is one. ValueError if not."""
    if approximate not in ("none", "tanh"):
        raise ValueError(f"{layer}: approximate must be 'none' or 'tanh', got {approximate!r}")
    return approximate


def silu(input: Tensor) -> Tensor:
    """y = x sigmoid(x), also called swish. Shapes: any.

    Source: S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units (2017).

    >>> silu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.2689,  0.0000,  2.8577])
    """
    require_floats("silu", input)
    return gated(input, logistic, logistic_slope)


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

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}"


class ELU(Layer):
    """`elu`, number by number.

    >>> ELU(alpha=2.0)(torch.tensor([-1.0, 1.0]))
    tensor([-1.2642,  1.0000])
    """

    def __init__(self, alpha: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.alpha = known_alpha("ELU", alpha)

    def forward(self, input: Tensor) -> Tensor:
        return (F.elu if self.fused else elu)(input, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class GELU(Layer):
    """`gelu`, number by number.

    >>> GELU("tanh")(torch.tensor([-1.0, 1.0]))
    tensor([-0.1588,  0.8412])
    """

    def __init__(self, approximate: str = "none", *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.approximate = known_approximation("GELU", approximate)

    def forward(self, input: Tensor) -> Tensor:
        return (F.gelu if self.fused else gelu)(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class SiLU(Layer):
    """`silu`, number by number.

    >>> SiLU()(torch.tensor([-1.0, 1.0]))
    tensor([-0.2689,  0.7311])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input) if self.fused else silu(input)
