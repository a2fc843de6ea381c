"""Cross-correlation, which deep learning calls convolution: one small kernel looks at every place of a picture."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import Pair, Size, pair, positive, require_dimensions, require_type, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point
from chainrule.nn.windows import windows


@floating_point
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
    channels are cut into so many parts, and a kernel sees one of them only.

    Shapes: input (N, C, H, W), weight (O, C / groups, I, J), bias (O,); the result (N, O, H', W'), where
    H' = (H + 2 padding - dilation (I - 1) - 1) // stride + 1, and W' likewise. Raises ValueError where they do not fit.

    Source: V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep learning (2016), section 2.

    >>> edges = torch.tensor([[[[-1.0, 1.0]]]])  # how much brighter is a pixel than its left neighbour?
    >>> conv2d(torch.tensor([[[[0.0, 0.0, 5.0, 5.0]]]]), edges)
    tensor([[[[0., 5., 0.]]]])
    """
    if weight.dim() != 4:
        raise wrong_shape("conv2d", "weight", "4 dimensions (O, C / groups, I, J)", weight)
    require_dimensions("conv2d", input, "N, C, H, W", channels=weight.shape[1] * groups)
    require_groups("conv2d", groups, input.shape[1], weight.shape[0])
    require_type("conv2d", input, "weight", weight)
    stride, dilation = pair("conv2d", "stride", stride, least=1), pair("conv2d", "dilation", dilation, least=1)
    kernel = (weight.shape[2], weight.shape[3])

    x = F.pad(input, zeros_around("conv2d", padding, kernel, stride, dilation))  # (N, C, H + ..., W + ...)
    x = windows("conv2d", x, kernel, stride, dilation).unflatten(1, (groups, -1))  # (N, G, C/G, H', W', I, J)
    kernels = weight.to(x.dtype).unflatten(0, (groups, -1))  # (G, O/G, C/G, I, J)
    y = torch.einsum("ngchwij,gocij->ngohw", x, kernels).flatten(1, 2)  # (N, O, H', W')
    return y if bias is None else y + bias.to(y.dtype)[:, None, None]


class Convolution(Layer):
    """What Conv1d and Conv2d have in common: the settings, and kernels and biases to be learned.

    The weight is (out_channels, in_channels / groups, *kernel_size), the bias (out_channels,). Both start out uniform
    between -1/sqrt(f) and 1/sqrt(f) for the f = in_channels / groups * pixels that a kernel sees, from `generator`.
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
        require_groups(type(self).__name__, groups, in_channels, out_channels)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = self.kernel(kernel_size)
        self.stride, self.padding, self.dilation, self.groups = stride, padding, dilation, groups
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def kernel(self, size: Size) -> tuple[int, ...]:
        """The size of a kernel in each dimension. ValueError for other than whole numbers."""
        raise NotImplementedError


class Conv2d(Convolution):
    """Cross-correlation of pictures by `out_channels` kernels that are learned; see `conv2d` for the arguments.

    Source: Y. LeCun and others, Gradient-based learning applied to document recognition (1998), section II.

    >>> layer = Conv2d(3, 8, kernel_size=3, padding=1)
    >>> layer(torch.zeros(2, 3, 28, 28)).shape
    torch.Size([2, 8, 28, 28])
    """

    def kernel(self, size: Size) -> Pair:
        return pair("Conv2d", "kernel_size", size, least=1)

    def forward(self, input: Tensor) -> Tensor:
        convolve = F.conv2d if self.fused else conv2d
        return convolve(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate sequences with kernels: `conv2d` of pictures that are one pixel high.

    y[n, o, l] = bias[o] + sum over c, k of weight[o, c, k] x[n, c, l * stride + k * dilation]

    Shapes: input (N, C, L), weight (O, C / groups, K), bias (O,); the result (N, O, L'), where
    L' = (L + 2 padding - dilation (K - 1) - 1) // stride + 1. Arguments and errors: see `conv2d`.

    >>> conv1d(torch.tensor([[[0.0, 0.0, 5.0, 5.0]]]), torch.tensor([[[-1.0, 1.0]]]))
    tensor([[[0., 5., 0.]]])
    """
    if weight.dim() != 3:
        raise wrong_shape("conv1d", "weight", "3 dimensions (O, C / groups, K)", weight)
    require_dimensions("conv1d", input, "N, C, L", channels=weight.shape[1] * groups)
    around = padding if isinstance(padding, str) else (0, padding)
    pictures, kernels = input.unsqueeze(2), weight.unsqueeze(2)  # (N, C, 1, L), (O, C / groups, 1, K)
    return conv2d(pictures, kernels, bias, (1, stride), around, (1, dilation), groups).squeeze(2)  # (N, O, L')


class Conv1d(Convolution):
    """Cross-correlation of sequences by `out_channels` kernels that are learned; see `conv1d` for the arguments.

    >>> layer = Conv1d(3, 8, kernel_size=5, padding="same")
    >>> layer(torch.zeros(2, 3, 100)).shape
    torch.Size([2, 8, 100])
    """

    def kernel(self, size: Size) -> tuple[int]:
        return (positive("Conv1d", "kernel_size", size),)

    def forward(self, input: Tensor) -> Tensor:
        convolve: Callable[..., Tensor] = F.conv1d if self.fused else conv1d
        return convolve(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


def zeros_around(layer: str, padding: Size | str, kernel: Pair, stride: Pair, dilation: Pair) -> list[int]:
    """How many zeros come on the left, the right, the top and the bottom of a picture, in the order of `F.pad`."""
    if padding == "valid":
        return [0, 0, 0, 0]
    if padding == "same":
        if stride != (1, 1):
            raise ValueError(f"{layer}: padding='same' needs stride=1, got stride={stride}")
        down, across = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
        return [across // 2, across - across // 2, down // 2, down - down // 2]
    if isinstance(padding, str):
        raise ValueError(f"{layer}: padding must be numbers, 'same' or 'valid', got {padding!r}")
    top, left = pair(layer, "padding", padding)
    return [left, left, top, top]


def require_groups(layer: str, groups: int, in_channels: int, out_channels: int) -> None:
    """ValueError unless both numbers of channels can be cut into so many groups."""
    if in_channels % positive(layer, "groups", groups) or out_channels % groups:
        raise ValueError(
            f"{layer}: groups must divide in_channels and out_channels, "
            f"got {groups} for {in_channels} and {out_channels}"
        )
