"""RMS normalization: layer normalization without the mean (lecture 13)."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import require_floats, wrong_shape
from chainrule.nn.layer import Layer


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """y = x / sqrt(mean of x**2 + eps) * weight, the mean over the last dimensions."""
    last = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    y = input * torch.rsqrt(input.square().mean(last, keepdim=True) + eps)
    return y if weight is None else y * weight


class RMSNorm(Layer):
    """RMS normalization over the last dimensions, which must be `normalized_shape`."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        *,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(self.normalized_shape)) if elementwise_affine else None

    def forward(self, input: Tensor) -> Tensor:
        if tuple(input.shape[-len(self.normalized_shape) :]) != self.normalized_shape:
            raise wrong_shape("RMSNorm", "input", f"last dimensions {self.normalized_shape}", input)
        require_floats("RMSNorm", input)
        normalize = F.rms_norm if self.fused else rms_norm
        return normalize(input, self.normalized_shape, self.weight, self.eps)
