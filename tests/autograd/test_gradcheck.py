"""Gradients against finite differences, and what a wrong gradient is told."""

import math

import pytest

from chainrule.autograd import GradientMismatch, Value, gradcheck, numerical_gradient
from chainrule.autograd.value import new_node


def test_the_numerical_gradient_of_known_functions() -> None:
    assert numerical_gradient(lambda a, b: a * b + a.exp(), [0.5, -2.0]) == pytest.approx([-2.0 + math.exp(0.5), 0.5])
    assert numerical_gradient(lambda a: a**2, [1e6]) == pytest.approx([2e6])
    assert numerical_gradient(lambda a, b: a + 0, [1.0, 2.0]) == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**b,
        lambda a, b: (a * b).exp().log() + (a - b).tanh() * b.sigmoid() + (a + b).relu() ** 3,
    ],
)
def test_right_gradients_pass(function) -> None:
    assert gradcheck(function, [0.8, 1.7]) is True
    assert gradcheck(function, [3, 0.5], upstream=-0.4)


def wrong_slope(a: Value) -> Value:
    return new_node(a.data**2, "square", (a,), (a.data,))


def test_a_wrong_gradient_is_named_with_both_numbers() -> None:
    with pytest.raises(GradientMismatch) as caught:
        gradcheck(lambda a, b: a * wrong_slope(b), [2.0, 3.0], upstream=10.0)
    error = caught.value
    assert (error.index, error.got) == (1, 60.0)
    assert error.expected == pytest.approx(120.0)
    for words in ("inputs[1]", "expected 120", "got 60", "backward(10)", "[2, 3]"):
        assert words in str(error)


class IgnoresUpstream(Value):
    """A planted mistake: the backward pass starts from 1 whatever it is told."""

    __slots__ = ()

    def backward(self, upstream: float = 1.0) -> None:
        super().backward(1.0)


def ignores_upstream(a: Value) -> Value:
    square, result = a * a, IgnoresUpstream(0.0)
    for slot in Value.__slots__:
        setattr(result, slot, getattr(square, slot))
    return result


def test_the_usual_upstream_gradient_is_not_one() -> None:
    assert gradcheck(ignores_upstream, [3.0], upstream=1.0)
    with pytest.raises(GradientMismatch):
        gradcheck(ignores_upstream, [3.0])


def test_nan_agrees_with_nothing() -> None:
    with pytest.raises(GradientMismatch, match="nan"):
        gradcheck(lambda a: a * math.nan, [1.0])


def test_a_function_that_loses_the_graph_is_told_so() -> None:
    with pytest.raises(TypeError, match=r"must return a Value, not float.*\.data"):
        gradcheck(lambda a: a.data * 2, [1.0])
    with pytest.raises(TypeError, match="must return a Value, not NoneType"):
        numerical_gradient(lambda a: None, [1.0])


def test_a_step_must_be_positive() -> None:
    with pytest.raises(ValueError, match="epsilon"):
        numerical_gradient(lambda a: a, [1.0], epsilon=0.0)


def test_inputs_are_numbers() -> None:
    with pytest.raises(TypeError, match="not str"):
        gradcheck(lambda a: a, ["1"])
