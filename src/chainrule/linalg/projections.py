"""The shadow of a vector on a line, a plane, or any subspace: the point there that is nearest to it."""

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, check_finite, matrix, vector
from chainrule.linalg.norms import inner, norm

DEPENDENT = 1e-10  # what is left of a column, by its length, when it is a combination of those before it


def project(x: npt.ArrayLike, onto: npt.ArrayLike) -> Array:
    """(<x, a> / <a, a>) a: the projection of x (n,) onto the line along a = `onto` (n,).

    What remains, x minus the projection, is orthogonal to a.

    Raises ValueError for vectors of different lengths, and where `onto` is the zero vector, which gives no line.

    >>> project([2.0, 3.0], onto=[10.0, 0.0])
    array([2., 0.])
    """
    a = vector(onto, "onto")
    length = norm(a)
    if length == 0.0:
        raise ValueError("onto is the zero vector, which gives no line to project onto")
    direction = a / length
    projection: Array = inner(x, direction) * direction
    return projection


def gram_schmidt(a: npt.ArrayLike) -> Array:
    """An orthonormal basis (m, r), column by column, of the space that the columns of `a` (m, n) span.

    From every column is taken off what lies along those before it, q <- q - <q, e> e, and the rest is scaled to length
    1. A column of which nothing is left but rounding depends on the others and gives none, so that r is the rank.

    It is done twice: the first time leaves an error that grows with how nearly the columns depend on each other.

    Source: L. Giraud, J. Langou, M. Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization
    process" (2005), for "twice is enough".

    >>> gram_schmidt([[3.0, 1.0, 6.0], [0.0, 2.0, 0.0]])
    array([[1., 0.],
           [0., 1.]])
    """
    columns = matrix(a, "a")
    check_finite(columns, "a")
    basis: list[Array] = []
    for column in columns.T:
        rest = column.copy()
        for _ in range(2):
            for unit in basis:
                rest -= inner(rest, unit) * unit
        length = norm(rest)
        if length > DEPENDENT * norm(column):
            basis.append(rest / length)
    return np.stack(basis, axis=1) if basis else np.zeros((len(columns), 0))


def project_onto_subspace(x: npt.ArrayLike, a: npt.ArrayLike) -> Array:
    """Q Q' x: the projection of x (m,) onto the space that the columns of `a` (m, n) span, Q being its `gram_schmidt`.

    Columns may depend on each other. The result is the point A w with the w of least squares.

    Raises ValueError where x and the columns have different lengths.

    >>> project_onto_subspace([1.0, 2.0, 3.0], [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    array([1., 2., 0.])
    """
    vector_x, columns = vector(x, "x"), matrix(a, "a")
    if len(columns) != len(vector_x):
        raise ValueError(f"x has {len(vector_x)} numbers and the columns of a have {len(columns)}: they must agree")
    q = gram_schmidt(columns)  # (m, r)
    projection: Array = q @ (q.T @ vector_x)
    return projection
