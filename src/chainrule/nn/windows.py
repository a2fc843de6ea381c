"""Everything that a kernel sees as it slides over a picture: what cross-correlation and pooling have in common."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor

Pair = tuple[int, int]


def portions(x: Tensor, numbers: int) -> Iterator[slice]:
    """Slices of the batch that hold about so many numbers each, at least one example.

    >>> list(portions(torch.zeros(5, 3, 10, 10), 600))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 6, None)]
    """
    examples = max(1, numbers // max(1, x.shape[1:].numel()))
    return (slice(first, first + examples) for first in range(0, len(x), examples))


class Sliding(NamedTuple):
    """How the kernel of a `layer` slides over a picture; each pair is for height and width, in pixels."""

    layer: str
    kernel: Pair
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)

    @property
    def reach(self) -> Pair:
        """The height and width of what the kernel sees at once, gaps included: dilation (I - 1) + 1."""
        (i, j), (d, e) = self.kernel, self.dilation
        return d * (i - 1) + 1, e * (j - 1) + 1

    def pixels(self) -> Iterator[Pair]:
        """The places (i, j) in a kernel, row by row."""
        return product(range(self.kernel[0]), range(self.kernel[1]))

    def windows(self, x: Tensor) -> Tensor:
        """What the kernel sees at every place, as a view: nothing is copied, overlapping windows share their pixels.

        windows[n, c, h, w, i, j] = x[n, c, h * stride + i * dilation, w * stride + j * dilation]

        Shapes: x (N, C, H, W); the result (N, C, H', W', I, J), where H' = (H - reach) // stride + 1, and W' likewise.
        Raises ValueError where the kernel reaches over more pixels than there are.

        >>> x = torch.arange(16.0).view(1, 1, 4, 4)
        >>> Sliding("example", kernel=(2, 2), stride=(2, 2)).windows(x)[0, 0, 1, 0]
        tensor([[ 8.,  9.],
                [12., 13.]])
        """
        (height, width), (d, e) = self.reach, self.dilation
        if x.shape[2] < height or x.shape[3] < width:
            raise ValueError(
                f"{self.layer}: kernel_size {self.kernel} with dilation {self.dilation} needs an input of at least "
                f"{height} x {width} pixels, got {x.shape[2]} x {x.shape[3]}, padding included"
            )
        seen = x.unfold(2, height, self.stride[0]).unfold(3, width, self.stride[1])  # (N, C, H', W', reach, reach)
        return seen[..., ::d, ::e]  # (N, C, H', W', I, J)

    def steps(self, i: int, j: int, x: Tensor) -> int:
        """How many pixels come between the first pixel of a window and its pixel (i, j), read row by row."""
        return i * self.dilation[0] * x.shape[3] + j * self.dilation[1]

    def corners(self, x: Tensor) -> Tensor:
        """The places of the windows' first pixels, read row by row: (H', W')."""
        places = torch.arange(x.shape[2] * x.shape[3], device=x.device).view(1, 1, *x.shape[2:])
        return self.windows(places)[0, 0, :, :, 0, 0]
