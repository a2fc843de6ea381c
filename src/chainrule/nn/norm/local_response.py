"""Local response normalization: neighbouring channels compete, as in AlexNet (lecture 13)."""

import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """y_c = x_c / (k + alpha / size * the sum of x**2 over the `size` channels around c)**beta.

    Channels beyond the first and the last count as 0. AlexNet took size=5, beta=0.75, k=2 and alpha=5e-4: the paper's
    alpha of 1e-4 multiplies the sum, not the mean.

    Shapes: input (N, C, ...); the result as input.

    Source: A. Krizhevsky, I. Sutskever, G. Hinton, ImageNet classification with deep convolutional neural networks
    (2012), section 3.3.

    >>> import torch
    >>> local_response_norm(torch.tensor([[[3.0], [4.0]]]), size=3, alpha=3.0, beta=0.5, k=0.0)
    tensor([[[0.6000],
             [0.8000]]])
    """
    if input.dim() < 3:
        raise wrong_shape("local_response_norm", "input", "at least 3 dimensions (N, C, ...)", input)
    around = (0, 0) * (input.dim() - 2) + (size // 2, (size - 1) // 2)  # nothing but before and after the channels
    neighbours = F.pad(input.square(), around).unfold(1, positive("local_response_norm", "size", size), 1)
    return input / (k + alpha * neighbours.mean(-1)) ** beta  # neighbours: (N, C, ..., size)


class LocalResponseNorm(Layer):
    """`local_response_norm` as a layer; it has nothing to learn.

    >>> import torch
    >>> LocalResponseNorm(5, alpha=5e-4, k=2.0)(torch.randn(2, 16, 5, 5)).shape
    torch.Size([2, 16, 5, 5])
    """

    def __init__(
        self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0, *, fused: bool = False
    ) -> None:
        super().__init__(fused=fused)
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        normalize = F.local_response_norm if self.fused else local_response_norm
        return normalize(input, self.size, self.alpha, self.beta, self.k)
