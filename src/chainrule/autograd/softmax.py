"""From scores to probabilities and to a loss, so that no power of e can overflow."""

import numpy as np

from chainrule.autograd.arguments import check_tensors
from chainrule.autograd.arrays import Array
from chainrule.autograd.tensor import Operand, Tensor, as_tensor, new_node


def softmax(x: Tensor, axis: int = -1) -> Tensor:
    """e**x by its sum over `axis`: probabilities. The largest x is taken off first, which changes nothing else.

    Over an axis without elements nothing comes out, as in PyTorch. Integers become floats.

    >>> softmax(Tensor([1000.0, 1000.0]))
    Tensor([0.5, 0.5], operation='softmax')
    """
    check_tensors(x=x)
    y = _softmax(x.data, axis)
    return new_node(y, "softmax", (x,), (lambda g: y * (g - (g * y).sum(axis, keepdims=True)),))


def log_softmax(x: Tensor, axis: int = -1) -> Tensor:
    """x - log(the sum of e**x over `axis`): the logarithm of `softmax`, exact where that is too small for a float.

    >>> log_softmax(Tensor([0.0, -1000.0]))
    Tensor([    0., -1000.], operation='log_softmax')
    """
    check_tensors(x=x)
    y = _log_softmax(x.data, axis)
    return new_node(y, "log_softmax", (x,), (lambda g: g - np.exp(y) * g.sum(axis, keepdims=True),))


def cross_entropy(logits: Tensor, targets: Operand) -> Tensor:
    """The mean of -log softmax(logits)[target] over the rows, in nats, as one node.

    `logits` is (N, classes), or (classes,) for one row; `targets` are integers (N,), or one, from 0 to classes - 1.
    The gradient of a row is its probabilities, with 1 taken off that of its target, by N. Without rows it is NaN.

    Raises TypeError for logits that are no Tensor and for targets that are not integers, ValueError for shapes that do
    not fit and classes that are not there.

    >>> loss = cross_entropy(Tensor([[2.0, 0.0], [0.0, 0.0]], requires_grad=True), [0, 1])
    >>> round(loss.item(), 4)   # (log(1 + e**-2) + log 2) / 2
    0.41
    """
    check_tensors(logits=logits)
    picked = as_tensor(targets).data
    if not picked.size:
        picked = picked.astype(int)  # NumPy takes an empty list for one of floats
    if picked.dtype.kind not in "iu":
        raise TypeError(f"targets are the integers of classes, not {picked.dtype}")
    if logits.ndim not in (1, 2) or picked.shape != logits.shape[:-1]:
        raise ValueError(
            f"cross_entropy needs logits (N, classes) and targets (N,), not {logits.shape} and {picked.shape}"
        )
    classes, rows = logits.shape[-1], picked.size
    if rows and not 0 <= picked.min() <= picked.max() < classes:
        raise ValueError(f"targets must be from 0 to {classes - 1}, not from {picked.min()} to {picked.max()}")
    scores, label = logits.data.reshape(rows, classes), (np.arange(rows), picked.reshape(rows))
    log_p = _log_softmax(scores, axis=-1)  # (N, classes)

    def vjp(g: Array) -> Array:
        share = np.exp(log_p)
        share[label] -= 1
        share *= g / rows
        return share.reshape(logits.shape)

    return new_node(-log_p[label].mean(), "cross_entropy", (logits,), (vjp,))


def _softmax(x: Array, axis: int) -> Array:
    e: Array = np.exp(_below_largest(x, axis))
    e /= e.sum(axis, keepdims=True)
    return e


def _log_softmax(x: Array, axis: int) -> Array:
    below = _below_largest(x, axis)
    total = np.exp(below).sum(axis, keepdims=True)
    below -= np.log(np.maximum(total, 1))  # at least e**0, that of the largest, unless there is none
    return below


def _below_largest(x: Array, axis: int) -> Array:
    """x less its largest over `axis`, as floats: at most 0, so that no power of e is above 1."""
    largest = x.max(axis, keepdims=True) if x.size else 0
    below: Array = np.subtract(x, largest, dtype=np.result_type(x, 1.0))
    return below
