"""How long is a vector, how large a matrix, and in how far do two vectors point the same way?"""

import math

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import matrix, vector


def norm(x: npt.ArrayLike, p: float = 2.0) -> float:
    """(|x1|**p + ... + |xn|**p)**(1/p), the p-norm of a vector (n,).

    p = 1 gives the sum of the sizes (L1), p = 2 the length (L2), p = inf the largest size. The largest is taken out of
    the sum first, so that nothing overflows. The norm of no numbers is 0; NaN goes in and comes out.

    Raises ValueError for p below 1, where the way over a corner would be shorter than the direct one: no norm.

    Source: M. Deisenroth, A. Faisal, C. Ong, Mathematics for Machine Learning (2020), section 3.1.

    >>> norm([3.0, -4.0]), norm([3.0, -4.0], 1), norm([3.0, -4.0], math.inf)
    (5.0, 7.0, 4.0)
    """
    if not p >= 1.0:
        raise ValueError(f"p must be at least 1, or inf, not {p!r}")
    sizes = np.abs(vector(x, "x"))
    largest = float(sizes.max(initial=0.0))
    if p == math.inf or largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float(np.sum((sizes / largest) ** p) ** (1.0 / p))


def frobenius(a: npt.ArrayLike) -> float:
    """The square root of the sum of all squares of a matrix (m, n): its length, read as one long vector.

    >>> frobenius([[1.0, 2.0], [2.0, 4.0]])
    5.0
    """
    return norm(matrix(a, "a").ravel())


def inner(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """x1 y1 + ... + xn yn, the inner product of two vectors (n,): 0 where they are orthogonal.

    Raises ValueError for two vectors of different lengths.

    >>> inner([1.0, 2.0], [3.0, -1.0])
    1.0
    """
    a, b = vector(x, "x"), vector(y, "y")
    if a.shape != b.shape:
        raise ValueError(f"an inner product needs two vectors of one length, not {a.size} (x) and {b.size} (y)")
    return float(a @ b)


def cosine(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """inner(x, y) / (norm(x) norm(y)), the cosine of the angle between two vectors (n,), from -1 to 1.

    The largest is taken out of each first, so that nothing overflows. NaN where a number is NaN or inf.

    Raises ValueError for vectors of different lengths, and for the zero vector, which points nowhere.

    >>> cosine([1.0, 0.0], [0.0, 5.0]), cosine([2.0, 0.0], [-1.0, 0.0])
    (0.0, -1.0)
    """
    a, b = vector(x, "x"), vector(y, "y")
    largest = norm(a, math.inf), norm(b, math.inf)
    if 0.0 in largest:
        raise ValueError("the zero vector has no direction, and so no angle with another")
    with np.errstate(invalid="ignore"):  # inf by inf
        u, v = a / largest[0], b / largest[1]
    return float(np.clip(inner(u, v) / (norm(u) * norm(v)), -1.0, 1.0))  # rounding may lead out; NaN stays NaN
