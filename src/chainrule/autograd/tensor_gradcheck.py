"""Is a gradient of Tensors right? `gradcheck`, for every element of every input and of the output."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from chainrule.autograd.arrays import Array
from chainrule.autograd.gradcheck import GradientMismatch
from chainrule.autograd.recording import no_grad
from chainrule.autograd.tensor import Tensor

Function = Callable[..., Tensor]


def numerical_gradients(
    function: Function, inputs: Sequence[npt.ArrayLike], upstream: Array | float = 1.0, epsilon: float = 1e-6
) -> list[Array]:
    """dL/dx for each input x by central differences, where L is the sum of `upstream` times the function's output.

    One element moves at a time, by h = `epsilon` times the larger of 1 and its size: (L(x + h) - L(x - h)) / 2h. All
    is computed in float64, whatever the inputs are.

    Raises TypeError where the function does not return a Tensor, ValueError for a step that is not positive.

    >>> [slopes] = numerical_gradients(lambda x: x * x, [[1.0, -3.0]])
    >>> slopes.round(6)
    array([ 2., -6.])
    """
    if not epsilon > 0.0:
        raise ValueError(f"epsilon is a step and must be greater than zero, not {epsilon!r}")
    at = [np.array(x, dtype=np.float64) for x in inputs]
    gradients = [np.zeros_like(x) for x in at]
    for x, gradient in zip(at, gradients, strict=True):
        for index in np.ndindex(x.shape):
            middle = float(x[index])
            h = epsilon * max(1.0, abs(middle))
            above, below = middle + h, middle - h
            outputs = []
            for x[index] in (above, below):
                with no_grad():
                    outputs.append(_evaluate(function, [Tensor(each.copy()) for each in at]).data)
            x[index] = middle
            gradient[index] = np.sum(upstream * (outputs[0] - outputs[1])) / (above - below)  # rounded, so not 2 h
    return gradients


def gradcheck_tensors(
    function: Function,
    inputs: Sequence[npt.ArrayLike],
    *,
    generator: np.random.Generator,
    epsilon: float = 1e-6,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> bool:
    """True if `backward(upstream)` agrees with finite differences on every element of every input.

    `function` takes as many Tensors as there are inputs, float64, and returns a Tensor. The upstream gradient is drawn
    from `generator`, uniform in size from 0.5 to 2 and of either sign: a node that forgets to multiply by it, or mixes
    up its elements, would pass unseen if it were 1. Two numbers agree when they differ by no more than `atol` +
    `rtol` times the numerical one. At a kink, such as relu at 0, the two may differ: check beside it.

    Raises `GradientMismatch`, which names the input and the element, at the first disagreement.

    >>> x = np.array([[0.5, -0.3], [1.2, 2.0]])
    >>> gradcheck_tensors(lambda a, b: (a @ b).tanh(), [x, x[0]], generator=np.random.default_rng(0))
    True
    """
    tensors = [Tensor(np.array(x, dtype=np.float64), requires_grad=True) for x in inputs]
    output = _evaluate(function, tensors)
    upstream = generator.uniform(0.5, 2.0, output.shape) * generator.choice([-1.0, 1.0], output.shape)
    output.backward(upstream)
    for number, (tensor, slopes) in enumerate(
        zip(tensors, numerical_gradients(function, inputs, upstream, epsilon), strict=True)
    ):
        grad = np.zeros_like(slopes) if tensor.grad is None else tensor.grad
        wrong = ~(np.abs(grad - slopes) <= atol + rtol * np.abs(slopes))
        if wrong.any():
            index = tuple(int(one) for one in np.argwhere(wrong)[0])
            expected, got = float(slopes[index]), float(grad[index])
            raise GradientMismatch(
                f"the gradient of inputs[{number}]{list(index) if index else ''} is wrong: expected {expected:.10g} "
                f"by finite differences, got {got:.10g}; {wrong.sum()} of its {wrong.size} elements are",
                number,
                expected,
                got,
            )
    return True


def _evaluate(function: Function, tensors: Sequence[Tensor]) -> Tensor:
    result = function(*tensors)
    if not isinstance(result, Tensor):
        raise TypeError(
            f"the function must return a Tensor, not {type(result).__name__}: "
            "does it use .data, which is a plain array that remembers nothing?"
        )
    return result
