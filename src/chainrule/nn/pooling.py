"""Pooling: a smaller picture in which every pixel speaks for a window of the larger one."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import Size, pair, require_images
from chainrule.nn.layer import Layer
from chainrule.nn.windows import Pair, windows


def max_pool2d(
    input: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """The largest number of each window."""
    name = "max_pool2d"
    require_images(name, input)
    kernel, stride, padding, dilation = shape_of(name, kernel_size, stride, padding, dilation)
    x = pad(name, input, kernel, stride, padding, dilation, ceil_mode, -math.inf)
    return windows(name, x, kernel, stride, dilation).flatten(-2).max(-1).values


def avg_pool2d(
    input: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window."""
    name = "avg_pool2d"
    require_images(name, input)
    kernel, stride, padding, dilation = shape_of(name, kernel_size, stride, padding, 1)
    x = pad(name, input, kernel, stride, padding, dilation, ceil_mode, 0.0)
    total = windows(name, x, kernel, stride).sum((-2, -1))
    if divisor_override is not None:
        return total / divisor_override
    if not ceil_mode and (count_include_pad or padding == (0, 0)):
        return total / math.prod(kernel)
    (p, q), ones = padding, torch.ones_like(input[:1, :1])
    if count_include_pad:
        ones = F.pad(ones, (q, q, p, p), value=1.0)
        p, q = 0, 0
    extra = [x.shape[3] - ones.shape[3] - q, x.shape[2] - ones.shape[2] - p]
    return total / windows(name, F.pad(ones, (q, extra[0], p, extra[1])), kernel, stride).sum((-2, -1))


def shape_of(
    name: str, kernel_size: Size, stride: Size | None, padding: Size, dilation: Size
) -> tuple[Pair, Pair, Pair, Pair]:
    kernel = pair(name, "kernel_size", kernel_size, 1)
    steps = kernel if stride is None else pair(name, "stride", stride, 1)
    margin = pair(name, "padding", padding)
    if 2 * margin[0] > kernel[0] or 2 * margin[1] > kernel[1]:
        raise ValueError(f"{name}: padding must be at most half of kernel_size {kernel}, got {margin}")
    return kernel, steps, margin, pair(name, "dilation", dilation, 1)


def pad(
    name: str, x: Tensor, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair, ceil_mode: bool, value: float
) -> Tensor:
    """x with its margins; with `ceil_mode` also what the last window needs that begins inside of the picture."""
    more = [0, 0]
    if ceil_mode:
        for at in (0, 1):
            size, reach = x.shape[2 + at], dilation[at] * (kernel[at] - 1) + 1
            last = -(-(size + 2 * padding[at] - reach) // stride[at])
            if last * stride[at] >= size + padding[at]:
                last -= 1
            more[at] = max(0, last * stride[at] + reach - size - 2 * padding[at])
    p, q = padding
    if padding == (0, 0) and more == [0, 0]:
        return x
    return F.pad(x, (q, q + more[1], p, p + more[0]), value=value)


class MaxPool2d(Layer):
    """Max pooling."""

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
        self.kernel_size, self.stride, self.padding, self.dilation = shape_of(
            "MaxPool2d", kernel_size, stride, padding, dilation
        )
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        require_images("MaxPool2d", input)
        pool = F.max_pool2d if self.fused else max_pool2d
        return pool(input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode)


class AvgPool2d(Layer):
    """Average pooling."""

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
        self.kernel_size, self.stride, self.padding, _ = shape_of("AvgPool2d", kernel_size, stride, padding, 1)
        self.ceil_mode, self.count_include_pad, self.divisor_override = ceil_mode, count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        require_images("AvgPool2d", input)
        pool = F.avg_pool2d if self.fused else avg_pool2d
        return pool(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


def adaptive_avg_pool2d(input: Tensor, output_size: Size) -> Tensor:
    """The mean of each of output_size windows that together cover the picture."""
    require_images("adaptive_avg_pool2d", input)
    height, width = pair("adaptive_avg_pool2d", "output_size", output_size, 1)
    h, w = input.shape[2:]
    rows = [input[:, :, i * h // height : -(-(i + 1) * h // height)].mean(2) for i in range(height)]  # each (N, C, W)
    x = torch.stack(rows, 2)  # (N, C, height, W)
    columns = [x[..., j * w // width : -(-(j + 1) * w // width)].mean(3) for j in range(width)]
    return torch.stack(columns, 3)  # (N, C, height, width)


class AdaptiveAvgPool2d(Layer):
    """Average pooling to a given size, whatever the size of the input."""

    def __init__(self, output_size: Size, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.output_size = pair("AdaptiveAvgPool2d", "output_size", output_size, 1)

    def forward(self, input: Tensor) -> Tensor:
        require_images("AdaptiveAvgPool2d", input)
        pool = F.adaptive_avg_pool2d if self.fused else adaptive_avg_pool2d
        return pool(input, self.output_size)
