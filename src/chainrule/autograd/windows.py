"""Windows that slide over pictures, by the strides of an array: nothing is copied to look through them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided

from chainrule.autograd.arrays import Array

Pair = int | tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Where windows of the size `kernel` stand on pictures of (height, width): every `stride` pixels, on pictures with
    `padding` around them; the pixels of a window lie `dilation` apart."""

    size: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    @property
    def count(self) -> tuple[int, int]:
        """How many windows there are, down and across: (size + 2 padding - dilation (kernel - 1) - 1) // stride + 1."""
        down, across = (
            (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
            for size, kernel, stride, padding, dilation in zip(
                self.size, self.kernel, self.stride, self.padding, self.dilation, strict=True
            )
        )
        return down, across

    def padded(self, x: Array, value: float = 0.0) -> Array:
        """The pictures (N, C, H, W) as (C, H, W, N), with `value` around them."""
        (down, across), (height, width) = self.padding, self.size
        if not down and not across:
            return batch_last(x)
        n, c = x.shape[:2]
        larger = np.full((c, height + 2 * down, width + 2 * across, n), value, dtype=x.dtype)
        self.inside(larger)[...] = batch_last(x)
        return larger

    def inside(self, padded: Array) -> Array:
        """What `padded` put the padding around."""
        (down, across), (height, width) = self.padding, self.size
        return padded[:, down : down + height, across : across + width]

    def view(self, padded: Array) -> Array:
        """All windows: (C, kernel height, kernel width, down, across, N)."""
        c, y, x, n = padded.strides
        (stride_y, stride_x), (apart_y, apart_x) = self.stride, self.dilation
        return as_strided(
            padded,
            (padded.shape[0], *self.kernel, *self.count, padded.shape[3]),
            (c, y * apart_y, x * apart_x, y * stride_y, x * stride_x, n),
            writeable=False,
        )

    def pixels(self, padded: Array) -> Iterator[Array]:
        """The first pixel of every window (C, down, across, N), then the second of every window, and so on."""
        (down, across), (stride_y, stride_x), (apart_y, apart_x) = self.count, self.stride, self.dilation
        for row, column in np.ndindex(self.kernel):
            top, left = row * apart_y, column * apart_x
            bottom, right = top + down * stride_y, left + across * stride_x
            yield padded[:, top:bottom:stride_y, left:right:stride_x]


def batch_last(x: Array) -> Array:
    """(N, C, H, W) as (C, H, W, N), and in this order in memory.

    A pixel of all pictures lies in one row then. Whatever a window does, it does with whole rows: three to six times
    as fast as with the pixels of one picture.
    """
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


def batch_first(x: Array) -> Array:
    """(C, H, W, N) as (N, C, H, W). Nothing moves in memory, so that the next `batch_last` has nothing to do."""
    return x.transpose(3, 0, 1, 2)


def windows(
    shape: tuple[int, ...], kernel: Pair, *, stride: Pair = 1, padding: Pair = 0, dilation: Pair = 1
) -> Windows:
    """The windows on pictures of this shape; a single number stands for both directions.

    Raises ValueError for pictures that are not (N, C, H, W), for steps and sizes below one, and where no window fits.

    >>> windows((1, 3, 28, 28), 5, padding=2).count, windows((1, 3, 28, 28), 2, stride=2).count
    ((28, 28), (14, 14))
    """
    if len(shape) != 4:
        raise ValueError(f"x needs the shape (N, channels, height, width), not {shape}")
    placed = Windows(
        (shape[2], shape[3]),
        _pair("kernel", kernel, least=1),
        _pair("stride", stride, least=1),
        _pair("padding", padding, least=0),
        _pair("dilation", dilation, least=1),
    )
    if min(placed.count) < 1:
        raise ValueError(
            f"x of {shape[2]} x {shape[3]} pixels with padding {placed.padding} is smaller than the kernel, "
            f"{placed.kernel} with dilation {placed.dilation}"
        )
    return placed


def _pair(name: str, number: Pair, least: int) -> tuple[int, int]:
    pair = (number, number) if isinstance(number, int) else tuple(number)
    if len(pair) != 2 or not all(isinstance(one, int) and one >= least for one in pair):
        raise ValueError(f"{name} needs an integer of at least {least}, or one for each direction, not {number!r}")
    return pair
