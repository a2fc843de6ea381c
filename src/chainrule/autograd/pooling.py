"""Pooling: of every window of a picture its largest pixel, or the mean of its pixels."""

import math
from functools import reduce

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
    at = _windows(x, kernel, stride, padding, dilation)
    padded = at.padded(x.data, -np.inf)  # (C, H, W, N)
    best = reduce(np.maximum, at.pixels(padded))  # (C, down, across, N)

    def vjp(g: Array) -> Array:
        g = batch_last(g)
        whole = np.zeros_like(padded, dtype=g.dtype)
        free = np.ones_like(best, dtype=bool)  # whose gradient has not been given to a pixel yet
        for pixel, share in zip(at.pixels(padded), at.pixels(whole), strict=True):
            won = free & ~(pixel < best)  # and not pixel == best, which NaN never is
            share += g * won
            free ^= won
        return batch_first(at.inside(whole))

    return new_node(batch_first(best), "max_pool2d", (x,), (vjp,))


def avg_pool2d(x: Tensor, kernel: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> Tensor:
    """The mean of every window of x (N, C, H, W). Windows stand side by side unless `stride` says otherwise.

    The padding is zeros, which count as pixels of their window, as in PyTorch.

    Raises ValueError where no window fits, and for a padding of more than half of the kernel.

    >>> avg_pool2d(Tensor([[[[1.0, 2.0], [4.0, 3.0]]]]), 2).item()
    2.5
    """
    at = _windows(x, kernel, stride, padding, 1)
    padded = at.padded(x.data)  # (C, H, W, N)
    mean = reduce(np.add, at.pixels(padded)) / math.prod(at.kernel)  # (C, down, across, N)

    def vjp(g: Array) -> Array:
        part = batch_last(g) / math.prod(at.kernel)
        whole = np.zeros_like(padded, dtype=g.dtype)
        for share in at.pixels(whole):
            share += part
        return batch_first(at.inside(whole))

    return new_node(batch_first(mean), "avg_pool2d", (x,), (vjp,))


def _windows(x: Tensor, kernel: Pair, stride: Pair | None, padding: Pair, dilation: Pair) -> Windows:
    check_tensors(x=x)
    at = windows(x.shape, kernel, stride=kernel if stride is None else stride, padding=padding, dilation=dilation)
    if any(2 * around > length for around, length in zip(at.padding, at.kernel, strict=True)):
        raise ValueError(f"padding must be at most half of the kernel, {at.kernel}, not {at.padding}")
    return at
