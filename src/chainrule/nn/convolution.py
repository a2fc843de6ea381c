"""Cross-correlation, which deep learning calls convolution: one small kernel looks at every place of a picture."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Size, pair, positive, require_images, same_type, wrong_shape
from chainrule.nn.correlation import Correlation
from chainrule.nn.layer import Layer
from chainrule.nn.windows import Pair, Sliding


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate pictures with kernels: the weighted sum of what each kernel sees at each place.

    y[n, o, h, w] = bias[o] + sum over c, i, j of
                    weight[o, c, i, j] x[n, c, h * stride + i * dilation, w * stride + j * dilation]

    Around the pictures come `padding` zeros; "same" puts as many as keep the size, "valid" none. With `groups` the
    channels are cut into so many parts, and a kernel sees one of them only. Gradients flow once: for a gradient of a
    gradient take the fused form.

    Shapes: input (N, C, H, W), weight (O, C / groups, I, J), bias (O,); the result (N, O, H', W'), where
    H' = (H + 2 padding - dilation (I - 1) - 1) // stride + 1, and W' likewise. Raises ValueError where they do not fit.

    Source: V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep learning (2016), section 2.

    >>> edges = torch.tensor([[[[-1.0, 1.0]]]])  # how much brighter is a pixel than its left neighbour?
    >>> conv2d(torch.tensor([[[[0.0, 0.0, 5.0, 5.0]]]]), edges)
    tensor([[[[0., 5., 0.]]]])
    """
    require_images("conv2d", input)
    if weight.dim() != 4 or input.shape[1] != weight.shape[1] * groups:
        per_kernel = f"{input.shape[1]}" if groups == 1 else f"{input.shape[1]} / {groups}"
        raise wrong_shape("conv2d", "weight", f"shape (O, {per_kernel}, I, J)", weight)
    stride, dilation = pair("conv2d", "stride", stride, 1), pair("conv2d", "dilation", dilation, 1)
    kernel = (weight.shape[2], weight.shape[3])
    around = margins("conv2d", padding, weight.shape[2:], stride, dilation)
    x = F.pad(input, around) if any(around) else input  # (N, C, H + ..., W + ...)
    y: Tensor = Correlation.apply(
        x, same_type("conv2d", x, weight), Sliding("conv2d", kernel, stride, dilation), groups
    )  # (N, O, H', W')
    return y if bias is None else y.add_(bias[:, None, None])


def margins(layer: str, padding: Size | str, kernel: torch.Size, stride: Pair, dilation: Pair) -> list[int]:
    """How many zeros to put around a picture: left, right, top, bottom."""
    if padding == "valid":
        return [0, 0, 0, 0]
    if padding == "same":
        if stride != (1, 1):
            raise ValueError(f"{layer}: padding='same' needs stride=1, got stride={stride}")
        (height, width) = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
        return [width // 2, width - width // 2, height // 2, height - height // 2]
    if isinstance(padding, str):
        raise ValueError(f"{layer}: padding must be numbers, 'same' or 'valid', got {padding!r}")
    top, left = pair(layer, "padding", padding)
    return [left, left, top, top]


class Conv2d(Layer):
    """Cross-correlation by `out_channels` kernels that are learned; see `conv2d` for what the arguments mean.

    The weight is (out_channels, in_channels / groups, I, J), the bias (out_channels,). Both start out uniform between
    -1/sqrt(f) and 1/sqrt(f) for the f = in_channels / groups * I * J inputs of a kernel, drawn from `generator`.

    Source: Y. LeCun and others, Gradient-based learning applied to document recognition (1998), section II.

    >>> layer = Conv2d(3, 8, kernel_size=3, padding=1)
    >>> layer(torch.zeros(2, 3, 28, 28)).shape
    torch.Size([2, 8, 28, 28])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size | str = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        if in_channels % positive("Conv2d", "groups", groups) or out_channels % groups:
            raise ValueError(
                f"Conv2d: groups must divide in_channels and out_channels, "
                f"got {groups} for {in_channels} and {out_channels}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = pair("Conv2d", "kernel_size", kernel_size, 1)
        self.stride, self.dilation = pair("Conv2d", "stride", stride, 1), pair("Conv2d", "dilation", dilation, 1)
        margins("Conv2d", padding, torch.Size(self.kernel_size), self.stride, self.dilation)
        self.padding = padding if isinstance(padding, str) else pair("Conv2d", "padding", padding)
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def forward(self, input: Tensor) -> Tensor:
        require_images("Conv2d", input, self.in_channels)
        convolve = F.conv2d if self.fused else conv2d
        return convolve(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding!r}, dilation={self.dilation}, groups={self.groups}, bias={self.bias is not None}"
        )
