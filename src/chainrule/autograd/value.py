"""A number that remembers how it was computed, so that derivatives can flow back through it by the chain rule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from chainrule.autograd import real
from chainrule.autograd.real import Number, as_float


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

    `data` is an int, a float, a bool or a NumPy scalar, kept as a float; anything else raises TypeError. What float
    arithmetic refuses (dividing by zero, the logarithm of zero, a square root of -1) raises an error that names the
    numbers. What is too large for a float becomes `inf`. NaN is passed on: it goes in and comes out.

    Source: A. Karpathy, micrograd (2020), for the idea of a scalar engine that fits on a page.
    """

    __slots__ = ("data", "grad", "label", "local_derivatives", "operation", "parents")
    __array_ufunc__ = None  # so that NumPy leaves `np.float64(2) * value` to us

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

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    # Every operation stands on one line: what comes out, what it was made of, and the derivative towards each of these.

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
        q = real.divide(a.data, b.data)
        return new_node(q, "/", (a, b), (1.0 / b.data, -q / b.data))

    def __pow__(self, other: Value | Number) -> Value:
        """a**n for a number n, or a**b for a Value b: then a must be greater than zero."""
        if isinstance(other, Value):
            a, b = self, other
            y = real.power_of_positive(a.data, b.data)
            return new_node(y, "**", (a, b), (real.power_slope(a.data, b.data), y * math.log(a.data)))
        a, n = self, as_float(other)
        return new_node(real.power(a.data, n), f"**{n:g}", (a,), (real.power_slope(a.data, n),))

    def __neg__(self) -> Value:
        return new_node(-self.data, "neg", (self,), (-1.0,))

    def exp(self) -> Value:
        """e**a."""
        y = real.exp(self.data)
        return new_node(y, "exp", (self,), (y,))

    def log(self) -> Value:
        """The natural logarithm of a. ValueError unless a is greater than zero."""
        return new_node(real.log(self.data), "log", (self,), (1.0 / self.data,))

    def tanh(self) -> Value:
        """The hyperbolic tangent of a, (e**a - e**-a) / (e**a + e**-a)."""
        y = math.tanh(self.data)
        return new_node(y, "tanh", (self,), (1.0 - y * y,))

    def sigmoid(self) -> Value:
        """1 / (1 + e**-a)."""
        y = real.sigmoid(self.data)
        return new_node(y, "sigmoid", (self,), (y * (1.0 - y),))

    def relu(self) -> Value:
        """The larger of 0 and a. The derivative at a = 0 is taken to be 0, as in PyTorch."""
        y, slope = (0.0, 0.0) if self.data <= 0.0 else (self.data, 1.0)
        return new_node(y, "relu", (self,), (slope,))

    # `2 * value`: the number does not know how, so Python asks the value for the reflected operation.

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

    def zero_grad(self) -> None:
        """Set the gradient to zero."""
        self.grad = 0.0

    def backward(self, upstream: float = 1.0) -> None:
        """Leave `upstream` times d(self)/d(node) in the `grad` of every node that `self` was made of.

        When called again, leaves (inputs and parameters) add the new gradient to the one they hold, as in PyTorch:
        call `zero_grad` on them between training steps. Inner nodes hold the gradient of the latest call alone.

        >>> x = Value(3.0)
        >>> y = x * x
        >>> y.backward()
        >>> y.backward()
        >>> x.grad, y.grad
        (12.0, 1.0)
        """
        order = topological_order(self)
        for node in order:
            if node.parents:
                node.grad = 0.0
        self.grad += as_float(upstream)
        for node in reversed(order):
            for parent, local in zip(node.parents, node.local_derivatives):
                parent.grad += local * node.grad


def topological_order(root: Value) -> list[Value]:
    """Every node that `root` was made of, and `root` itself: each of them once, and after all of its parents.

    A depth-first search that looks at every edge at most twice. It keeps a stack of its own instead of calling
    itself, because Python gives up on recursion at a depth of about 1,000.

    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> [node.label or node.operation for node in topological_order(a * b + a)]
    ['a', 'b', '*', '+']
    """
    order: dict[Value, None] = {}  # used as a set that remembers in which order its members came
    stack = [root]
    while stack:
        node = stack[-1]
        if node not in order:
            for parent in node.parents:
                if parent not in order:
                    stack.append(parent)
        if stack[-1] is node:  # no parent is missing any more
            order[stack.pop()] = None
    return list(order)


def zero_grad(values: Iterable[Any]) -> None:
    """Forget the gradient of every Value or Tensor, as before each training step."""
    for value in values:
        value.zero_grad()


def as_value(x: Value | Number) -> Value:
    """`x` itself if it is a Value, else a new leaf that holds the number `x`."""
    return x if isinstance(x, Value) else Value(x)


def new_node(data: float, operation: str, parents: tuple[Value, ...], local_derivatives: tuple[float, ...]) -> Value:
    """What came out of an operation, with an edge to each of its parents."""
    node = Value.__new__(Value)  # and not Value(data), which would check again what is known to be a float
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.operation = operation
    node.parents = parents
    node.local_derivatives = local_derivatives
    return node
