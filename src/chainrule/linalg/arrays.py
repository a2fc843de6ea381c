"""What every function of this room does with its arguments first: vectors and matrices of float64, or a clear error."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def vector(x: npt.ArrayLike, name: str) -> Array:
    """`x` as an array (n,). TypeError unless it holds real numbers, ValueError for another number of axes."""
    return _with_axes(x, name, 1, "a vector of shape (n,)")


def matrix(x: npt.ArrayLike, name: str) -> Array:
    """`x` as an array (m, n). TypeError unless it holds real numbers, ValueError for another number of axes."""
    return _with_axes(x, name, 2, "a matrix of shape (m, n)")


def _with_axes(x: npt.ArrayLike, name: str, axes: int, what: str) -> Array:
    array: npt.NDArray[Any] = np.asarray(x)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} needs real numbers, not {type(x).__name__} of dtype {array.dtype}")
    if array.ndim != axes:
        raise ValueError(f"{name} needs to be {what}, not of shape {array.shape}")
    return array.astype(np.float64)


def check_finite(x: Array, name: str) -> None:
    """ValueError where a number is inf or NaN: an iteration would go on for ever with it."""
    if not np.isfinite(x).all():
        raise ValueError(f"{name} holds inf or NaN, with which no iteration comes to an end")
