"""A number that remembers how it was computed, so that derivatives can flow back through it by the chain rule."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

Number = int | float | np.integer | np.floating | np.bool_


class Value:
    """One number in a computational graph.

    Arithmetic on Values builds the graph as it runs (the forward pass). Every node keeps what it was made of
    (`parents`) and how fast it changes with each of them (`local_derivatives`, numbers of the same pass).
    `backward()` multiplies these along every path and leaves dL/d(node) in the `grad` of each node.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> loss = (a * b + 10) ** 2
    >>> loss
    Value(16.0, grad=0.0, operation='**2')
    >>> loss.backward()
    >>> a.grad, b.grad          # 2 (ab + 10) b and 2 (ab + 10) a
    (-24.0, 16.0)

    `data` is an int, a float, a bool or a NumPy scalar, and is kept as a float; anything else raises TypeError.
    What float arithmetic refuses (a division by zero, the logarithm of zero, the square root of -1) is refused by
    name. What is too large for a float is `inf`. NaN is passed on: it goes in and comes out without an error.
    """

    __slots__ = ("data", "grad", "label", "local_derivatives", "operation", "parents")
    __array_ufunc__ = None  # np.float64(2) * value is then ours to answer, not NumPy's

    data: float
    grad: float
    label: str
    operation: str
    parents: tuple[Value, ...]
    local_derivatives: tuple[float, ...]

    def __init__(self, data: Number, label: str = "") -> None:
        self.data = as_float(data)
        self.grad = 0.0
        self.label = label
        self.operation = ""
        self.parents = ()
        self.local_derivatives = ()

    def __repr__(self) -> str:
        operation = f", operation={self.operation!r}" if self.operation else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self.data!r}, grad={self.grad!r}{operation}{label})"

    # Each operation: what comes out, what it was made of, and its derivative with respect to each of those.

    def __add__(self, other: Value | Number) -> Value:
        a, b = self, as_value(other)
        return new_node(a.data + b.data, "+", (a, b), (1.0, 1.0))

    def __sub__(self, other: Value | Number) -> Value:
        a, b = self, as_value(other)
        return new_node(a.data - b.data, "-", (a, b), (1.0, -1.0))

    def __mul__(self, other: Value | Number) -> Value:
        a, b = self, as_value(other)
        return new_node(a.data * b.data, "*", (a, b), (b.data, a.data))

    def __truediv__(self, other: Value | Number) -> Value:
        a, b = self, as_value(other)
        quotient = divide(a.data, b.data)
        return new_node(quotient, "/", (a, b), (1.0 / b.data, -quotient / b.data))

    def __pow__(self, exponent: Value | Number) -> Value:
        if isinstance(exponent, Value):
            a, b = self, exponent
            y = power_of_positive(a.data, b.data)
            return new_node(y, "**", (a, b), (power_slope(a.data, b.data), y * math.log(a.data)))
        a, n = self, as_float(exponent)
        return new_node(power(a.data, n), f"**{n:g}", (a,), (power_slope(a.data, n),))

    def __neg__(self) -> Value:
        return new_node(-self.data, "neg", (self,), (-1.0,))

    def exp(self) -> Value:
        """e**a, whose derivative is e**a itself."""
        e = exp(self.data)
        return new_node(e, "exp", (self,), (e,))

    def log(self) -> Value:
        """The natural logarithm, with derivative 1/a. ValueError unless a > 0."""
        return new_node(log(self.data), "log", (self,), (1.0 / self.data,))

    def tanh(self) -> Value:
        """The hyperbolic tangent t, with derivative 1 - t**2."""
        t = math.tanh(self.data)
        return new_node(t, "tanh", (self,), (1.0 - t * t,))

    def sigmoid(self) -> Value:
        """s = 1 / (1 + e**-a), with derivative s (1 - s)."""
        s = sigmoid(self.data)
        return new_node(s, "sigmoid", (self,), (s * (1.0 - s),))

    def relu(self) -> Value:
        """max(0, a), with derivative 1 where a > 0 and 0 elsewhere (at 0 too, as in PyTorch)."""
        out, slope = (0.0, 0.0) if self.data <= 0.0 else (self.data, 1.0)
        return new_node(out, "relu", (self,), (slope,))

    # `2 * value`: Python asks the number first, and then the value for the reflected operation.

    def __radd__(self, other: Number) -> Value:
        return as_value(other) + self

    def __rsub__(self, other: Number) -> Value:
        return as_value(other) - self

    def __rmul__(self, other: Number) -> Value:
        return as_value(other) * self

    def __rtruediv__(self, other: Number) -> Value:
        return as_value(other) / self

    def __rpow__(self, other: Number) -> Value:
        return as_value(other) ** self

    def backward(self, upstream: float = 1.0) -> None:
        """Leave d(self)/d(node), times `upstream`, in the `grad` of every node that `self` was made of.

        Called again, leaves (inputs and parameters) add the new gradient to the one they hold, as in PyTorch:
        set it to zero between training steps. Inner nodes hold the gradient of the latest call only.
        """
        order = topological_order(self)
        for node in order:
            if node.parents:
                node.grad = 0.0
        self.grad += upstream
        for node in reversed(order):
            for parent, local in zip(node.parents, node.local_derivatives, strict=True):
                parent.grad += local * node.grad


def topological_order(root: Value) -> list[Value]:
    """Every node that `root` was made of, and `root`: each once, and after all of its parents.

    A depth-first search with a stack of its own, because a deep graph would exceed Python's limit on recursion.
    """
    order: dict[Value, None] = {}  # a set that keeps the order in which nodes were put in
    stack = [root]
    while stack:
        missing = [parent for parent in stack[-1].parents if parent not in order]
        if missing:
            stack.extend(missing)
        else:
            order[stack.pop()] = None
    return list(order)


def new_node(data: float, operation: str, parents: tuple[Value, ...], local_derivatives: tuple[float, ...]) -> Value:
    """The result of an operation, with the edges to what it was made of."""
    node = Value.__new__(Value)  # not Value(data): there is nothing to check or convert
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.operation = operation
    node.parents = parents
    node.local_derivatives = local_derivatives
    return node


def as_value(x: Value | Number) -> Value:
    """`x` itself where it is a Value, else a new leaf that holds the number `x`."""
    return x if isinstance(x, Value) else Value(x)


def zero_grad(values: Iterable[Value]) -> None:
    """Set the gradient of each value to zero, as before every training step."""
    for value in values:
        value.grad = 0.0


def as_float(x: Number) -> float:
    """`x` as a float. TypeError unless it is one real number."""
    if isinstance(x, Number):
        return float(x)
    kind = type(x).__name__
    raise TypeError(f"a Value holds one number (int, float or NumPy scalar), not {kind}")


# Real functions on floats: they name the number that they refuse, and give `inf` where a float is too small.


def divide(a: float, b: float) -> float:
    if b == 0.0:
        raise ZeroDivisionError(f"{a!r} / {b!r}: a Value cannot be divided by zero")
    return a / b


def exp(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


def log(a: float) -> float:
    if a <= 0.0:
        raise ValueError(f"log({a!r}): the logarithm is defined for numbers greater than zero only")
    return math.log(a)


def sigmoid(a: float) -> float:
    e = math.exp(-abs(a))  # at most 1, so that it cannot overflow
    return e / (1.0 + e) if a < 0.0 else 1.0 / (1.0 + e)


def power(a: float, n: float) -> float:
    if a == 0.0 and n < 0.0:
        raise ZeroDivisionError(f"{a!r} ** {n!r}: zero has no negative power")
    if a < 0.0 and math.isfinite(n) and n != int(n):
        raise ValueError(f"{a!r} ** {n!r} is not a real number: a fractional power needs a base of at least zero")
    try:
        return float(a**n)
    except OverflowError:
        return -math.inf if a < 0.0 and n % 2.0 == 1.0 else math.inf


def power_of_positive(a: float, b: float) -> float:
    if a <= 0.0:
        raise ValueError(
            f"{a!r} ** Value({b!r}): a Value as exponent needs a base greater than zero (a**b = e**(b log a))"
        )
    return power(a, b)


def power_slope(a: float, n: float) -> float:
    """d(a**n)/da = n a**(n - 1): at zero it is infinite for 0 < n < 1 and zero for n = 0."""
    if n == 0.0:
        return 0.0
    return math.inf if a == 0.0 and 0.0 < n < 1.0 else n * power(a, n - 1.0)
