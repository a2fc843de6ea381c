"""Where a token stands: attention alone would not know (lectures 21 and 22).

Each layer is told how many tokens came before, its `offset`, and counts nothing itself.
"""

import torch
from torch import Tensor, nn

from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.embedding import Embedding


def angles(length: int, dim: int, offset: int, base: float, like: Tensor) -> Tensor:
    """The angle (length, dim / 2) of each position for each of dim / 2 clocks: position / base^(2i / dim).

    The first clock turns by one radian per position, the last by about 1 / base.

    >>> angles(3, 4, 0, 10000.0, torch.zeros(())).tolist()[2]
    [2.0, 0.019999999552965164]
    """
    exact = torch.promote_types(like.dtype, torch.float32)
    position = torch.arange(offset, offset + length, dtype=exact, device=like.device)  # (T,)
    clock = torch.arange(0, dim, 2, dtype=exact, device=like.device)  # (D / 2,)
    return position[:, None] / base ** (clock / dim)  # (T, D / 2)


class SinusoidalPositions(nn.Module):
    """x + p, where p[t, 2i] = sin(t / base^(2i / D)) and p[t, 2i + 1] = the cosine of that: nothing to be learned.

    Shapes: (N, T, D) -> (N, T, D), D even. `offset` is the position of the first token. Raises ValueError for
    another D.

    Source: A. Vaswani and others, Attention is all you need (2017), section 3.5.

    >>> SinusoidalPositions(4)(torch.zeros(1, 2, 4))[0, 0]
    tensor([0., 1., 0., 1.])
    """

    def __init__(self, dim: int, base: float = 10000.0) -> None:
        super().__init__()
        self.dim, self.base = even("SinusoidalPositions", dim), base

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        require_width("SinusoidalPositions", x, self.dim)
        turned = angles(x.shape[-2], self.dim, offset, self.base, x)  # (T, D / 2)
        p = torch.stack((turned.sin(), turned.cos()), dim=-1).flatten(-2)  # (T, D), sines and cosines in turn
        return x + p.to(x.dtype)


class LearnedPositions(nn.Module):
    """x + a row of a table `weight` (length, D) for each position, to be learned; there are no more than `length`.

    It starts out as an `Embedding` does. Shapes: (N, T, D) -> (N, T, D). `offset` is the position of the first token.
    Raises ValueError for positions beyond the table.

    Source: J. Gehring and others, Convolutional sequence to sequence learning (2017), section 3.1.

    >>> LearnedPositions(16, 4)(torch.zeros(1, 2, 4), offset=14).shape
    torch.Size([1, 2, 4])
    """

    def __init__(self, length: int, dim: int, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.length, self.dim = positive("LearnedPositions", "length", length), dim
        self.weight = Embedding(length, dim, generator=generator).weight

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        require_width("LearnedPositions", x, self.dim)
        end = offset + x.shape[-2]
        if end > self.length:
            raise ValueError(f"LearnedPositions: there are {self.length} positions, and the tokens go up to {end}")
        return x + self.weight[offset:end].to(x.dtype)


class RotaryPositions(nn.Module):
    """Turns queries and keys by an angle that grows with the position, so that scores depend on distances alone.

    Numbers i and i + d / 2 of a head are a point in the plane, turned about the origin by position / base^(2i / d).
    The paper takes numbers 2i and 2i + 1 for the point, which is the same after a new order of the weights; published
    models take these.

    Shapes: (..., T, d) -> (..., T, d), d even. `offset` is the position of the first token. Raises ValueError for
    another d.

    Source: J. Su and others, RoFormer: enhanced transformer with rotary position embedding (2021), section 3.2.

    >>> q = torch.ones(1, 2)
    >>> at_5, at_7 = RotaryPositions(2)(q, offset=5), RotaryPositions(2)(q, offset=7)
    >>> torch.allclose((at_5 * at_7).sum(), 2 * torch.tensor(2.0).cos())  # |q|^2 times the cosine of 7 - 5
    True
    """

    def __init__(self, dim: int, base: float = 10000.0) -> None:
        super().__init__()
        self.dim, self.base = even("RotaryPositions", dim), base

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        require_width("RotaryPositions", x, self.dim)
        turned = angles(x.shape[-2], self.dim, offset, self.base, x)  # (T, d / 2)
        cos, sin = turned.cos().to(x.dtype), turned.sin().to(x.dtype)
        a, b = x.chunk(2, dim=-1)  # (..., T, d / 2)
        return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)  # (..., T, d)


def even(layer: str, dim: int) -> int:
    """`dim`, if it is even. ValueError if not."""
    if positive(layer, "dim", dim) % 2:
        raise ValueError(f"{layer}: dim must be even, for pairs of numbers, got {dim}")
    return dim


def require_width(layer: str, x: Tensor, dim: int) -> None:
    """ValueError unless x is (..., T, dim)."""
    if x.dim() < 2 or x.shape[-1] != dim:
        raise wrong_shape(layer, "input", f"shape (..., T, {dim})", x)
