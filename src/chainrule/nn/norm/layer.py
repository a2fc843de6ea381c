"""Layer normalization, and RMS normalization, which leaves the mean: every example by itself (lecture 13)."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import require_last, require_parameters
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """y = (x - mean) / sqrt(var + eps) * weight + bias, with the mean and the variance over the last dimensions.

    Each example, and each word of it, is normalized by itself: the batch may be of any size, and training and
    evaluation are the same.

    Shapes: input (..., *normalized_shape), weight and bias normalized_shape; the result as input. Raises ValueError
    where they do not fit.

    Source: J. L. Ba, J. R. Kiros, G. Hinton, Layer normalization (2016).

    >>> layer_norm(torch.tensor([[1.0, 3.0], [10.0, 30.0]]), [2])
    tensor([[-1.0000,  1.0000],
            [-1.0000,  1.0000]])
    """
    require_last("layer_norm", input, normalized_shape)
    require_parameters("layer_norm", input, normalized_shape, weight=weight, bias=bias)
    last = tuple(range(-len(normalized_shape), 0))
    mean = input.mean(last, keepdim=True)  # (..., 1)
    var = (input - mean).square().mean(last, keepdim=True)  # (..., 1)
    y = (input - mean) / torch.sqrt(var + eps)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


class LayerNorm(Layer):
    """`layer_norm` over the last dimensions, which must be `normalized_shape`, with a weight and a bias to be learned.

    >>> LayerNorm(64)(torch.randn(2, 10, 64)).shape
    torch.Size([2, 10, 64])
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        *,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(self.normalized_shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(self.normalized_shape)) if elementwise_affine and bias else None

    def forward(self, input: Tensor) -> Tensor:
        normalize = F.layer_norm if self.fused else layer_norm
        return normalize(input, self.normalized_shape, self.weight, self.bias, self.eps)


@floating_point
def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """y = x / sqrt(mean of x**2 + eps) * weight, with the mean over the last dimensions.

    Where `eps` is None it is the step from 1 to the next number of x's type, or of float32 for half precision.

    Shapes: input (..., *normalized_shape), weight normalized_shape; the result as input. Raises ValueError where they
    do not fit.

    Source: B. Zhang, R. Sennrich, Root mean square layer normalization (2019), equation 4.

    >>> rms_norm(torch.tensor([3.0, 3.0, -3.0]), [3])
    tensor([ 1.,  1., -1.])
    """
    require_last("rms_norm", input, normalized_shape)
    require_parameters("rms_norm", input, normalized_shape, weight=weight)
    last = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    y = input / torch.sqrt(input.square().mean(last, keepdim=True) + eps)
    return y if weight is None else y * weight


class RMSNorm(Layer):
    """`rms_norm` over the last dimensions, which must be `normalized_shape`, with a weight to be learned.

    >>> RMSNorm(64)(torch.randn(2, 10, 64)).shape
    torch.Size([2, 10, 64])
    """

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
        normalize = F.rms_norm if self.fused else rms_norm
        return normalize(input, self.normalized_shape, self.weight, self.eps)
