"""The check of gradients of Tensors, and what a wrong one is told."""

import numpy as np
import pytest

from chainrule.autograd import GradientMismatch, Tensor, gradcheck_tensors, numerical_gradients
from chainrule.autograd.tensor import new_node

X = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.5]])


def generator() -> np.random.Generator:
    return np.random.default_rng(3)


def test_the_numerical_gradients_of_known_functions() -> None:
    towards_a, towards_b = numerical_gradients(
        lambda a, b: a * b, [X, [2.0, 3.0, 4.0]], upstream=10.0 * np.ones((2, 3))
    )
    np.testing.assert_allclose(towards_a, 10.0 * np.array([[2.0, 3.0, 4.0]] * 2))
    np.testing.assert_allclose(towards_b, 10.0 * X.sum(0))
    [unchanged] = numerical_gradients(lambda a: a.reshape(-1), [X])  # a view of what is moved
    np.testing.assert_allclose(unchanged, np.ones((2, 3)))
    [nothing] = numerical_gradients(lambda a: a * 1.0, [np.zeros((0, 2))])
    assert nothing.shape == (0, 2)


def test_the_inputs_are_left_as_they_are() -> None:
    kept = X.copy()
    assert gradcheck_tensors(lambda a: (a * a).sum(), [X], generator=generator())
    np.testing.assert_array_equal(X, kept)


def test_float32_inputs_are_checked_in_float64() -> None:
    assert gradcheck_tensors(lambda a: a.exp(), [X.astype(np.float32)], generator=generator())


@pytest.mark.parametrize(
    ("mistake", "vjp"),
    [
        ("half of the slope", lambda g: g * X),
        ("the upstream gradient is forgotten", lambda g: 2 * X),
        ("its elements are mixed up", lambda g: 2 * X * g[::-1]),
        ("only its sum is used", lambda g: 2 * X * g.mean()),
        ("one element is lost", lambda g: 2 * X * g * (np.arange(6).reshape(2, 3) != 4)),
        ("NaN", lambda g: np.full_like(g, np.nan)),
    ],
)
def test_a_wrong_gradient_is_named(mistake: str, vjp) -> None:
    def square(a: Tensor) -> Tensor:
        return new_node(a.data**2, "square", (a,), (vjp,))

    with pytest.raises(GradientMismatch) as caught:
        gradcheck_tensors(lambda b, a: b + square(a), [X, X], generator=generator())
    assert caught.value.index == 1
    assert "inputs[1]" in str(caught.value)


def test_the_message_names_the_element_and_both_numbers() -> None:
    def wrong(a: Tensor) -> Tensor:
        return new_node(a.data * 3.0, "triple", (a,), (lambda g: np.array([3.0, 0.0]) * g,))

    with pytest.raises(GradientMismatch, match=r"inputs\[0\]\[1\].*got 0.*1 of its 2 elements"):
        gradcheck_tensors(wrong, [[1.0, 2.0]], generator=generator())


def test_an_input_that_is_not_used_has_no_gradient() -> None:
    assert gradcheck_tensors(lambda a, b: a * 2.0, [X, X], generator=generator())
    with pytest.raises(GradientMismatch, match=r"inputs\[1\]"):  # its data is used, and its graph is lost
        gradcheck_tensors(lambda a, b: a * b.data, [X, X], generator=generator())


def test_a_function_that_loses_the_graph_is_told_so() -> None:
    with pytest.raises(TypeError, match=r"must return a Tensor, not ndarray.*\.data"):
        gradcheck_tensors(lambda a: a.data * 2, [X], generator=generator())


def test_a_step_must_be_positive() -> None:
    with pytest.raises(ValueError, match="epsilon"):
        numerical_gradients(lambda a: a, [X], epsilon=0.0)
