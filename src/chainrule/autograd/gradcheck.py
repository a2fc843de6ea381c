"""Is a gradient right? Compare it with what finite differences say, which need nothing but the function's values."""

from collections.abc import Callable, Sequence

from chainrule.autograd.real import Number, as_float
from chainrule.autograd.value import Value

Function = Callable[..., Value]


class GradientMismatch(AssertionError):
    """`backward()` and finite differences disagree: on input number `index`, where `expected` is the numerical one."""

    def __init__(self, message: str, index: int, expected: float, got: float) -> None:
        super().__init__(message)
        self.index, self.expected, self.got = index, expected, got


def numerical_gradient(function: Function, inputs: Sequence[Number], epsilon: float = 1e-6) -> list[float]:
    """df/dx for each input x by central differences, (f(x + h) - f(x - h)) / 2h.

    The step h is `epsilon` times the larger of 1 and |x|. The error is of the order h**2 plus that of rounding, which
    grows as 1/h: 1e-6 is near the best of both for smooth functions.

    Raises TypeError where the function does not return a Value, ValueError for a step that is not positive.

    >>> [round(slope, 6) for slope in numerical_gradient(lambda a, b: a * b, [2.0, -3.0])]
    [-3.0, 2.0]
    """
    if not epsilon > 0.0:
        raise ValueError(f"epsilon is a step and must be greater than zero, not {epsilon!r}")
    at = [as_float(x) for x in inputs]
    gradient = []
    for index, x in enumerate(at):
        h = epsilon * max(1.0, abs(x))
        above, below = x + h, x - h
        upper, lower = (_data(function, [*at[:index], moved, *at[index + 1 :]]) for moved in (above, below))
        gradient.append((upper - lower) / (above - below))  # not 2 h, because above and below are rounded
    return gradient


def gradcheck(
    function: Function,
    inputs: Sequence[Number],
    *,
    upstream: float = 1.7,
    epsilon: float = 1e-6,
    rtol: float = 1e-5,
    atol: float = 1e-7,
) -> bool:
    """True if `backward(upstream)` gives `upstream` times the numerical gradient for every input.

    `function` takes as many Values as there are inputs and returns a Value. The upstream gradient is not 1 unless
    asked for, because a node that forgets to multiply by it would pass unseen. Two numbers agree when they differ by
    no more than `atol` + `rtol` times the numerical one. At a kink, such as relu at 0, there is no derivative and the
    two may differ: check beside it.

    Raises `GradientMismatch`, which names the input, at the first disagreement.

    Source: the idea and the name are those of `torch.autograd.gradcheck`.

    >>> gradcheck(lambda a, b: (a * b + a).tanh(), [0.5, -0.3])
    True
    """
    values = [Value(x) for x in inputs]
    _evaluate(function, values).backward(upstream)
    for index, slope in enumerate(numerical_gradient(function, inputs, epsilon)):
        expected, got = upstream * slope, values[index].grad
        if not abs(got - expected) <= atol + rtol * abs(expected):
            at = ", ".join(f"{value.data:g}" for value in values)
            raise GradientMismatch(
                f"the gradient of inputs[{index}] is wrong: expected {expected:.10g} by finite differences, "
                f"got {got:.10g} from backward({upstream:g}), where the inputs are [{at}]",
                index,
                expected,
                got,
            )
    return True


def _data(function: Function, inputs: Sequence[float]) -> float:
    return _evaluate(function, [Value(x) for x in inputs]).data


def _evaluate(function: Function, values: Sequence[Value]) -> Value:
    result = function(*values)
    if not isinstance(result, Value):
        raise TypeError(
            f"the function must return a Value, not {type(result).__name__}: "
            "does it use .data, which is a plain number that remembers nothing?"
        )
    return result
