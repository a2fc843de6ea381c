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
    """Every window as a column: from (N, C, H', W', I, J) to (G, C/G * I * J, N * H' * W')."""
    seen = seen.unflatten(1, (groups, -1)).permute(1, 2, 5, 6, 0, 3, 4)  # (G, C/G, I, J, N, H', W')
    return seen.reshape(groups, seen.shape[1:4].numel(), seen.shape[4:].numel())


def rows(y: Tensor, groups: int) -> Tensor:
    """The outputs in the order of the columns: from (N, O, H', W') to (G, O/G, N * H' * W')."""
    y = y.unflatten(1, (groups, -1)).permute(1, 2, 0, 3, 4)  # (G, O/G, N, H', W')
    return y.reshape(groups, y.shape[1], y.shape[2:].numel())


def correlate(x: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """Y = K X: x (N, C, H, W) and kernels (O, C/G, I, J) give (N, O, H', W')."""
    seen = sliding.windows(x)  # (N, C, H', W', I, J)
    matrix = kernels.reshape(groups, -1, kernels[0].numel())  # (G, O/G, C/G * I * J)
    y = x.new_empty(len(x), len(kernels), *seen.shape[2:4])
    for some in portions(seen, PORTION):
        product = matrix @ columns(seen[some], groups)  # (G, O/G, n * H' * W')
        y[some] = product.view(len(kernels), -1, *y.shape[2:]).transpose(0, 1)
    return y


def spread(y: Tensor, kernels: Tensor, sliding: Sliding, groups: int, size: torch.Size) -> Tensor:
    """X' = K^T Y', and every pixel gets the sum over the windows that saw it: (N, O, H', W') gives (N, C, H, W)."""
    matrix = kernels.reshape(groups, -1, kernels[0].numel()).transpose(1, 2)  # (G, C/G * I * J, O/G)
    x = y.new_zeros(size)
    seen = sliding.windows(x)  # (N, C, H', W', I, J): to add to a window is to add to the picture
    for some in portions(seen, PORTION):
        product = matrix @ rows(y[some], groups)  # (G, C/G * I * J, n * H' * W')
        product = product.view(size[1], *sliding.kernel, -1, *y.shape[2:])  # (C, I, J, n, H', W')
        for i, j in sliding.pixels():
            seen[some][..., i, j].add_(product[:, i, j].transpose(0, 1))
    return x


def pair_up(x: Tensor, y: Tensor, kernels: Tensor, sliding: Sliding, groups: int) -> Tensor:
    """K' = Y' X^T: x (N, C, H, W) and y (N, O, H', W') give the gradient of kernels (O, C/G, I, J)."""
    seen = sliding.windows(x)
    total = x.new_zeros(groups, len(kernels) // groups, kernels[0].numel())  # (G, O/G, C/G * I * J)
    for some in portions(seen, PORTION):
        total.baddbmm_(rows(y[some], groups), columns(seen[some], groups).transpose(1, 2))
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
