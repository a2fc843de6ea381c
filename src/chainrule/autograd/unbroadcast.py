"""The backward pass of broadcasting, for every operation at once."""

import numpy as np

from chainrule.autograd.arrays import Array


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of an operand of this `shape`, from that of the shape to which it was broadcast.

    Broadcasting uses one element several times: along an axis that is new, and along one that was stretched from
    length 1. What is used several times receives the sum of the gradients of its uses.

    >>> unbroadcast(np.ones((2, 3)), (3,)), unbroadcast(np.ones((2, 3)), (2, 1)).tolist()
    (array([2., 2., 2.]), [[3.0], [3.0]])
    """
    if gradient.shape == shape:
        return gradient
    new = gradient.ndim - len(shape)
    stretched = [axis for axis, length in enumerate(shape, start=new) if length == 1]
    summed: Array = np.asarray(gradient.sum(axis=(*range(new), *stretched)))
    return summed.reshape(shape)
