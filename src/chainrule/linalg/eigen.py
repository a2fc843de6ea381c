"""Eigenvectors by power iteration: multiply by the matrix, again and again, and watch which direction wins."""

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, check_finite, matrix
from chainrule.linalg.norms import frobenius, norm

TOLERANCE = 1e-12  # of what A v differs from a multiple of v, by the size of A
MOST_STEPS = 20_000


class NotConvergedError(ArithmeticError):
    """A power iteration that came to no end."""


def power_iteration(
    a: npt.ArrayLike, *, generator: np.random.Generator, tolerance: float = TOLERANCE, most_steps: int = MOST_STEPS
) -> tuple[float, Array]:
    """The eigenvalue of `a` (n, n) of the largest size, and an eigenvector (n,) of length 1: A v = lambda v.

    v <- A v / |A v|, from a random start. A start has something of every eigenvector in it; a step stretches each by
    its eigenvalue, so that the part of the second shrinks by |lambda2 / lambda1| beside that of the first. It ends
    where |A v - lambda v| <= `tolerance` |A|, lambda being <v, A v>.

    Raises ValueError for a matrix that is not square or holds inf or NaN, and `NotConvergedError` after `most_steps`:
    where two eigenvalues are of the same size (1 and -1, or a rotation's complex pair) or nearly so.

    Source: R. von Mises, H. Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung" (1929).

    >>> value, v = power_iteration([[2.0, 1.0], [1.0, 2.0]], generator=np.random.default_rng(0))
    >>> round(value, 9), np.abs(v).round(9)
    (3.0, array([0.70710678, 0.70710678]))
    """
    square = _square(a)
    size = frobenius(square)
    v = random_direction(len(square), generator)
    for _ in range(most_steps):
        image = square @ v
        value = float(v @ image)
        if norm(image - value * v) <= tolerance * size:
            return value, v
        v = image / norm(image)
    raise NotConvergedError(
        f"no direction has won after {most_steps} steps: the two largest eigenvalues are of the same size, or nearly. "
        "To a symmetric matrix add a multiple of the identity: it moves them apart and leaves the eigenvectors"
    )


def eigenvectors(a: npt.ArrayLike, count: int | None = None, *, generator: np.random.Generator) -> tuple[Array, Array]:
    """The first `count` eigenvalues (count,) of a symmetric matrix (n, n), by size, and their eigenvectors in columns.

    One by one by `power_iteration`. Deflation takes off what has been found, A <- A - lambda v v', which turns its
    eigenvalue to 0 and leaves the others as they are. The columns (n, count) are orthonormal.

    Raises ValueError for a matrix that is not symmetric and for a `count` that it does not have, and
    `NotConvergedError` as `power_iteration` does.

    >>> values, vectors = eigenvectors([[2.0, 0.0], [0.0, -5.0]], generator=np.random.default_rng(0))
    >>> values.round(9), np.abs(vectors).round(9)
    (array([-5.,  2.]), array([[0., 1.],
           [1., 0.]]))
    """
    square = _square(a)
    n = len(square)
    if norm((square - square.T).ravel()) > TOLERANCE * frobenius(square):
        raise ValueError("a needs to be symmetric: of another matrix the eigenvectors are not orthogonal, or complex")
    count = n if count is None else count
    if not 0 <= count <= n:
        raise ValueError(f"count must be from 0 to {n}, not {count}")
    values, vectors = np.zeros(count), np.zeros((n, count))
    size, rest = frobenius(square), square
    for number in range(count):
        if frobenius(rest) <= n * TOLERANCE * size:  # nothing is left but rounding: all other eigenvalues are 0
            vectors[:, number:] = _completed(vectors[:, :number], count, generator)
            break
        # The tolerance is one of the whole matrix, also where what is left of it has become small.
        values[number], v = power_iteration(
            rest, generator=generator, tolerance=min(1e-3, TOLERANCE * size / frobenius(rest))
        )
        v -= vectors @ (vectors.T @ v)  # rounding let a little of those before back in
        vectors[:, number] = v / norm(v)
        rest = rest - values[number] * np.outer(vectors[:, number], vectors[:, number])
    return values, vectors


def _completed(found: Array, count: int, generator: np.random.Generator) -> Array:
    """As many more orthonormal columns as there are to be `count` with those found."""
    more = found
    while more.shape[1] < count:
        v = random_direction(len(found), generator)
        for _ in range(2):
            v -= more @ (more.T @ v)
        more = np.column_stack([more, v / norm(v)])
    return more[:, found.shape[1] :]


def random_direction(n: int, generator: np.random.Generator) -> Array:
    """A vector (n,) of length 1, each direction as likely as any other."""
    v: Array = generator.normal(size=n)
    return v / norm(v)


def _square(a: npt.ArrayLike) -> Array:
    square = matrix(a, "a")
    if square.shape[0] != square.shape[1] or not square.size:
        raise ValueError(f"a needs to be square and not empty, not of shape {square.shape}")
    check_finite(square, "a")
    return square
