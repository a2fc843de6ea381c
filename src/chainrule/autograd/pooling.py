"""Pooling: of every window of a picture its largest pixel, or the mean of its pixels."""

import math
from functools import reduce
from typing import Any

import numpy as np

from chainrule.autograd.arguments import check_tensors
from chainrule.autograd.arrays import Array
from chainrule.autograd.tensor import Tensor, new_node
from chainrule.autograd.windows import Pair, Windows, batch_first, batch_last, windows


def max_pool2d(x: Tensor, kernel: Pair, *, stride: Pair | None = None, padding: Pair = 0, dilation: Pair = 1) -> Tensor:
    """The largest pixel of every window of x (N, C, H, W). Windows stand side by side unless `stride` says otherwise.

    The gradient goes to the largest pixel, and to the first of them in a window where several are, as in PyTorch. The
    padding is smaller than any number. NaN is the largest of its window.

    Raises ValueError where no window fits, and for a padding of more than half of the kernel.

    >>> max_pool2d(Tensor([[[[1.0, 2.0], [4.0, 3.0]]]]), 2).item()
    4.0
    """
    places = _windows(x, kernel, stride, padding, dilation)
    padded = places.padded(x.data, least(x.dtype))  # (C, H, W, N)
    best = reduce(np.maximum, places.pixels(padded))  # (C, down, across, N)

    def vjp(g: Array) -> Array:
        g = batch_last(g)
        whole = np.zeros_like(padded, dtype=g.dtype)
        free = np.ones_like(best, dtype=bool)  # whose gradient has not been given to a pixel yet
        for pixel, share in zip(places.pixels(padded), places.pixels(whole), strict=True):
            won = free & ~(pixel < best)  # and not pixel == best, which NaN never is
            share += g * won
            free ^= won
        return batch_first(places.inside(whole))

    return new_node(batch_first(best), "max_pool2d", (x,), (vjp,))


def avg_pool2d(x: Tensor, kernel: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> Tensor:
    """The mean of every window of x (N, C, H, W). Windows stand side by side unless `stride` says otherwise.

    The padding is zeros, which count as pixels of their window, as in PyTorch.

    Raises ValueError where no window fits, and for a padding of more than half of the kernel.

    >>> avg_pool2d(Tensor([[[[1.0, 2.0], [4.0, 3.0]]]]), 2).item()
    2.5
    """
    places = _windows(x, kernel, stride, padding, 1)
    padded = places.padded(x.data)  # (C, H, W, N)
    padded = padded.astype(np.result_type(padded, 1.0), copy=False)  # bytes would wrap around when they are added up
    mean = reduce(np.add, places.pixels(padded)) / math.prod(places.kernel)  # (C, down, across, N)

    def vjp(g: Array) -> Array:
        part = batch_last(g) / math.prod(places.kernel)
        whole = np.zeros_like(padded, dtype=g.dtype)
        for share in places.pixels(whole):
            share += part
        return batch_first(places.inside(whole))

    return new_node(batch_first(mean), "avg_pool2d", (x,), (vjp,))


def least(dtype: np.dtype[Any]) -> float | int | bool:
    """The smallest number of a type.

    >>> least(np.dtype("uint8")), least(np.dtype("float32"))
    (0, -inf)
    """
    if dtype.kind == "f":
        return -math.inf
    return int(np.iinfo(dtype).min) if dtype.kind in "iu" else False


def _windows(x: Tensor, kernel: Pair, stride: Pair | None, padding: Pair, dilation: Pair) -> Windows:
    check_tensors(x=x)
    places = windows(x.shape, kernel, stride=kernel if stride is None else stride, padding=padding, dilation=dilation)
    if any(2 * around > length for around, length in zip(places.padding, places.kernel, strict=True)):
        raise ValueError(f"padding must be at most half of the kernel, {places.kernel}, not {places.padding}")
    return places
