"""Pooling: a smaller picture, in which every pixel speaks for a window of the larger one (lecture 7)."""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import Size, pair, require_images
from chainrule.nn.layer import Layer
from chainrule.nn.operation import Operation, once
from chainrule.nn.windows import Pair, Sliding


class LargestOfWindows(Operation):
    """The largest number of each window; the upstream gradient goes to the pixel that it was, the first of equals."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, sliding: Sliding) -> Tensor:
        seen = sliding.windows(x)  # (N, C, H', W', I, J)
        y = seen[..., 0, 0].clone(memory_format=torch.contiguous_format)  # (N, C, H', W')
        steps = torch.zeros(y.shape, device=x.device)  # from the window's first pixel to its largest, row by row
        for i, j in sliding.pixels():
            pixel = seen[..., i, j].contiguous()
            larger = torch.gt(pixel, y, out=torch.empty_like(steps))  # 1 where this pixel takes the lead, else 0
            torch.maximum(steps, larger.mul_(sliding.steps(i, j, x)), out=steps)
            torch.maximum(y, pixel, out=y)
        ctx.save_for_backward(steps)
        ctx.sliding, ctx.size = sliding, x.shape
        return y

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        (steps,) = ctx.saved_tensors
        gradient = upstream.new_zeros(ctx.size)
        places = steps.long() + ctx.sliding.corners(gradient)  # (N, C, H', W'), in a picture's pixels row by row
        gradient.flatten(2).scatter_add_(2, places.flatten(2), upstream.flatten(2))
        return gradient, None


class SumOfWindows(Operation):
    """The sum of each window; every pixel of it gets the upstream gradient."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, sliding: Sliding) -> Tensor:
        seen = sliding.windows(x)  # (N, C, H', W', I, J)
        y = torch.zeros_like(seen[..., 0, 0], memory_format=torch.contiguous_format)  # (N, C, H', W')
        for i, j in sliding.pixels():
            y += seen[..., i, j]
        ctx.sliding, ctx.size = sliding, x.shape
        return y

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        gradient = upstream.new_zeros(ctx.size)
        given = ctx.sliding.windows(gradient)
        for i, j in ctx.sliding.pixels():
            given[..., i, j].add_(upstream)
        return gradient, None


def max_pool2d(
    input: Tensor,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """The largest number of each window of `kernel_size` pixels.

    Windows are `stride` apart (as far as they are large, if it is not given) and have `dilation` between their pixels.
    The picture is padded with -inf. With `ceil_mode` a last window may reach over the edge.

    Shapes: input (N, C, H, W); the result (N, C, H', W'), where H' = (H + 2 padding - reach) // stride + 1 for a
    kernel that reaches over dilation (I - 1) + 1 pixels, and W' likewise.

    >>> x = torch.arange(16.0).view(1, 1, 4, 4)
    >>> max_pool2d(x, 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    require_images("max_pool2d", input)
    sliding, padding = sliding_over("max_pool2d", kernel_size, stride, padding, dilation)
    x = padded(input, sliding, padding, ceil_mode, -math.inf)
    y: Tensor = LargestOfWindows.apply(x, sliding)
    return y


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
    require_images("avg_pool2d", input)
    sliding, padding = sliding_over("avg_pool2d", kernel_size, stride, padding)
    x = padded(input, sliding, padding, ceil_mode, 0.0)
    total: Tensor = SumOfWindows.apply(x, sliding)
    if divisor_override is not None:
        return total / divisor_override
    if not ceil_mode and (count_include_pad or padding == (0, 0)):
        return total / math.prod(sliding.kernel)
    (top, left), (height, width) = padding, input.shape[2:]
    ones = F.pad(input.new_ones(1, 1, height, width), (left, left, top, top), value=float(count_include_pad))
    ones = F.pad(ones, (0, x.shape[3] - ones.shape[3], 0, x.shape[2] - ones.shape[2]))
    # how many pixels each window sees that count: (1, 1, H', W')
    return total / SumOfWindows.apply(ones, sliding)


def sliding_over(
    layer: str, kernel_size: Size, stride: Size | None, padding: Size, dilation: Size = 1
) -> tuple[Sliding, Pair]:
    """How the kernel slides, and the padding. ValueError where a window could see nothing but padding."""
    kernel = pair(layer, "kernel_size", kernel_size, 1)
    steps = kernel if stride is None else pair(layer, "stride", stride, 1)
    margin = pair(layer, "padding", padding)
    if 2 * margin[0] > kernel[0] or 2 * margin[1] > kernel[1]:
        raise ValueError(f"{layer}: padding must be at most half of kernel_size {kernel}, got {margin}")
    return Sliding(layer, kernel, steps, pair(layer, "dilation", dilation, 1)), margin


def padded(x: Tensor, sliding: Sliding, padding: Pair, ceil_mode: bool, value: float) -> Tensor:
    """`x` with `padding` on all sides; with `ceil_mode` also what the last window needs that begins before the end."""
    more = [0, 0]
    for at in (0, 1) if ceil_mode else ():
        size, stride, reach = x.shape[2 + at] + 2 * padding[at], sliding.stride[at], sliding.reach[at]
        windows = math.ceil((size - reach) / stride) + 1
        if (windows - 1) * stride >= size - padding[at]:  # the last would begin behind the picture
            windows -= 1
        more[at] = max(0, (windows - 1) * stride + reach - size)
    if padding == (0, 0) and more == [0, 0]:
        return x
    return F.pad(x, (padding[1], padding[1] + more[1], padding[0], padding[0] + more[0]), value=value)


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
        sliding, self.padding = sliding_over("MaxPool2d", kernel_size, stride, padding, dilation)
        self.kernel_size, self.stride, self.dilation = sliding.kernel, sliding.stride, sliding.dilation
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        require_images("MaxPool2d", input)
        pool = F.max_pool2d if self.fused else max_pool2d
        return pool(input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}"


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
        sliding, self.padding = sliding_over("AvgPool2d", kernel_size, stride, padding)
        self.kernel_size, self.stride = sliding.kernel, sliding.stride
        self.ceil_mode, self.count_include_pad, self.divisor_override = ceil_mode, count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        require_images("AvgPool2d", input)
        pool = F.avg_pool2d if self.fused else avg_pool2d
        shape = (self.kernel_size, self.stride, self.padding)
        return pool(input, *shape, self.ceil_mode, self.count_include_pad, self.divisor_override)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"
