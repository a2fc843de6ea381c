"""Dropout: a network that cannot rely on any one of its units learns from all of them (lecture 10)."""

import torch
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def dropout(input: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    """Set each number to zero with probability p and multiply the others by 1 / (1 - p), so that the mean stays.

    Shapes: any. Outside of training the input is returned as it is. Raises ValueError unless 0 <= p <= 1, and
    RuntimeError for a generator where `torch.utils.checkpoint` computes again what it did not keep: it puts back
    PyTorch's own generator only, so that others would be drawn.

    Source: N. Srivastava and others, Dropout: a simple way to prevent neural networks from overfitting (2014).

    >>> dropout(torch.ones(6), 0.5, generator=torch.Generator().manual_seed(0)).unique()
    tensor([0., 2.])
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout: p must be a probability from 0 to 1, got {p}")
    if not training or p == 0.0:
        return input
    if generator is not None and torch._C._current_graph_task_id() != -1:  # within a backward pass
        raise RuntimeError(
            "dropout: torch.utils.checkpoint cannot draw the same numbers again from a generator of one's own: "
            "give none to the dropout in what is checkpointed"
        )
    kept = torch.rand(input.shape, generator=generator, device=input.device) >= p  # with probability 1 - p
    return input * kept / (1 - p) if p < 1.0 else input * 0.0  # where 0 / 0 would be NaN


class Dropout(Layer):
    """`dropout` in training; in evaluation nothing.

    What is dropped is drawn from `generator`, or from PyTorch's own where none is given.

    >>> layer = Dropout(0.2)
    >>> bool((layer.eval()(torch.ones(5)) == 1).all())
    True
    """

    def __init__(self, p: float = 0.5, *, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.p, self.generator = p, generator

    def forward(self, input: Tensor) -> Tensor:
        if self.fused and self.generator is None:  # the kernel draws from no other generator than PyTorch's
            return torch.nn.functional.dropout(input, self.p, self.training)
        return dropout(input, self.p, self.training, self.generator)
