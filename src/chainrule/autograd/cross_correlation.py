"""Cross-correlation, which deep learning calls convolution: a small picture slides over a larger one."""

import numpy as np

from chainrule.autograd.arrays import Array
from chainrule.autograd.tensor import Tensor, new_node
from chainrule.autograd.windows import Pair, windows


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

    Raises ValueError for shapes and steps that do not fit, in which it names the argument.

    Source: K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for document
    processing" (2006), for the matrix of windows; the arguments are those of `torch.nn.functional.conv2d`.

    >>> x = Tensor(np.arange(9.0).reshape(1, 1, 3, 3))
    >>> cross_correlate2d(x, Tensor([[[[1.0, 0.0], [0.0, -1.0]]]])).data[0, 0]
    array([[-4., -4.],
           [-4., -4.]])
    """
    _check(x, weight, bias, groups)
    at = windows(x.shape, (weight.shape[2], weight.shape[3]), stride=stride, padding=padding, dilation=dilation)
    (n, channels), outputs, (down, across) = x.shape[:2], weight.shape[0], at.count
    padded = at.padded(x.data)
    seen = weight.size // max(1, outputs)  # pixels of a window: C / groups * kernel height * kernel width
    columns = at.view(padded).reshape(groups, seen, n * down * across)  # the one copy
    rows = weight.data.reshape(groups, outputs // groups, seen)
    y = rows @ columns  # (groups, O / groups, N * down * across)
    if bias is not None:
        y += bias.data.reshape(groups, outputs // groups, 1)
    # O stays outermost in memory: what follows goes through it in this order, and no array is turned around.
    result = y.reshape(outputs, n, down, across).swapaxes(0, 1)

    def flat(g: Array) -> Array:
        return g.swapaxes(0, 1).reshape(groups, outputs // groups, n * down * across)

    def towards_x(g: Array) -> Array:
        share = (rows.swapaxes(1, 2) @ flat(g)).reshape(channels, *at.kernel, n, down, across)
        whole = np.zeros_like(padded, dtype=g.dtype)
        for pixel, (row, column) in zip(at.pixels(whole), np.ndindex(at.kernel), strict=True):
            pixel += share[:, row, column].swapaxes(0, 1)  # every pixel gets back from each window that saw it
        return at.inside(whole)

    def towards_weight(g: Array) -> Array:
        return (flat(g) @ columns.swapaxes(1, 2)).reshape(weight.shape)

    vjps = (towards_x, towards_weight, lambda g: flat(g).sum(axis=2).reshape(outputs))
    if bias is None:
        return new_node(result, "cross_correlate2d", (x, weight), vjps[:2])
    return new_node(result, "cross_correlate2d", (x, weight, bias), vjps)


def _check(x: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> None:
    """ValueError, which names the argument, unless the three fit together."""
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
