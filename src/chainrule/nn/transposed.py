"""Transposed cross-correlation: every pixel stamps the kernel on a larger picture."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Size, pair, positive, require_images, same_type, wrong_shape
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
    require_images(name, input)
    if weight.dim() != 4 or input.shape[1] != weight.shape[0]:
        raise wrong_shape(name, "weight", f"shape ({input.shape[1]}, O / {groups}, I, J)", weight)
    stride, dilation = pair(name, "stride", stride, 1), pair(name, "dilation", dilation, 1)
    (top, left), more = pair(name, "padding", padding), pair(name, "output_padding", output_padding)
    sliding = Sliding(name, (weight.shape[2], weight.shape[3]), stride, dilation)
    height, width = ((size - 1) * s + r for size, s, r in zip(input.shape[2:], stride, sliding.reach, strict=True))
    size = torch.Size((len(input), weight.shape[1] * groups, height, width))
    y: Tensor = Spread.apply(input, same_type(name, input, weight), sliding, groups, size)  # (N, O, height, width)
    around = (-left, more[1] - left, -top, more[0] - top)
    if height + around[2] + around[3] < 1 or width + around[0] + around[1] < 1:
        raise ValueError(f"{name}: padding {(top, left)} leaves nothing of {height} x {width} pixels")
    y = F.pad(y, around) if any(around) else y  # (N, O, H', W')
    return y if bias is None else y + bias[:, None, None]


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
        if any(more >= max(s, d) for more, s, d in zip(self.output_padding, self.stride, self.dilation, strict=True)):
            raise ValueError(
                f"{name}: output_padding must be smaller than stride or dilation, got {self.output_padding}"
            )
        self.weight = nn.Parameter(torch.empty(in_channels, out_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def forward(self, input: Tensor) -> Tensor:
        require_images("ConvTranspose2d", input, self.in_channels)
        convolve = F.conv_transpose2d if self.fused else conv_transpose2d
        return convolve(
            input, self.weight, self.bias, self.stride, self.padding, self.output_padding, self.groups, self.dilation
        )

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, output_padding={self.output_padding}, groups={self.groups}, "
            f"bias={self.bias is not None}, dilation={self.dilation}"
        )
