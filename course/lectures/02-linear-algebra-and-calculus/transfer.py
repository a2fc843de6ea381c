"""Beyond the lecture: an operation on rows whose way back no page shows, and one through layers that is wrong."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, matrix, vector


def unit_rows_gradient(x: npt.ArrayLike, upstream: npt.ArrayLike) -> Array:
    """dL/dX (n, d) of the step that scales each row of X (n, d) to length 1, from `upstream` (n, d), dL/d(its result).

    Raises ValueError where the two shapes differ, and for a row of zeros, which has no direction.

    >>> unit_rows_gradient([[3.0, 4.0]], [[1.0, 0.0]]).round(6)
    array([[ 0.128, -0.096]])
    """
    rows, g = matrix(x, "x"), matrix(upstream, "upstream")
    if rows.shape != g.shape:
        raise ValueError(f"upstream needs the shape {rows.shape} of x, not {g.shape}")
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))  # (n, 1)
    if not lengths.all():
        raise ValueError("a row of zeros has no direction, and cannot be scaled to length 1")
    units = rows / lengths
    along = (g * units).sum(axis=1, keepdims=True) * units  # (n, d)
    result: Array = (g - along) / lengths
    return result


def back_through(weights: Sequence[npt.ArrayLike], upstream: npt.ArrayLike) -> Array:
    """dL/dx of layers one after the other, W2 (W1 x) and so on, from `upstream`, dL/d(what the last one gives).

    `weights` are W1, W2, ... in the order in which they act on x, a row per output.

    >>> back_through([[[2.0, 1.0], [1.0, 3.0]]], [1.0, 10.0])
    array([12., 31.])
    """
    g = vector(upstream, "upstream")
    for w in reversed(weights):
        g = g @ matrix(w, "a layer")
    return g
