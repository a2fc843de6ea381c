"""Two independent ways to know a right gradient: PyTorch, and finite differences.

Both take the function that the check builds with the student's objects, so that it is written once:

    expression = lambda a, b: (a * b + a).tanh()
    expression(student.Value(0.5), student.Value(2.0)).backward()
    oracle.torch_grad(expression, 0.5, 2.0), oracle.finite_difference(expression, 0.5, 2.0)

Neither has to be computed where the student's code raises an error first: what the check has written down so far is
done before.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from chainrule.labs.student import ask_student_first

Gradient = float | tuple[float, ...]


def torch_grad(function: Callable[..., Any], *inputs: float, upstream: float = 1.0) -> Any:
    """d function / d input, times `upstream`, by PyTorch in float64: a float, or a tuple for more than one input."""
    ask_student_first()
    import torch  # takes a second, and only when it is needed

    leaves = [torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for x in inputs]
    gradients = torch.autograd.grad(
        function(*leaves), leaves, torch.tensor(upstream, dtype=torch.float64), materialize_grads=True
    )
    return one_or_all(tuple(float(gradient) for gradient in gradients))


def finite_difference(function: Callable[..., Any], *inputs: float, upstream: float = 1.0) -> Any:
    """The same by central differences, (f(x + h) - f(x - h)) / 2h for two h, extrapolated to h = 0.

    Good to about ten digits for a smooth function of inputs near one. Stay away from kinks by more than 0.01.
    """
    ask_student_first()

    def along(position: int, h: float) -> float:
        above, below = ([Real(x) for x in inputs] for _ in "+-")
        above[position], below[position] = Real(inputs[position] + h), Real(inputs[position] - h)
        return float((function(*above).number - function(*below).number) / (2 * h))

    steps = [1e-3 * max(1.0, abs(x)) for x in inputs]
    slopes = [(4 * along(i, h / 2) - along(i, h)) / 3 for i, h in enumerate(steps)]
    return one_or_all(tuple(slope * upstream for slope in slopes))


def value(function: Callable[..., Any], *inputs: float) -> float:
    """What `function` gives for plain numbers."""
    return float(function(*map(Real, inputs)).number)


def one_or_all(gradients: tuple[float, ...]) -> Gradient:
    return gradients[0] if len(gradients) == 1 else gradients


class Real:
    """A plain number with the methods of a tensor, so that one expression serves numbers, tensors and handles."""

    def __init__(self, number: float) -> None:
        self.number = float(number)

    def _do(self, function: Callable[..., Any], *operands: Any) -> Real:
        return Real(function(*[x.number if isinstance(x, Real) else x for x in operands]))

    # fmt: off
    def __add__(self, other: Any) -> Real: return self._do(operator.add, self, other)
    def __radd__(self, other: Any) -> Real: return self._do(operator.add, other, self)
    def __sub__(self, other: Any) -> Real: return self._do(operator.sub, self, other)
    def __rsub__(self, other: Any) -> Real: return self._do(operator.sub, other, self)
    def __mul__(self, other: Any) -> Real: return self._do(operator.mul, self, other)
    def __rmul__(self, other: Any) -> Real: return self._do(operator.mul, other, self)
    def __truediv__(self, other: Any) -> Real: return self._do(operator.truediv, self, other)
    def __rtruediv__(self, other: Any) -> Real: return self._do(operator.truediv, other, self)
    def __pow__(self, other: Any) -> Real: return self._do(operator.pow, self, other)
    def __rpow__(self, other: Any) -> Real: return self._do(operator.pow, other, self)
    def __neg__(self) -> Real: return self._do(operator.neg, self)
    def exp(self) -> Real: return self._do(math.exp, self)
    def log(self) -> Real: return self._do(math.log, self)
    def tanh(self) -> Real: return self._do(math.tanh, self)
    def sigmoid(self) -> Real: return Real(1.0 / (1.0 + math.exp(-self.number)))
    def relu(self) -> Real: return Real(0.0 if self.number <= 0.0 else self.number)  # max() would hide NaN
    # fmt: on
