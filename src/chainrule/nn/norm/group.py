"""Group normalization: layer normalization of a few channels at a time (lecture 13)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import counted, positive, require_floats, require_parameters, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.norm.standardize import standardize


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """y = (x - mean) / sqrt(var + eps) * weight + bias, with the mean and the variance of each group of channels.

    One group is layer normalization of a picture, a group for each channel is instance normalization. As with layer
    normalization the batch may be of any size.

    Shapes: input (N, C) or (N, C, ...), weight and bias (C,); the result as input. Raises ValueError where they do not
    fit.

    Source: Y. Wu, K. He, Group normalization (2018), section 3.

    >>> group_norm(torch.tensor([[1.0, 3.0, 10.0, 30.0]]), num_groups=2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    require_groups("group_norm", input, num_groups)
    require_parameters("group_norm", input, input.shape[1:2], weight=weight, bias=bias)
    groups = input.reshape(len(input), num_groups, input.shape[1] // num_groups, input.shape[2:].numel())
    weight, bias = (None if each is None else each.view(1, num_groups, -1, 1) for each in (weight, bias))
    y, _, _ = standardize(groups, [2, 3], eps, weight, bias)  # (N, G, C / G, pixels)
    return y.view(input.shape)


def require_groups(layer: str, input: Tensor, num_groups: int, channels: int | None = None) -> None:
    """ValueError unless input is (N, C, ...), with so many channels where that is given, and the groups divide them."""
    if input.dim() < 2 or channels not in (None, input.shape[1]):
        of_channels = "" if channels is None else f"{counted(channels, 'channel')} (N, {channels}, ...)"
        raise wrong_shape(layer, "input", of_channels or "at least 2 dimensions (N, C)", input)
    if input.shape[1] % positive(layer, "num_groups", num_groups):
        raise ValueError(f"{layer}: num_groups must divide the channels, got {num_groups} for {input.shape[1]}")
    require_floats(layer, input)


class GroupNorm(Layer):
    """`group_norm` with a weight and a bias of each channel to be learned.

    >>> GroupNorm(4, 16)(torch.randn(2, 16, 5, 5)).shape
    torch.Size([2, 16, 5, 5])
    """

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, *, fused: bool = False
    ) -> None:
        super().__init__(fused=fused)
        if num_channels % positive("GroupNorm", "num_groups", num_groups):
            raise ValueError(f"GroupNorm: num_groups must divide num_channels, got {num_groups} for {num_channels}")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels)) if affine else None
        self.bias = nn.Parameter(torch.zeros(num_channels)) if affine else None

    def forward(self, input: Tensor) -> Tensor:
        require_groups("GroupNorm", input, self.num_groups, self.num_channels)
        return (F.group_norm if self.fused else group_norm)(input, self.num_groups, self.weight, self.bias, self.eps)
