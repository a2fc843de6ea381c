"""Transposed cross-correlation: every pixel stamps the kernel on a larger picture."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Size, pair, positive, require_images, wrong_shape
from chainrule.nn.convolution import conv2d
from chainrule.nn.layer import Layer


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Tensor:
    """The transposed of `conv2d`."""
    name = "conv_transpose2d"
    require_images(name, input)
    if weight.dim() != 4 or input.shape[1] != weight.shape[0]:
        raise wrong_shape(name, "weight", f"shape ({input.shape[1]}, O / {groups}, I, J)", weight)
    (s, t), (d, e) = pair(name, "stride", stride, 1), pair(name, "dilation", dilation, 1)
    (p, q), (more_p, more_q) = pair(name, "padding", padding), pair(name, "output_padding", output_padding)
    n, c, h, w = input.shape
    spread = input.new_zeros(n, c, h * s, w * t)
    spread[:, :, ::s, ::t] = input
    top, left = d * (weight.shape[2] - 1) - p, e * (weight.shape[3] - 1) - q
    spread = F.pad(spread, (left, left + more_q + 1 - t, top, top + more_p + 1 - s))
    kernels = weight.unflatten(0, (groups, -1)).transpose(1, 2).flatten(0, 1).flip(2, 3)  # (O, C/G, I, J)
    return conv2d(spread, kernels, bias, dilation=(d, e), groups=groups)


class ConvTranspose2d(Layer):
    """Transposed cross-correlation."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size = 0,
        output_padding: Size = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size = 1,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        name = "ConvTranspose2d"
        if in_channels % positive(name, "groups", groups) or out_channels % groups:
            raise ValueError(
                f"{name}: groups must divide in_channels and out_channels, "
                f"got {groups} for {in_channels} and {out_channels}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = pair(name, "kernel_size", kernel_size, 1)
        self.stride, self.dilation = pair(name, "stride", stride, 1), pair(name, "dilation", dilation, 1)
        self.padding, self.output_padding = pair(name, "padding", padding), pair(name, "output_padding", output_padding)
        self.weight = nn.Parameter(torch.empty(in_channels, out_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def forward(self, input: Tensor) -> Tensor:
        require_images("ConvTranspose2d", input, self.in_channels)
        convolve = F.conv_transpose2d if self.fused else conv_transpose2d
        return convolve(
            input, self.weight, self.bias, self.stride, self.padding, self.output_padding, self.groups, self.dilation
        )
