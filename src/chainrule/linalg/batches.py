"""Many vectors at once: shapes of tables, lengths and angles of rows, what comes back through a layer (lab 2)."""

from collections.abc import Callable
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, matrix, vector

Shape = tuple[int, ...]


def product_shape(first: Shape, second: Shape) -> Shape:
    """The shape of the matrix product `first @ second`: (m, k) and (k, n) give (m, n).

    Raises ValueError, in words, for a shape that is not that of a matrix, and where a row of the first and a column of
    the second are not of one length. Where it would help, the message offers the second matrix transposed.

    >>> product_shape((3, 2), (2, 4))
    (3, 4)
    """
    for shape in (first, second):
        if len(shape) != 2:
            raise ValueError(f"a matrix has two axes, rows and columns, and the shape {shape} has {len(shape)}")
    (m, k), (rows, n) = first, second
    if k == rows:
        return m, n
    help_ = f"; the second one transposed, {(n, rows)}, would fit" if k == n else ""
    raise ValueError(
        f"{first} @ {second}: a row of the first has {k} numbers and a column of the second has {rows}, "
        f"and they must have as many as each other{help_}"
    )


def broadcast_shape(first: Shape, second: Shape) -> Shape:
    """The shape of an elementwise result: sizes are compared from the right; a 1 or a missing size stretches.

    Raises ValueError that names the axis, counted from the right, where two sizes differ and neither of them is 1.

    >>> broadcast_shape((5, 1), (3,))
    (5, 3)
    """
    sizes: list[int] = []
    for axis, (a, b) in enumerate(zip_longest(reversed(first), reversed(second), fillvalue=1), start=1):
        if a != b and 1 not in (a, b):
            raise ValueError(
                f"{first} and {second}: axis {axis} from the right has the sizes {a} and {b}; "
                "they must be equal, or one of them 1"
            )
        sizes.append(b if a == 1 else a)
    return tuple(reversed(sizes))


def row_norms(x: npt.ArrayLike, p: float = 2.0) -> Array:
    """The p-norm of each row of x (n, d), as (n,): (|x1|**p + ... + |xd|**p)**(1/p), the largest size for p = inf.

    Raises ValueError for p below 1, which gives no norm.

    >>> row_norms([[3.0, -4.0], [0.0, 2.0]]), row_norms([[3.0, -4.0], [0.0, 2.0]], 1)
    (array([5., 2.]), array([7., 2.]))
    """
    if not p >= 1.0:
        raise ValueError(f"p must be at least 1, or inf, not {p!r}")
    sizes = np.abs(matrix(x, "x"))
    if p == np.inf:
        largest: Array = sizes.max(axis=1, initial=0.0)
        return largest
    powers: Array = (sizes**p).sum(axis=1)
    return powers ** (1.0 / p)


def cosines(x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """The cosine of the angle between each row of x (n, d) and each of y (m, d), as (n, m).

    Raises ValueError for rows of different lengths, and for a row of zeros, which points nowhere.

    >>> cosines([[1.0, 0.0]], [[0.0, 5.0], [2.0, 0.0], [-1.0, 0.0]])
    array([[ 0.,  1., -1.]])
    """
    a, b = _rows(x, y)
    lengths = row_norms(a), row_norms(b)
    if not (lengths[0].all() and lengths[1].all()):
        raise ValueError("a row of zeros has no direction, and so no angle with another")
    return (a / lengths[0][:, None]) @ (b / lengths[1][:, None]).T  # (n, d) @ (d, m)


def distances(x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """|x[i] - y[j]|, the Euclidean distance of each row of x (n, d) from each of y (m, d), as (n, m).

    Raises ValueError for rows of different lengths.

    >>> distances([[0.0, 0.0], [3.0, 0.0]], [[3.0, 4.0]])
    array([[5.],
           [4.]])
    """
    a, b = _rows(x, y)
    differences = a[:, None, :] - b[None, :, :]  # (n, m, d)
    squares: Array = (differences**2).sum(axis=2)
    return np.sqrt(squares)


def directional(
    function: Callable[[Array], float], x: npt.ArrayLike, direction: npt.ArrayLike, step: float = 1e-6
) -> float:
    """How fast the function grows at x (n,) along `direction` (n,), per unit of length: (f(x + h u) - f(x - h u)) / 2h.

    u is the direction at length 1. The result is the inner product of the gradient with u, from two calls of the
    function however many entries x has.

    Raises ValueError for vectors of different lengths, and for the zero vector as direction.

    >>> round(directional(lambda x: x[0] ** 2 * x[1], [3.0, 5.0], [0.0, 2.0]), 6)
    9.0
    """
    at, along = vector(x, "x"), vector(direction, "direction")
    if at.shape != along.shape:
        raise ValueError(f"x has {at.size} numbers and direction has {along.size}: they must agree")
    length = float(np.sqrt(along @ along))
    if length == 0.0:
        raise ValueError("the zero vector is no direction")
    move = step * along / length
    return float((function(at + move) - function(at - move)) / (2.0 * step))


def affine_gradients(x: npt.ArrayLike, w: npt.ArrayLike, upstream: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """dL/dX (n, d), dL/dW (k, d) and dL/db (k,) of the layer Y = X W' + b, from `upstream` (n, k), dL/dY.

    dL/dX = G W, dL/dW = G' X, and dL/db is the sum of the rows of G, because b is added to each of them.

    Raises ValueError where the shapes do not fit to each other.

    >>> affine_gradients([[1.0, 2.0]], [[3.0, 4.0]], [[10.0]])
    (array([[30., 40.]]), array([[10., 20.]]), array([10.]))
    """
    inputs, weights, g = matrix(x, "x"), matrix(w, "w"), matrix(upstream, "upstream")
    wanted = product_shape(inputs.shape, weights.T.shape)
    if g.shape != wanted:
        raise ValueError(f"upstream needs the shape {wanted} of X W', not {g.shape}")
    return g @ weights, g.T @ inputs, g.sum(axis=0)


def _rows(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Array, Array]:
    """Two matrices whose rows have as many numbers as each other."""
    a, b = matrix(x, "x"), matrix(y, "y")
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"the rows of x have {a.shape[1]} numbers and those of y have {b.shape[1]}: they must agree")
    return a, b
