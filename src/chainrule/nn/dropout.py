"""Dropout: a network that cannot rely on any one of its units learns from all of them (lecture 10)."""

import torch
from torch import Tensor

from chainrule.nn.layer import Layer


def dropout(input: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    """Set each number to zero with probability p and multiply the others by 1 / (1 - p), so that the mean stays.

    Shapes: any. Outside of training the input is returned as it is. Raises ValueError unless 0 <= p <= 1.

    Source: N. Srivastava and others, Dropout: a simple way to prevent neural networks from overfitting (2014).

    >>> dropout(torch.ones(6), 0.5, generator=torch.Generator().manual_seed(0)).unique()
    tensor([0., 2.])
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout: p must be a probability from 0 to 1, got {p}")
    if not training or p == 0.0:
        return input
    kept = torch.empty_like(input).uniform_(generator=generator).ge_(p)  # 1 with probability 1 - p, else 0
    return input * (kept if p == 1.0 else kept.div_(1 - p))


class Dropout(Layer):
    """`dropout` in training; in evaluation nothing.

    What is dropped is drawn from `generator`, or from PyTorch's own where none is given.

    >>> layer = Dropout(0.2)
    >>> bool((layer.eval()(torch.ones(5)) == 1).all())
    True
    """

    def __init__(self, p: float = 0.5, *, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__(fused=fused)
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"Dropout: p must be a probability from 0 to 1, got {p}")
        self.p, self.generator = p, generator

    def forward(self, input: Tensor) -> Tensor:
        if self.fused and self.generator is None:
            return torch.nn.functional.dropout(input, self.p, self.training)
        return dropout(input, self.p, self.training, self.generator)

    def extra_repr(self) -> str:
        return f"p={self.p}"
