"""Derivatives of functions of vectors: by finite differences, and by the chain rule, by hand."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from chainrule.linalg.arrays import Array, matrix, vector

Scalar = Callable[[Array], float]
Mapping = Callable[[Array], npt.ArrayLike]
STEP = 1e-6


def partial(function: Scalar, x: npt.ArrayLike, index: int, step: float = STEP) -> float:
    """df/dx[index] at x (n,) by central differences: (f(x + h e) - f(x - h e)) / 2h. All other numbers stand still.

    h is `step` times the larger of 1 and |x[index]|. The error is of the order h**2, plus rounding, which grows as 1/h.

    Raises ValueError for a step that is not positive or so small that x[index] does not change, and for a function
    whose value is not one number; IndexError for an index that x does not have.

    >>> round(partial(lambda x: x[0] ** 2 * x[1], [3.0, 5.0], 0), 6)
    30.0
    """
    [slope] = _column(lambda at: [_number(function(at))], vector(x, "x"), index, step)
    return float(slope)


def gradient(function: Scalar, x: npt.ArrayLike, step: float = STEP) -> Array:
    """All partial derivatives (n,) of a function of a vector (n,): the direction in which it grows fastest.

    >>> gradient(lambda x: x[0] ** 2 * x[1], [3.0, 5.0]).round(6)
    array([30.,  9.])
    """
    at = vector(x, "x")
    return np.array([partial(function, at, index, step) for index in range(at.size)])


def jacobian(function: Mapping, x: npt.ArrayLike, step: float = STEP) -> Array:
    """dy[i]/dx[j], as (m, n), of a function from vectors (n,) to vectors (m,): row i is the gradient of y[i].

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]], [2.0, 7.0]).round(6)
    array([[7., 2.],
           [1., 1.]])
    """
    at = vector(x, "x")
    outputs = vector(function(at.copy()), "the function's value").size
    columns = [_column(function, at, index, step) for index in range(at.size)]
    return np.stack(columns, axis=1) if columns else np.zeros((outputs, 0))


def chain_rule(steps: Sequence[tuple[Mapping, Mapping]], x: npt.ArrayLike) -> tuple[Array, Array]:
    """The value (m,) of functions one after the other at x (n,), and its Jacobian J_k ... J_2 J_1 (m, n).

    A step is a function and the one that gives its Jacobian; the first is taken first. Each Jacobian is that at the
    point that the steps before it have reached.

    Raises ValueError for a Jacobian of another shape than its function has, with its number.

    >>> square = lambda x: x**2, lambda x: np.diag(2 * x)
    >>> add = lambda x: [x.sum()], lambda x: np.ones((1, x.size))
    >>> value, slopes = chain_rule([square, add], [1.0, 2.0, 3.0])
    >>> value, slopes
    (array([14.]), array([[2., 4., 6.]]))
    """
    at = vector(x, "x")
    product = np.eye(at.size)
    for number, (function, its_jacobian) in enumerate(steps, start=1):
        value = vector(function(at.copy()), f"the value of function {number}")
        local = matrix(its_jacobian(at.copy()), f"the Jacobian of function {number}")
        if local.shape != (value.size, at.size):
            raise ValueError(
                f"the Jacobian of function {number} needs the shape {(value.size, at.size)}, a row for each output and "
                f"a column for each input, not {local.shape}"
            )
        at, product = value, local @ product
    return at, product


def pull_back(jacobians: Sequence[npt.ArrayLike], upstream: npt.ArrayLike) -> Array:
    """g' J_k ... J_2 J_1, from the left: what `upstream` (m,), dL/dy, becomes towards the input x (n,).

    The first Jacobian is that of the first step. Every product is a vector with a matrix: for one number L that costs
    a row where J_k ... J_1 costs matrices, which is why backpropagation goes backward.

    Raises ValueError, with the step's number, where a Jacobian does not fit to what comes back to it.

    >>> pull_back([[[2.0, 0.0], [0.0, 4.0]], [[1.0, 1.0]]], upstream=[10.0])
    array([20., 40.])
    """
    g = vector(upstream, "upstream")
    for number, each in reversed(list(enumerate(jacobians, start=1))):
        local = matrix(each, f"Jacobian {number}")
        if len(local) != g.size:
            raise ValueError(f"Jacobian {number} has {len(local)} rows, and {g.size} numbers come back to it")
        g = local.T @ g
    return g


def _column(function: Mapping, x: Array, index: int, step: float) -> Array:
    """How fast each output changes with x[index]."""
    if not step > 0.0:
        raise ValueError(f"step must be greater than zero, not {step!r}")
    h = step * max(1.0, abs(float(x[index])))
    above, below = x.copy(), x.copy()
    above[index] += h
    below[index] -= h
    if above[index] == below[index]:
        raise ValueError(f"step={step!r} is lost in rounding beside x[{index}] = {x[index]:g}: take a larger one")
    upper, lower = (vector(function(moved.copy()), "the function's value") for moved in (above, below))
    slopes: Array = (upper - lower) / (above[index] - below[index])  # not 2 h, because both are rounded
    return slopes


def _number(value: float) -> float:
    if np.ndim(value) != 0:
        raise ValueError(f"the function must give one number, not an array of shape {np.shape(value)}: see `jacobian`")
    return float(value)
