"""What low-rank adaptation adds to a frozen matrix: a product of two thin ones (lecture 29)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.layer import Layer
from chainrule.nn.linear import linear


class LowRank(Layer):
    """alpha / r (x A^T) B^T: what an adapter adds to x W^T, where W (O, I) is the frozen `weight`.

    A (r, I) starts out uniform between -1/sqrt(I) and 1/sqrt(I), drawn from `generator`, and B (O, r) at zero, so that
    it adds nothing at first. `alpha` (r where it is not given) says how much it counts; with alpha / r, a rate that
    suits one rank suits others. Once it is `merged`, it is in W, and must not be added a second time.

    Shapes: (..., I) -> (..., O), or as many of these outputs as `rows` says. Raises ValueError for a rank below zero.

    Source: E. J. Hu and others, LoRA: low-rank adaptation of large language models (2021), section 4.1.

    >>> adapter = LowRank(torch.zeros(6, 4), rank=2)
    >>> adapter(torch.ones(1, 4)).shape, adapter(torch.ones(1, 4), slice(2)).shape
    (torch.Size([1, 6]), torch.Size([1, 2]))
    """

    def __init__(
        self,
        weight: Tensor,
        rank: int,
        alpha: float | None = None,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        if rank < 0:
            raise ValueError(f"LowRank: rank must be at least 0, got {rank}")
        self.rank, self.alpha, self.merged = rank, float(rank if alpha is None else alpha), False
        self.A = nn.Parameter(weight.new_empty(rank, weight.shape[1]))
        self.B = nn.Parameter(weight.new_zeros(weight.shape[0], rank))
        init.default_(self.A, None, generator)

    @property
    def scale(self) -> float:
        """alpha / r."""
        return self.alpha / self.rank if self.rank else 0.0

    def forward(self, x: Tensor, rows: slice = slice(None)) -> Tensor:
        apply = F.linear if self.fused else linear
        return self.scale * apply(apply(x, self.A), self.B[rows])  # (..., I) -> (..., r) -> (..., O)

    @torch.no_grad()
    def merge(self, weight: Tensor) -> None:
        """W <- W + alpha / r B A: the same outputs, from one product. For use, not for training."""
        if not self.merged:
            weight.add_(self.B @ self.A, alpha=self.scale)
            self.merged = True

    @torch.no_grad()
    def unmerge(self, weight: Tensor) -> None:
        """W <- W - alpha / r B A: the frozen weight again, up to rounding."""
        if self.merged:
            weight.sub_(self.B @ self.A, alpha=self.scale)
            self.merged = False
