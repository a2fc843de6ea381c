"""The three sums behind convolution layers: forward, back to the pictures, back to the kernels.

Cross-correlation is linear in the pictures and in the kernels. Written as a matrix product, with every window of the
pictures as a column, it is Y = K X; so the way back is X' = K^T Y' and K' = Y' X^T, as for a linear layer.
`Conv2d` goes forward by the first sum and back by the other two, `ConvTranspose2d` forward by the second.

Columns hold every pixel as often as windows see it. They are made for a few pictures at a time, which stay in the
processor's cache, and again on the way back, which takes less time than to fetch them from memory.
"""

from typing import Any

import torch
from torch import Tensor

from chainrule.nn.operation import Operation, once
from chainrule.nn.windows import Sliding, portions

PORTION = 2**19  # numbers in the columns that are made at a time


def columns(seen: Tensor, groups: int) -> Tensor:
    """Every window as a column: from (N, C, H', W', I, J) to (N, G, C/G * I * J, H' * W')."""
    seen = seen.permute(0, 1, 4, 5, 2, 3)  # (N, C, I, J, H', W')
    return seen.reshape(len(seen), groups, seen.shape[1:4].numel() // groups, seen.shape[4:].numel())


def rows(y: Tensor, groups: int) -> Tensor:
    """The outputs in the order of the columns: from (N, O, H', W') to (N, G, O/G, H' * W'), as a view if it can be."""
    return y.reshape(len(y), groups, y.shape[1] // groups, y.shape[2:].numel())


def correlate(x: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """Y = K X: x (N, C, H, W) and kernels (O, C/G, I, J) give (N, O, H', W')."""
    seen = sliding.windows(x)  # (N, C, H', W', I, J)
    matrix = kernels.reshape(groups, -1, kernels[0].numel())  # (G, O/G, C/G * I * J)
    y = x.new_empty(len(x), len(kernels), *seen.shape[2:4])
    for some in portions(seen, PORTION):
        torch.matmul(matrix, columns(seen[some], groups), out=rows(y[some], groups))
    return y


def spread(y: Tensor, kernels: Tensor, sliding: Sliding, groups: int, size: torch.Size) -> Tensor:
    """X' = K^T Y', and every pixel gets the sum over the windows that saw it: (N, O, H', W') gives (N, C, H, W)."""
    matrix = kernels.reshape(groups, -1, kernels[0].numel()).transpose(1, 2)  # (G, C/G * I * J, O/G)
    x = y.new_zeros(size)
    seen = sliding.windows(x)  # (N, C, H', W', I, J): to add to a window is to add to the picture
    for some in portions(seen, PORTION):
        product = matrix @ rows(y[some], groups)  # (n, G, C/G * I * J, H' * W')
        product = product.view(-1, size[1], *sliding.kernel, *y.shape[2:])  # (n, C, I, J, H', W')
        for i, j in sliding.pixels():
            seen[some][..., i, j].add_(product[:, :, i, j])
    return x


def pair_up(x: Tensor, y: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """K' = Y' X^T: x (N, C, H, W) and y (N, O, H', W') give the gradient of kernels (O, C/G, I, J)."""
    seen = sliding.windows(x)
    total = x.new_zeros(groups, len(kernels) // groups, kernels[0].numel())  # (G, O/G, C/G * I * J)
    for some in portions(seen, PORTION):
        total += (rows(y[some], groups) @ columns(seen[some], groups).transpose(2, 3)).sum(0)
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
