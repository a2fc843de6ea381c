"""Functions of real numbers, on floats, for `Value`.

Where a function is not defined they say so and name the number; where the result is too large for a float they give
`inf`; NaN goes in and comes out.
"""

import math

import numpy as np

Number = int | float | np.integer | np.floating | np.bool_


def as_float(x: Number) -> float:
    """`x` as a float. TypeError, with advice, unless it is one real number.

    >>> as_float(np.float32(0.5)), as_float(True)
    (0.5, 1.0)
    """
    if isinstance(x, Number):
        return float(x)
    raise TypeError(
        f"a Value needs one number (int, float, bool or NumPy scalar), not {type(x).__name__}: {_advice(x)}"
    )


def _advice(x: object) -> str:
    if type(x).__name__ == "Value":
        return "it is one already"
    if x is None:
        return "perhaps a function that should return a number has no `return`"
    if isinstance(x, str | bytes):
        return "convert the text first, as in float('2.5')"
    if isinstance(x, complex | np.complexfloating):
        return "take its real part, x.real"
    if hasattr(x, "item") or hasattr(x, "__iter__"):
        return "take one number out of it, as in x[0] or x.item(), or make one Value for each number in it"
    return "convert it first, as in float(x)"


def divide(a: float, b: float) -> float:
    """a / b. ZeroDivisionError where b is zero."""
    if b == 0.0:
        raise ZeroDivisionError(f"{a!r} / {b!r}: division by zero")
    return a / b


def exp(a: float) -> float:
    """e**a."""
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


def log(a: float) -> float:
    """The natural logarithm. ValueError unless a > 0."""
    if a <= 0.0:
        raise ValueError(f"log({a!r}): only a number greater than zero has a logarithm")
    return math.log(a)


def sigmoid(a: float) -> float:
    """1 / (1 + e**-a), written for either sign so that no power of e can overflow."""
    e = math.exp(-abs(a))
    return e / (1.0 + e) if a < 0.0 else 1.0 / (1.0 + e)


def power(a: float, n: float) -> float:
    """a**n. ZeroDivisionError for a negative power of zero, ValueError for a fractional power of a negative number."""
    if a == 0.0 and n < 0.0:
        raise ZeroDivisionError(f"{a!r} ** {n!r}: zero has no negative power")
    if a < 0.0 and math.isfinite(n) and n % 1.0 != 0.0:
        raise ValueError(f"({a!r}) ** {n!r}: a fractional power needs a base of at least zero")
    try:
        return float(a**n)
    except OverflowError:
        return -math.inf if a < 0.0 and n % 2.0 == 1.0 else math.inf


def power_slope(a: float, n: float) -> float:
    """d(a**n)/da = n a**(n - 1). At a = 0 the slope is infinite for 0 < n < 1; for n = 0 it is zero everywhere."""
    if n == 0.0:
        return 0.0
    return math.inf if a == 0.0 and 0.0 < n < 1.0 else n * power(a, n - 1.0)


def power_of_positive(a: float, b: float) -> float:
    """a**b = e**(b log a), as a function of both a and b. ValueError unless a > 0."""
    if a <= 0.0:
        raise ValueError(
            f"({a!r}) ** Value({b!r}): with a Value as exponent the base must be greater than zero, "
            "because the slope towards the exponent is a**b log(a); a plain number as exponent has no such limit"
        )
    return power(a, b)
