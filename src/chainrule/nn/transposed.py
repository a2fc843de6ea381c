"""Transposed cross-correlation: every pixel stamps the kernel on a larger picture."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Size, pair, positive, require_images, wrong_shape
from chainrule.nn.correlation import Spread
from chainrule.nn.layer import Layer
from chainrule.nn.windows import Sliding


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
    stride, dilation = pair(name, "stride", stride, 1), pair(name, "dilation", dilation, 1)
    (top, left), more = pair(name, "padding", padding), pair(name, "output_padding", output_padding)
    kernel = (weight.shape[2], weight.shape[3])
    (height, width) = (
        s * (size - 1) + d * (k - 1) + 1
        for s, size, d, k in zip(stride, input.shape[2:], dilation, kernel, strict=True)
    )
    size = torch.Size((len(input), weight.shape[1] * groups, height, width))
    y: Tensor = Spread.apply(input, weight, Sliding(name, kernel, stride, dilation), groups, size)
    around = (-left, more[1] - left, -top, more[0] - top)
    y = F.pad(y, around) if any(around) else y
    return y if bias is None else y + bias[:, None, None]


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
