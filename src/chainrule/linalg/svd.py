"""The singular value decomposition, by power iteration on A and A' in turn."""

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, check_finite, matrix
from chainrule.linalg.eigen import MOST_STEPS, TOLERANCE, NotConvergedError, random_direction
from chainrule.linalg.norms import frobenius, norm


def svd(a: npt.ArrayLike, *, generator: np.random.Generator, smallest: float = 1e-10) -> tuple[Array, Array, Array]:
    """U (m, r), s (r,) and V' (r, n) with A = U diag(s) V': the columns of U and of V are orthonormal, s > 0 falls.

    A direction v goes to u = A v / s and back, v <- A' u: that is power iteration on A'A, without its squares of
    numbers. A triple that was found is taken off, A <- A - s u v', and the search goes on with the rest until that is
    smaller than `smallest` by the size of A. So r is the rank, up to what is as small as that; of zeros it is 0.

    Raises ValueError for what is no matrix or holds inf or NaN, and `NotConvergedError` where two singular values are
    so nearly the same that no direction wins.

    Source: the use of deflation is that of M. Deisenroth, A. Faisal, C. Ong, Mathematics for Machine Learning (2020),
    section 10.4.

    >>> u, s, vt = svd([[3.0, 0.0], [0.0, 0.0], [0.0, -2.0]], generator=np.random.default_rng(0))
    >>> s.round(9), (u * s @ vt).round(9) + 0.0
    (array([3., 2.]), array([[ 3.,  0.],
           [ 0.,  0.],
           [ 0., -2.]]))
    """
    rest = matrix(a, "a")
    check_finite(rest, "a")
    m, n = rest.shape
    size = frobenius(rest)
    u, s, v = np.zeros((m, 0)), np.zeros(0), np.zeros((n, 0))
    while len(s) < min(m, n) and frobenius(rest) > smallest * size:
        left, value, right = _first_triple(rest, TOLERANCE * size, generator)
        left, right = _beside(left, u), _beside(right, v)
        u, s, v = np.column_stack([u, left]), np.append(s, value), np.column_stack([v, right])
        rest = rest - value * np.outer(left, right)
    return u, s, v.T


def _first_triple(a: Array, error: float, generator: np.random.Generator) -> tuple[Array, float, Array]:
    """u, s, v of the largest singular value: A v = s u, and |A' u - s v| <= error."""
    v = random_direction(a.shape[1], generator)
    for _ in range(MOST_STEPS):
        image = a @ v
        value = norm(image)
        u = image / value
        back = a.T @ u
        if norm(back - value * v) <= error:
            return u, value, v
        v = back / norm(back)
    raise NotConvergedError(
        f"no direction has won after {MOST_STEPS} steps: two singular values are nearly the same, and not quite"
    )


def _beside(x: Array, found: Array) -> Array:
    """x, orthogonal to the columns found before, of which rounding let a little back in; of length 1."""
    x = x - found @ (found.T @ x)
    return x / norm(x)
