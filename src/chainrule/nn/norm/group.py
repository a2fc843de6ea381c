"""Group normalization: layer normalization of a few channels at a time (lecture 13)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import positive, require_parameters, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
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
    if input.dim() < 2:
        raise wrong_shape("group_norm", "input", "at least 2 dimensions (N, C)", input)
    if input.shape[1] % positive("group_norm", "num_groups", num_groups):
        raise ValueError(f"group_norm: num_groups must divide the channels, got {num_groups} for {input.shape[1]}")
    require_parameters("group_norm", input, input.shape[1:2], weight=weight, bias=bias)
    x = input.unflatten(1, (num_groups, -1)).flatten(2)  # (N, G, C/G * ...)
    mean = x.mean(2, keepdim=True)  # (N, G, 1)
    var = (x - mean).square().mean(2, keepdim=True)  # (N, G, 1)
    y = ((x - mean) / torch.sqrt(var + eps)).view(input.shape)  # (N, C, ...)
    shape = (-1, *(1,) * (input.dim() - 2))  # (C, 1, 1) for pictures
    y = y if weight is None else y * weight.view(shape)
    return y if bias is None else y + bias.view(shape)


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
        return (F.group_norm if self.fused else group_norm)(input, self.num_groups, self.weight, self.bias, self.eps)
