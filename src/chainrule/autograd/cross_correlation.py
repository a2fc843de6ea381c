"""Cross-correlation, which deep learning calls convolution: a small picture slides over a larger one."""

import math

import numpy as np

from chainrule.autograd.arguments import check_tensors
from chainrule.autograd.arrays import Array
from chainrule.autograd.tensor import Tensor, new_node
from chainrule.autograd.windows import Pair, batch_first, batch_last, windows


def cross_correlate2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Tensor:
    """y[n, o, i, j] = bias[o] + the sum over c, k, l of weight[o, c, k, l] x[n, c, i stride + k dilation, ...].

    `x` is (N, C, H, W), with zeros around it where there is `padding`; `weight` (O, C / groups, kernel height, kernel
    width); `bias` (O,); the result (N, O, height, width). With `groups`, the first O / groups outputs see the first
    C / groups inputs, and so on. Every window becomes a column of one matrix, and the sum a product of two.

    Raises ValueError for shapes and steps that do not fit, and TypeError for what is no Tensor; both name the argument.

    Source: K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for document
    processing" (2006), for the matrix of windows; the arguments are those of `torch.nn.functional.conv2d`.

    >>> x = Tensor(np.arange(9.0).reshape(1, 1, 3, 3))
    >>> cross_correlate2d(x, Tensor([[[[1.0, 0.0], [0.0, -1.0]]]])).data[0, 0]
    array([[-4., -4.],
           [-4., -4.]])
    """
    _check(x, weight, bias, groups)
    places = windows(x.shape, (weight.shape[2], weight.shape[3]), stride=stride, padding=padding, dilation=dilation)
    (n, channels), outputs, (down, across) = x.shape[:2], weight.shape[0], places.count
    padded = places.padded(x.data)  # (C, H, W, N)
    seen = math.prod(weight.shape[1:])  # pixels of a window: C / groups * kernel height * kernel width
    rows = weight.data.reshape(groups, outputs // groups, seen)

    def columns() -> Array:
        """Every window as a column: many times the memory of x, and so made anew for the way back, not kept."""
        return places.view(padded).reshape(groups, seen, down * across * n)

    y = rows @ columns()  # (groups, O / groups, down * across * N)
    if bias is not None:
        y = y + bias.data.reshape(groups, outputs // groups, 1)  # and not +=, which would keep the dtype of y
    result = batch_first(y.reshape(outputs, down, across, n))

    def flat(g: Array) -> Array:
        return batch_last(g).reshape(groups, outputs // groups, down * across * n)

    def towards_x(g: Array) -> Array:
        share = (rows.swapaxes(1, 2) @ flat(g)).reshape(channels, *places.kernel, down, across, n)
        whole = np.zeros_like(padded, dtype=share.dtype)
        for pixel, (row, column) in zip(places.pixels(whole), np.ndindex(places.kernel), strict=True):
            pixel += share[:, row, column]  # every pixel gets back from each window that saw it
        return batch_first(places.inside(whole))

    def towards_weight(g: Array) -> Array:
        share = columns() @ flat(g).swapaxes(1, 2)  # OpenBLAS is twice as fast this way round
        return share.swapaxes(1, 2).reshape(weight.shape)

    vjps = (towards_x, towards_weight, lambda g: flat(g).sum(axis=2).reshape(outputs))
    parents = (x, weight) if bias is None else (x, weight, bias)
    return new_node(result, "cross_correlate2d", parents, vjps[: len(parents)])


def _check(x: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> None:
    """ValueError or TypeError, which names the argument, unless the three are Tensors that fit together."""
    check_tensors(x=x, weight=weight, bias=bias)
    if x.ndim != 4:
        raise ValueError(f"x needs the shape (N, channels, height, width), not {x.shape}")
    if weight.ndim != 4:
        raise ValueError(f"weight needs the shape (outputs, channels / groups, height, width), not {weight.shape}")
    channels, outputs = x.shape[1], weight.shape[0]
    if groups < 1 or channels % groups or outputs % groups:
        raise ValueError(f"groups must divide the {channels} channels of x and the {outputs} of weight, not {groups}")
    if weight.shape[1] != channels // groups:
        raise ValueError(
            f"weight needs {channels // groups} input channels, the {channels} of x in {groups} groups, "
            f"not {weight.shape[1]}"
        )
    if bias is not None and bias.shape != (outputs,):
        raise ValueError(f"bias needs the shape {(outputs,)}, one for each output channel, not {bias.shape}")
