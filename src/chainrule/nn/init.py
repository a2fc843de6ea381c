"""How parameters start: variances that keep signals and gradients alive through many layers (lecture 10).

Each function fills a tensor in place and returns it. Numbers are drawn from `generator`, or from PyTorch's own where
none is given; with the same state of the generator they are the numbers that `torch.nn.init` draws. The five that
only fill a tensor, with one number or with draws from one distribution, are taken from there.
"""

import math

import torch
from torch import Generator, Tensor
from torch.nn.init import constant_, normal_, ones_, uniform_, zeros_

__all__ = ["constant_", "normal_", "ones_", "uniform_", "zeros_"]
__all__ += ["calculate_gain", "default_", "fans", "kaiming_normal_", "kaiming_uniform_", "orthogonal_"]
__all__ += ["xavier_normal_", "xavier_uniform_"]

GAINS = {"linear": 1.0, "conv2d": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much to scale weights so that the activation that follows gives back a variance of about 1.

    `param` is the slope of a leaky ReLU for negative inputs, 0.01 where it is not given. Raises ValueError for an
    unknown name.

    >>> calculate_gain("relu") == math.sqrt(2)
    True
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in GAINS:
        known = ", ".join([*GAINS, "leaky_relu"])
        raise ValueError(f"calculate_gain: nonlinearity must be one of {known}, got {nonlinearity!r}")
    return GAINS[nonlinearity]


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs one output is made of (fan in), and how many outputs one input takes part in (fan out).

    A weight is (O, I) or, for cross-correlation, (O, I, height, width): then every pixel of the kernel counts.
    Raises ValueError for a tensor of fewer than two dimensions.

    >>> fans(torch.empty(8, 3, 5, 5))
    (75, 200)
    """
    if tensor.dim() < 2:
        raise ValueError(f"fan in and fan out need a weight of at least 2 dimensions, got shape {tuple(tensor.shape)}")
    pixels = math.prod(tensor.shape[2:])
    return tensor.shape[1] * pixels, tensor.shape[0] * pixels


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform with the standard deviation gain sqrt(2 / (fan in + fan out)): half a step towards keeping the variance
    of the signal (1 / fan in), half towards keeping that of the gradient (1 / fan out).

    Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks (2010),
    equation 16.
    """
    bound = math.sqrt(3) * xavier_std(tensor, gain)  # a uniform distribution on (-b, b) has deviation b / sqrt(3)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """The same as `xavier_uniform_` with a normal distribution."""
    return normal_(tensor, 0.0, xavier_std(tensor, gain), generator)


def xavier_std(tensor: Tensor, gain: float = 1.0) -> float:
    """gain sqrt(2 / (fan in + fan out))."""
    return gain * math.sqrt(2 / sum(fans(tensor)))


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform with the standard deviation gain / sqrt(fan), by He: a ReLU throws half of the signal's power away, and
    its gain of sqrt(2) gives it back.

    `a` is the slope of the leaky ReLU that follows (0: a plain ReLU); `mode` is "fan_in", which keeps the variance of
    the signal, or "fan_out", which keeps that of the gradient. Raises ValueError for any other mode.

    Source: K. He and others, Delving deep into rectifiers (2015), section 2.2.
    """
    bound = math.sqrt(3) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """The same as `kaiming_uniform_` with a normal distribution."""
    return normal_(tensor, 0.0, kaiming_std(tensor, a, mode, nonlinearity), generator)


def kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    """gain / sqrt(fan)."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"kaiming: mode must be 'fan_in' or 'fan_out', got {mode!r}")
    fan = fans(tensor)[0 if mode == "fan_in" else 1]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


@torch.no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """A random orthogonal matrix times `gain`: it turns a signal, and changes its length by `gain` only.

    A weight of more dimensions is taken as a matrix (O, everything else); its rows are orthonormal where there are not
    more of them than columns, else its columns are.

    Source: A. Saxe, J. McClelland, S. Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks (2014).
    """
    if tensor.dim() < 2:
        raise ValueError(f"orthogonal_: tensor must have at least 2 dimensions, got shape {tuple(tensor.shape)}")
    rows, columns = tensor.shape[0], tensor[0].numel()
    tall = tensor.new_empty(rows, columns).normal_(generator=generator)
    if rows < columns:
        tall = tall.t()
    q, r = torch.linalg.qr(tall)
    q = q * r.diagonal().sign()  # makes every orthogonal matrix as likely as any other
    if rows < columns:
        q = q.t()
    return tensor.copy_(gain * q.reshape(tensor.shape))


def default_(weight: Tensor, bias: Tensor | None, generator: Generator | None = None) -> None:
    """How `Linear` and the convolutions start, as in PyTorch: uniform on (-1 / sqrt(fan in), 1 / sqrt(fan in))."""
    bound = 1 / math.sqrt(fans(weight)[0])
    uniform_(weight, -bound, bound, generator)
    if bias is not None:
        uniform_(bias, -bound, bound, generator)
