"""Operations of several Tensors: choosing between them, putting them side by side, and the layer x W' + b."""

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from chainrule.autograd.arguments import check_tensors
from chainrule.autograd.arrays import Array, check_broadcast
from chainrule.autograd.tensor import Operand, Tensor, as_tensor, new_node, operands


def where(condition: Operand, a: Operand, b: Operand) -> Tensor:
    """a where `condition` is true, else b. The gradient goes to the one that was taken; the other gets 0.

    >>> where([True, False], [1.0, 2.0], 0.0)
    Tensor([1., 0.], operation='where')
    """
    first = a if isinstance(a, Tensor) else None
    b = as_tensor(b, like=first)
    a, b = operands(as_tensor(a, like=b), b, "where")
    chosen = as_tensor(condition).data.astype(bool)
    check_broadcast(chosen.shape, np.broadcast_shapes(a.shape, b.shape), "where")
    towards = lambda g: np.where(chosen, g, 0), lambda g: np.where(chosen, 0, g)
    return new_node(np.where(chosen, a.data, b.data), "where", (a, b), towards)


def maximum(a: Operand, b: Operand) -> Tensor:
    """The larger of a and b, elementwise. Where they are equal each gets half of the gradient, as in PyTorch.

    >>> maximum(Tensor([1.0, 5.0]), 3.0)
    Tensor([3., 5.], operation='maximum')
    """
    return _either("maximum", np.maximum, np.less, a, b)


def minimum(a: Operand, b: Operand) -> Tensor:
    """The smaller of a and b, elementwise. Where they are equal each gets half of the gradient, as in PyTorch.

    >>> minimum(Tensor([1.0, 5.0]), 3.0)
    Tensor([1., 3.], operation='minimum')
    """
    return _either("minimum", np.minimum, np.greater, a, b)


def _either(name: str, better: np.ufunc, loses: np.ufunc, one: Operand, other: Operand) -> Tensor:
    a, b = operands(as_tensor(one, like=other if isinstance(other, Tensor) else None), other, name)
    x, y = a.data, b.data

    def share(g: Array, mine: Array, others: Array) -> Array:
        taken = ~loses(mine, others)  # where one is NaN both are taken, so that it reaches both
        halved: Array = np.where(mine == others, 0.5, taken)
        return g * halved

    return new_node(better(x, y), name, (a, b), (lambda g: share(g, x, y), lambda g: share(g, y, x)))


def concatenate(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors one behind the other along an axis that they have. Each gets its own piece of the gradient.

    Raises ValueError where there is none, and unless their shapes are alike but for this axis.

    >>> concatenate([Tensor([1.0, 2.0]), Tensor([3.0])])
    Tensor([1., 2., 3.], operation='concatenate')
    """
    parts = tuple(as_tensor(tensor) for tensor in tensors)
    shapes = [part.shape for part in parts]
    if not parts or len({(*shape[:axis], *shape[axis:][1:]) for shape in shapes}) > 1:
        raise ValueError(f"concatenate needs shapes that are alike but for axis {axis}, at least one, not {shapes}")
    joined = np.concatenate([part.data for part in parts], axis)
    ends = np.cumsum([part.shape[axis] for part in parts])

    def piece(end: int, length: int) -> tuple[slice, ...]:
        return (*[slice(None)] * (axis % joined.ndim), slice(end - length, end))

    pieces = [piece(end, part.shape[axis]) for end, part in zip(ends, parts, strict=True)]
    return new_node(joined, "concatenate", parts, tuple(map(itemgetter, pieces)))


def stack(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors side by side along a new axis. ValueError where there is none, and unless all have one shape.

    >>> stack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])], axis=1).data
    array([[1., 3.],
           [2., 4.]])
    """
    parts = tuple(as_tensor(tensor) for tensor in tensors)
    shapes = [part.shape for part in parts]
    if len(set(shapes)) != 1:
        raise ValueError(f"stack needs tensors of one shape, at least one, not {shapes}")
    stacked = np.stack([part.data for part in parts], axis)
    layer = (slice(None),) * (axis % stacked.ndim)
    return new_node(stacked, "stack", parts, tuple(itemgetter((*layer, number)) for number in range(len(parts))))


def pad(x: Tensor, widths: Sequence[tuple[int, int]], value: float = 0.0) -> Tensor:
    """`x` with `value` around it: `widths` gives, for each axis, how many to put before and after it.

    Raises ValueError unless there is a pair of widths of at least zero for each axis.

    >>> pad(Tensor([[1.0, 2.0]]), [(0, 1), (2, 0)]).data
    array([[0., 0., 1., 2.],
           [0., 0., 0., 0.]])
    """
    check_tensors(x=x)
    if len(widths) != x.ndim or any(len(pair) != 2 or min(pair) < 0 for pair in widths):
        raise ValueError(f"pad needs widths (before, after) of at least 0 for {x.ndim} axes, not {widths!r}")
    inside = tuple(slice(before, before + length) for (before, _), length in zip(widths, x.shape, strict=True))
    padded = np.pad(x.data, widths, constant_values=value)
    return new_node(padded, "pad", (x,), (lambda g: g[inside],))


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x W' + b as one node: what a layer of neurons computes.

    `x` is (..., inputs), `weight` (outputs, inputs), `bias` (outputs,); the result is (..., outputs), up to rounding
    that of `x @ weight.T + bias`. ValueError for shapes that do not fit, TypeError for what is no Tensor.

    Source: the layout of the weight is that of `torch.nn.functional.linear`.

    >>> linear(Tensor([1.0, 2.0]), Tensor([[3.0, 4.0]]), Tensor([0.5]))
    Tensor([11.5], operation='linear')
    """
    check_tensors(x=x, weight=weight, bias=bias)
    if weight.ndim != 2 or x.ndim < 1 or x.shape[-1] != weight.shape[1]:
        raise ValueError(f"linear needs x (..., inputs) and weight (outputs, inputs), not {x.shape} and {weight.shape}")
    outputs, inputs = weight.shape
    if bias is not None and bias.shape != (outputs,):
        raise ValueError(f"linear needs bias of shape {(outputs,)}, one for each row of weight, not {bias.shape}")
    w = weight.data
    y = x.data @ w.T  # (..., outputs)
    if bias is None:
        parents: tuple[Tensor, ...] = (x, weight)
    else:
        y = y + bias.data  # and not +=, which would keep the dtype of x W'
        parents = (x, weight, bias)
    rows = x.data.reshape(-1, inputs)  # (rows, inputs)
    vjps = (lambda g: g @ w, lambda g: g.reshape(-1, outputs).T @ rows, lambda g: g)
    return new_node(y, "linear", parents, vjps[: len(parents)])
