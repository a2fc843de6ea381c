"""Transposed cross-correlation: every pixel stamps the kernel on a larger picture."""

from itertools import product

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Size, pair, require_dimensions, require_type, wrong_shape
from chainrule.nn.convolution import require_groups
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
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
    """Every pixel stamps the kernel, as strong as it is, on a larger picture; where stamps overlap they add up.

    y[n, o, h * stride + i * dilation, w * stride + j * dilation] += x[n, c, h, w] weight[c, o, i, j], and the bias

    It is the way back of `conv2d` taken as a way forward: what `conv2d` with the same weight, stride and padding would
    make smaller becomes larger. So `padding` rows and columns are cut off on each side, and `output_padding` more are
    kept at the bottom and right: with a stride, pictures of several sizes are made equally small, and this chooses.

    Shapes: input (N, C, H, W), weight (C, O / groups, I, J), bias (O,); the result (N, O, H', W'), where
    H' = (H - 1) stride - 2 padding + dilation (I - 1) + output_padding + 1, and W' likewise.
    Raises ValueError where they do not fit.

    Source: V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep learning (2016), section 4.

    >>> conv_transpose2d(torch.tensor([[[[1.0, 2.0]]]]), torch.ones(1, 1, 1, 2), stride=2)
    tensor([[[[1., 1., 2., 2.]]]])
    """
    name = "conv_transpose2d"
    if weight.dim() != 4:
        raise wrong_shape(name, "weight", "4 dimensions (C, O / groups, I, J)", weight)
    require_dimensions(name, input, "N, C, H, W", channels=weight.shape[0])
    require_groups(name, groups, weight.shape[0], weight.shape[1] * groups)
    require_type(name, input, "weight", weight)
    (s, t), (d, e) = pair(name, "stride", stride, least=1), pair(name, "dilation", dilation, least=1)
    (top, left), (bottom, right) = pair(name, "padding", padding), pair(name, "output_padding", output_padding)
    if bottom >= max(s, d) or right >= max(t, e):
        raise ValueError(f"{name}: output_padding must be smaller than stride or dilation, got {(bottom, right)}")
    down, across = ((size - 1) * step + 1 for size, step in zip(input.shape[2:], (s, t), strict=True))
    height, width = down + d * (weight.shape[2] - 1), across + e * (weight.shape[3] - 1)  # of all stamps together
    if height - 2 * top + bottom < 1 or width - 2 * left + right < 1:
        raise ValueError(f"{name}: padding {(top, left)} leaves nothing of {height} x {width} pixels")

    x = input.unflatten(1, (groups, -1))  # (N, G, C/G, H, W)
    kernels = weight.to(x.dtype).unflatten(0, (groups, -1))  # (G, C/G, O/G, I, J)
    stamps = torch.einsum("ngchw,gcoij->ijngohw", x, kernels).flatten(3, 4)  # (I, J, N, O, H, W)
    y = stamps.new_zeros(*stamps.shape[2:4], height, width)
    for i, j in product(range(stamps.shape[0]), range(stamps.shape[1])):  # of the kernel
        y[:, :, d * i : d * i + down : s, e * j : e * j + across : t] += stamps[i, j]
    y = F.pad(y, (-left, right - left, -top, bottom - top))  # (N, O, H', W')
    return y if bias is None else y + bias.to(y.dtype)[:, None, None]


class ConvTranspose2d(Layer):
    """Transposed cross-correlation by kernels that are learned; see `conv_transpose2d` for what the arguments mean.

    The weight is (in_channels, out_channels / groups, I, J), the bias (out_channels,). They start out as PyTorch's do:
    uniform between -1/sqrt(f) and 1/sqrt(f) for f = out_channels / groups * I * J, drawn from `generator`.

    >>> layer = ConvTranspose2d(16, 8, kernel_size=4, stride=2, padding=1)
    >>> layer(torch.zeros(2, 16, 7, 7)).shape
    torch.Size([2, 8, 14, 14])
    """

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
        require_groups("ConvTranspose2d", groups, in_channels, out_channels)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = pair("ConvTranspose2d", "kernel_size", kernel_size, 1)
        self.stride, self.padding, self.output_padding = stride, padding, output_padding
        self.groups, self.dilation = groups, dilation
        self.weight = nn.Parameter(torch.empty(in_channels, out_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def forward(self, input: Tensor) -> Tensor:
        convolve = F.conv_transpose2d if self.fused else conv_transpose2d
        settings = (self.stride, self.padding, self.output_padding, self.groups, self.dilation)
        return convolve(input, self.weight, self.bias, *settings)
