"""Activations: what stands between two linear layers so that they are more than one."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e**-x), as (1 + tanh(x / 2)) / 2, in which nothing can overflow."""
    return 0.5 * (1 + torch.tanh(0.5 * input))


def tanh(input: Tensor) -> Tensor:
    """(e**x - e**-x) / (e**x + e**-x)."""
    return torch.tanh(input)


def relu(input: Tensor) -> Tensor:
    """max(0, x)."""
    return torch.where(input <= 0, 0.0, input)


def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """x for x > 0, else negative_slope * x."""
    return torch.where(input > 0, input, negative_slope * input)


def elu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """x for x > 0, else alpha (e**x - 1)."""
    return torch.where(input > 0, input, alpha * torch.expm1(input.clamp(max=0)))


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x times the probability that a standard normal number is below x."""
    if approximate == "tanh":
        return 0.5 * input * (1 + torch.tanh(math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)))
    return 0.5 * input * (1 + torch.erf(input / math.sqrt(2)))


def silu(input: Tensor) -> Tensor:
    """x sigmoid(x)."""
    return input * sigmoid(input)


def softmax(input: Tensor, dim: int) -> Tensor:
    """e**x_i / sum over j of e**x_j."""
    if input.numel() == 0:
        return input
    e = torch.exp(input - input.detach().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    """x_i - log sum over j of e**x_j."""
    if input.numel() == 0:
        return input
    x = input - input.detach().amax(dim, keepdim=True)
    return x - x.exp().sum(dim, keepdim=True).log()


class Sigmoid(Layer):
    """`sigmoid`, number by number."""

    def forward(self, input: Tensor) -> Tensor:
        return torch.sigmoid(input) if self.fused else sigmoid(input)


class Tanh(Layer):
    """`tanh`, number by number."""

    def forward(self, input: Tensor) -> Tensor:
        return torch.tanh(input) if self.fused else tanh(input)


class ReLU(Layer):
    """`relu`, number by number."""

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input) if self.fused else relu(input)


class LeakyReLU(Layer):
    """`leaky_relu`, number by number."""

    def __init__(self, negative_slope: float = 0.01, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        return (F.leaky_relu if self.fused else leaky_relu)(input, self.negative_slope)


class ELU(Layer):
    """`elu`, number by number."""

    def __init__(self, alpha: float = 1.0, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        return (F.elu if self.fused else elu)(input, self.alpha)


class GELU(Layer):
    """`gelu`, number by number."""

    def __init__(self, approximate: str = "none", *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        if approximate not in ("none", "tanh"):
            raise ValueError(f"GELU: approximate must be 'none' or 'tanh', got {approximate!r}")
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        if self.fused:
            return F.gelu(input, approximate=self.approximate)
        return gelu(input, self.approximate)


class SiLU(Layer):
    """`silu`, number by number."""

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input) if self.fused else silu(input)


class Softmax(Layer):
    """`softmax` along `dim`."""

    def __init__(self, dim: int, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return torch.softmax(input, self.dim) if self.fused else softmax(input, self.dim)


class LogSoftmax(Layer):
    """`log_softmax` along `dim`."""

    def __init__(self, dim: int, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return torch.log_softmax(input, self.dim) if self.fused else log_softmax(input, self.dim)
