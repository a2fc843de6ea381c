"""The three sums behind convolution layers: forward, back to the pictures, back to the kernels.

Cross-correlation is linear in the pictures and in the kernels. Written as a matrix product, with every window of the
pictures as a column, it is Y = K X; so the way back is X' = K^T Y' and K' = Y' X^T, as for a linear layer.
`Conv2d` goes forward by the first sum and back by the other two, `ConvTranspose2d` forward by the second.

Columns hold every pixel as often as windows see it. They are made for a few pictures at a time, which stay in the
processor's cache, and again on the way back, which takes less time than to fetch them from memory.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation, once
from chainrule.nn.windows import Sliding, portions

PORTION = 2**19  # numbers in the columns that are made at a time


def stacked(pictures: Tensor, groups: int, rows: int, together: bool) -> Tensor:
    """A matrix for each picture and group: from (N, ..., H', W') to (N, G, rows, H' * W').

    Or, `together`, one for each group, with all pictures side by side: (1, G, rows, N * H' * W').
    """
    count, places = len(pictures), pictures.shape[-2:].numel()
    if together:
        return pictures.movedim(0, -3).reshape(1, groups, rows, count * places)
    return pictures.reshape(count, groups, rows, places)


def unstacked(matrices: Tensor, shape: Sequence[int], together: bool) -> Tensor:
    """What `stacked` gave, as pictures of this shape (N, ..., H', W') again."""
    if not together:
        return matrices.view(shape)
    count, *middle, height, width = shape
    return matrices.view(*middle, count, height, width).movedim(-3, 0)


def columns(seen: Tensor, groups: int, together: bool) -> Tensor:
    """Every window as a column: from (N, C, H', W', I, J) to (N, G, C/G * I * J, H' * W')."""
    rows = seen.shape[1] // groups * seen.shape[4:].numel()
    return stacked(seen.permute(0, 1, 4, 5, 2, 3), groups, rows, together)


def few_places(y: Tensor, groups: int) -> bool:
    """Whether there are fewer places than kernels.

    Then to fetch the kernels from memory for every picture takes longer than to put the pictures side by side.
    """
    return y.shape[2:].numel() < y.shape[1] // groups


def correlate(x: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """Y = K X: x (N, C, H, W) and kernels (O, C/G, I, J) give (N, O, H', W')."""
    seen = sliding.windows(x)  # (N, C, H', W', I, J)
    matrix = kernels.reshape(groups, -1, kernels[0].numel())  # (G, O/G, C/G * I * J)
    y = x.new_empty(len(x), len(kernels), *seen.shape[2:4])
    together = few_places(y, groups)
    for some in portions(seen, PORTION):
        y[some] = unstacked(matrix @ columns(seen[some], groups, together), y[some].shape, together)
    return y


def spread(y: Tensor, kernels: Tensor, sliding: Sliding, groups: int, size: torch.Size) -> Tensor:
    """X' = K^T Y', and every pixel gets the sum over the windows that saw it: (N, O, H', W') gives (N, C, H, W)."""
    matrix = kernels.reshape(groups, -1, kernels[0].numel()).transpose(1, 2)  # (G, C/G * I * J, O/G)
    x = y.new_zeros(size)
    seen = sliding.windows(x)  # (N, C, H', W', I, J): to add to a window is to add to the picture
    together = few_places(y, groups)
    for some in portions(seen, PORTION):
        product = matrix @ stacked(y[some], groups, matrix.shape[2], together)  # (n, G, C/G * I * J, H' * W')
        shape = (len(y[some]), size[1], *sliding.kernel, *y.shape[2:])
        product = unstacked(product, shape, together)  # (n, C, I, J, H', W')
        for i, j in sliding.pixels():
            seen[some][..., i, j].add_(product[:, :, i, j])
    return x


def pair_up(x: Tensor, y: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """K' = Y' X^T: x (N, C, H, W) and y (N, O, H', W') give the gradient of kernels (O, C/G, I, J)."""
    seen = sliding.windows(x)
    total = x.new_zeros(groups, len(kernels) // groups, kernels[0].numel())  # (G, O/G, C/G * I * J)
    together = few_places(y, groups)
    for some in portions(seen, PORTION):
        rows = stacked(y[some], groups, total.shape[1], together)  # (n, G, O/G, H' * W')
        total += (rows @ columns(seen[some], groups, together).transpose(2, 3)).sum(0)
    return total.view_as(kernels)


class Correlation(Operation):
    """`correlate`, and back by `spread` and `pair_up`."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
        ctx.save_for_backward(x, kernels)
        ctx.sliding, ctx.groups = sliding, groups
        return correlate(x, kernels, sliding, groups)

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        x, kernels = ctx.saved_tensors
        to_x = spread(upstream, kernels, ctx.sliding, ctx.groups, x.shape) if ctx.needs_input_grad[0] else None
        to_kernels = pair_up(x, upstream, kernels, ctx.sliding, ctx.groups) if ctx.needs_input_grad[1] else None
        return to_x, to_kernels, None, None


class Spread(Operation):
    """`spread`, and back by `correlate` and `pair_up`."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, kernels: Tensor, sliding: Sliding, groups: int, size: torch.Size) -> Tensor:
        ctx.save_for_backward(y, kernels)
        ctx.sliding, ctx.groups = sliding, groups
        return spread(y, kernels, sliding, groups, size)

    @staticmethod
    @once
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor | None, Tensor | None, None, None, None]:
        y, kernels = ctx.saved_tensors
        to_y = correlate(upstream, kernels, ctx.sliding, ctx.groups) if ctx.needs_input_grad[0] else None
        to_kernels = pair_up(upstream, y, kernels, ctx.sliding, ctx.groups) if ctx.needs_input_grad[1] else None
        return to_y, to_kernels, None, None, None
