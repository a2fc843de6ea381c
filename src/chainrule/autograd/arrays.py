"""Functions of NumPy arrays, for `Tensor`: what may be one, and the pieces of arithmetic that need a second thought."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Axis = int | Sequence[int] | None


def as_array(data: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """`data` as an array, without a copy where it is one. TypeError unless it holds real numbers or booleans.

    >>> as_array([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    array = np.asarray(data, dtype=dtype)
    if array.dtype.kind in "fiub":
        return array
    advice = "take its real part" if array.dtype.kind == "c" else "convert it to an array of numbers first"
    raise TypeError(f"a Tensor needs real numbers, not {type(data).__name__} of dtype {array.dtype}: {advice}")


def check_broadcast(first: tuple[int, ...], second: tuple[int, ...], operation: str) -> None:
    """ValueError, with both shapes, unless one array of each shape can be combined."""
    try:
        np.broadcast_shapes(first, second)
    except ValueError:
        raise ValueError(
            f"a {operation} b: the shapes {first} of a and {second} of b do not fit: "
            "counted from the right, two axes must be of the same length, or one of them of length 1"
        ) from None


def sigmoid(x: Array) -> Array:
    """1 / (1 + e**-x), written for either sign so that no power of e can overflow."""
    e = np.exp(-np.abs(x))
    y: Array = np.where(x < 0, e, 1) / (1 + e)
    return y


def power_slope(x: Array, n: Array) -> Array:
    """d(x**n)/dx = n x**(n - 1), and 0 for n = 0, also at x = 0."""
    slope: Array = np.where(n == 0, 0, n * x ** np.where(n == 0, 1, n - 1))
    return slope


def exponent_slope(x: Array, n: Array, power: Array) -> Array:
    """d(x**n)/dn = x**n log x, and 0 for x = 0 <= n, where x**n is 0 on both sides. NaN for a negative x."""
    flat = (x == 0) & (n >= 0)
    slope: Array = np.where(flat, 0, power * np.log(np.where(flat, 1, x)))
    return slope


def axes_of(axis: Axis, ndim: int) -> tuple[int, ...]:
    """The axes over which a reduction runs: all for None."""
    if axis is None:
        return tuple(range(ndim))
    return (axis,) if isinstance(axis, int) else tuple(axis)


def one_by_one(index: Any) -> bool:
    """True unless `index` may take one element several times, as an array of integers can."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None
        or part is Ellipsis
        or isinstance(part, int | np.integer | slice)
        or (isinstance(part, np.ndarray) and part.dtype == bool)
        for part in parts
    )


def scatter_sum(g: Array, index: Any, like: Array) -> Array:
    """Zeros of the shape of `like` with `g` at `index`: where an element was taken several times, the sum of its g.

    >>> scatter_sum(np.array([1.0, 2.0, 5.0]), np.array([0, 0, 2]), np.zeros(3))
    array([3., 0., 5.])
    """
    whole = np.zeros_like(like, dtype=g.dtype)
    if one_by_one(index):
        whole[index] = g
    else:
        np.add.at(whole, index, g)
    return whole


def plain_index(index: Any) -> Any:
    """An index in which Tensors and lists have become arrays."""
    if isinstance(index, tuple):
        return tuple(map(plain_index, index))
    if isinstance(index, list):
        return np.asarray(index) if index else np.zeros(0, dtype=int)
    return index.data if hasattr(index, "requires_grad") else index


def count(shape: tuple[int, ...], axis: Axis) -> int:
    """How many elements a reduction over `axis` takes together."""
    return math.prod(shape[one] for one in axes_of(axis, len(shape)))


def check_matmul(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """ValueError, with both shapes, unless arrays of these shapes have a matrix product."""
    if not first or not second:
        raise ValueError(f"a @ b needs at least one axis in each, not the shapes {first} of a and {second} of b")
    inner = second[-2] if len(second) > 1 else second[-1]
    if first[-1] != inner:
        raise ValueError(
            f"a @ b: the last axis of a and the one before the last of b must be of the same length, "
            f"not {first[-1]} and {inner}, in the shapes {first} and {second}"
        )
    check_broadcast(first[:-2], second[:-2], "@")
