"""Pooling: a smaller picture, in which every pixel speaks for a window of the larger one (lecture 8)."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import Pair, Size, pair, require_dimensions
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point
from chainrule.nn.windows import windows


@floating_point
def max_pool2d(
    input: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """The largest number of each window of `kernel_size` pixels. The gradient goes to it, the first of equals.

    Windows are `stride` apart (their own size, if it is not given) and their pixels `dilation` apart. The picture is
    padded with -inf. With `ceil_mode` a last window may reach over the edge.

    Shapes: input (N, C, H, W); the result (N, C, H', W'), where H' = (H + 2 padding - reach) // stride + 1 for a
    kernel that reaches over dilation (I - 1) + 1 pixels, and W' likewise.
    Raises ValueError where no window fits, and where one would see nothing but padding.

    >>> x = torch.arange(16.0).view(1, 1, 4, 4)
    >>> max_pool2d(x, 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    kernel, stride, dilation, around = sliding("max_pool2d", input, kernel_size, stride, padding, dilation, ceil_mode)
    finite = input.detach().clamp(min=torch.finfo(input.dtype).min)  # a pixel of -inf must beat the padding, too
    candidates = F.pad(finite, around, value=-math.inf)  # (N, C, H + ..., W + ...)
    winner = windows("max_pool2d", candidates, kernel, stride, dilation).flatten(-2).argmax(-1, keepdim=True)
    seen = windows("max_pool2d", F.pad(input, around), kernel, stride, dilation).flatten(-2)  # (N, C, H', W', I * J)
    return seen.gather(-1, winner).squeeze(-1)  # (N, C, H', W')


class MaxPool2d(Layer):
    """`max_pool2d` as a layer.

    >>> MaxPool2d(2)(torch.zeros(32, 6, 28, 28)).shape
    torch.Size([32, 6, 14, 14])
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        *,
        ceil_mode: bool = False,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation, self.ceil_mode = dilation, ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode)
        if self.fused:
            sliding("MaxPool2d", input, *settings)  # PyTorch's kernel reads wrong memory where a window sees no pixel
            return F.max_pool2d(input, *settings)
        return max_pool2d(input, *settings)


@floating_point
def avg_pool2d(
    input: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of `kernel_size` pixels; see `max_pool2d` for the windows.

    The picture is padded with zeros, which count as pixels unless `count_include_pad` is off; what a last window of
    `ceil_mode` sees beyond them never does. `divisor_override` divides the sums by a number of one's own.

    Shapes: input (N, C, H, W); the result (N, C, H', W').

    >>> x = torch.arange(16.0).view(1, 1, 4, 4)
    >>> avg_pool2d(x, 2)
    tensor([[[[ 2.5000,  4.5000],
              [10.5000, 12.5000]]]])
    """
    kernel, stride, _, around = sliding("avg_pool2d", input, kernel_size, stride, padding, 1, ceil_mode)
    x = F.pad(input, around)  # (N, C, H + ..., W + ...)
    total = windows("avg_pool2d", x, kernel, stride).sum((-2, -1))  # (N, C, H', W')
    if divisor_override is not None:
        return total / divisor_override
    left, right, top, bottom = around
    counts = F.pad(torch.ones_like(input[:1, :1]), (left, left, top, top), value=float(count_include_pad))
    counts = F.pad(counts, (0, right - left, 0, bottom - top))  # 1 where a number counts, 0 where not: as large as x
    return total / windows("avg_pool2d", counts, kernel, stride).sum((-2, -1))  # (N, C, H', W')


class AvgPool2d(Layer):
    """`avg_pool2d` as a layer.

    >>> AvgPool2d(2)(torch.zeros(32, 6, 28, 28)).shape
    torch.Size([32, 6, 14, 14])
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
        *,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.ceil_mode, self.count_include_pad, self.divisor_override = ceil_mode, count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.kernel_size, self.stride, self.padding)
        pool = F.avg_pool2d if self.fused else avg_pool2d
        return pool(input, *settings, self.ceil_mode, self.count_include_pad, self.divisor_override)


def sliding(
    layer: str, x: Tensor, kernel_size: Size, stride: Size | None, padding: Size, dilation: Size, ceil_mode: bool
) -> tuple[Pair, Pair, Pair, tuple[int, int, int, int]]:
    """How a kernel slides over pictures: kernel, stride, dilation, and the padding left, right, top and bottom.

    ValueError where the arguments do not fit, and where a window would see nothing but padding.
    """
    require_dimensions(layer, x, "N, C, H, W")
    kernel, dilation = pair(layer, "kernel_size", kernel_size, least=1), pair(layer, "dilation", dilation, least=1)
    stride = kernel if stride is None else pair(layer, "stride", stride, least=1)
    padding = pair(layer, "padding", padding)
    if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
        raise ValueError(f"{layer}: padding must be at most half of kernel_size {kernel}, got {padding}")
    ends = []
    for size, k, s, p, d in zip(x.shape[2:], kernel, stride, padding, dilation, strict=True):
        reach = d * (k - 1) + 1
        last = (size + 2 * p - reach) // s * s - p  # where the last window begins
        if ceil_mode and last + s < size and last + reach < size + p:  # one more begins inside of the picture
            last += s
        sees_a_pixel = (any(0 <= first + d * i < size for i in range(k)) for first in range(-p, last + 1, s))
        if not all(sees_a_pixel):
            raise ValueError(
                f"{layer}: kernel_size {kernel} with dilation {dilation} and padding {padding} has windows that see "
                f"nothing but padding on {x.shape[2]} x {x.shape[3]} pixels"
            )
        ends.append(max(p, last + reach - size))
    (top, left), (bottom, right) = padding, ends
    return kernel, stride, dilation, (left, right, top, bottom)


@floating_point
def adaptive_avg_pool2d(input: Tensor, output_size: Size) -> Tensor:
    """The means of `output_size` windows that together cover the picture.

    y[.., h, w] is the mean of the rows from floor(h H / H') to ceil((h + 1) H / H'), and of the columns likewise.

    Shapes: input (N, C, H, W); the result (N, C, H', W') of the given size.

    Source: M. Lin, Q. Chen, S. Yan, Network in network (2014), section 3.2, for the size 1: global average pooling.

    >>> adaptive_avg_pool2d(torch.arange(16.0).view(1, 1, 4, 4), 1)
    tensor([[[[7.5000]]]])
    """
    require_dimensions("adaptive_avg_pool2d", input, "N, C, H, W")
    height, width = pair("adaptive_avg_pool2d", "output_size", output_size, least=1)
    x = torch.stack([input[:, :, rows].mean(2) for rows in parts(input.shape[2], height)], 2)  # (N, C, H', W)
    return torch.stack([x[..., columns].mean(3) for columns in parts(input.shape[3], width)], 3)  # (N, C, H', W')


class AdaptiveAvgPool2d(Layer):
    """`adaptive_avg_pool2d` as a layer.

    >>> AdaptiveAvgPool2d(1)(torch.zeros(32, 512, 7, 7)).shape
    torch.Size([32, 512, 1, 1])
    """

    def __init__(self, output_size: Size, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return (F.adaptive_avg_pool2d if self.fused else adaptive_avg_pool2d)(input, self.output_size)


def parts(size: int, count: int) -> list[slice]:
    """`count` slices that cover `size` pixels; where they do not fit, neighbours overlap.

    >>> parts(5, 2)
    [slice(0, 3, None), slice(2, 5, None)]
    """
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]
