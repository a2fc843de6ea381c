"""Local response normalization: neighbouring channels compete, as in AlexNet (lecture 13)."""

import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.layer import Layer


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """y = x / (k + alpha / size * sum of x**2 over the `size` channels around)**beta."""
    squares = F.pad(input.square(), (0, 0) * (input.dim() - 2) + (size // 2, (size - 1) // 2))
    channels = input.shape[1]
    total = sum(squares[:, at : at + channels] for at in range(size))
    return input * (k + alpha / size * total) ** -beta


class LocalResponseNorm(Layer):
    """Local response normalization."""

    def __init__(
        self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0, *, fused: bool = False
    ) -> None:
        super().__init__(fused=fused)
        self.size, self.alpha, self.beta, self.k = positive("LocalResponseNorm", "size", size), alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() < 3:
            raise wrong_shape("LocalResponseNorm", "input", "at least 3 dimensions (N, C, ...)", input)
        normalize = F.local_response_norm if self.fused else local_response_norm
        return normalize(input, self.size, self.alpha, self.beta, self.k)
