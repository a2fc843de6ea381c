"""Partial derivatives, gradients, Jacobians and the chain rule by hand: against each other and against PyTorch."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.linalg import chain_rule, gradient, jacobian, partial, pull_back

quick = settings(max_examples=50, deadline=None)
seeds = st.integers(0, 10**6)
sizes = st.integers(1, 6)


def tanh_step(weights: np.ndarray):
    """x -> tanh(W x), and its Jacobian (1 - tanh(W x)**2) W, by hand."""
    return lambda x: np.tanh(weights @ x), lambda x: (1 - np.tanh(weights @ x) ** 2)[:, None] * weights


def chain(widths: list[int], seed: int) -> tuple[list, list[np.ndarray], np.ndarray]:
    draw = np.random.default_rng(seed)
    weights = [draw.normal(size=(after, before)) for before, after in pairwise(widths)]
    return [tanh_step(each) for each in weights], weights, draw.normal(size=widths[0])


widths = st.lists(sizes, min_size=2, max_size=5)


@quick
@given(widths, seeds)
def test_the_chain_rule_agrees_with_finite_differences_and_with_pytorch(widths: list[int], seed: int) -> None:
    steps, weights, x = chain(widths, seed)

    def whole(at, tanh=np.tanh, matrices=weights):
        for each in matrices:
            at = tanh(each @ at)
        return at

    value, slopes = chain_rule(steps, x)
    assert slopes.shape == (widths[-1], widths[0])
    np.testing.assert_allclose(value, whole(x), 1e-12)
    np.testing.assert_allclose(slopes, jacobian(whole, x), 1e-6, 1e-8)
    twins = [torch.tensor(each) for each in weights]
    expected = torch.autograd.functional.jacobian(lambda at: whole(at, torch.tanh, twins), torch.tensor(x))
    np.testing.assert_allclose(slopes, expected.numpy(), 1e-10, 1e-12)


@quick
@given(widths, seeds)
def test_going_backward_gives_the_upstream_gradient_times_the_whole_jacobian(widths: list[int], seed: int) -> None:
    steps, _, x = chain(widths, seed)
    _, slopes = chain_rule(steps, x)
    upstream = np.random.default_rng(seed + 1).normal(size=widths[-1])
    locals_, at = [], x
    for function, its_jacobian in steps:
        locals_.append(its_jacobian(at))
        at = function(at)
    np.testing.assert_allclose(pull_back(locals_, upstream), upstream @ slopes, 1e-9, 1e-12)


@quick
@given(sizes, seeds)
def test_the_gradient_of_a_quadratic_form_is_known(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    a, x = draw.normal(size=(n, n)), draw.normal(size=n)
    slopes = gradient(lambda at: at @ a @ at, x)
    np.testing.assert_allclose(slopes, (a + a.T) @ x, 1e-6, 1e-6)
    assert partial(lambda at: at @ a @ at, x, n - 1) == slopes[-1]
    np.testing.assert_allclose(jacobian(lambda at: a @ at, x), a, 1e-6, 1e-8)
    np.testing.assert_allclose(jacobian(lambda at: [at @ a @ at], x)[0], slopes)


def test_a_large_number_gets_a_large_step() -> None:
    assert partial(lambda x: x[0] ** 2, [1e8], 0) == pytest.approx(2e8)


def test_no_steps_are_the_identity_and_no_inputs_have_no_slopes() -> None:
    value, slopes = chain_rule([], [1.0, 2.0])
    assert (value.tolist(), slopes.tolist()) == ([1.0, 2.0], [[1.0, 0.0], [0.0, 1.0]])
    assert pull_back([], [3.0]).tolist() == [3.0]
    assert gradient(lambda x: 1.0, []).shape == (0,)
    assert jacobian(lambda x: [1.0, 2.0], []).shape == (2, 0)


def test_a_function_that_changes_what_it_is_given_changes_nothing() -> None:
    def spoils(x):
        x *= 2.0
        return x

    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(jacobian(spoils, x), 2 * np.eye(2), atol=1e-8)
    assert x.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: partial(lambda x: x, [1.0, 2.0], 0), "one number, not an array of shape (2,): see `jacobian`"),
        (lambda: partial(lambda x: 1.0, [1.0], 0, step=0.0), "step must be greater than zero"),
        (lambda: partial(lambda x: x[0], [2.0, 3.0], 1, step=1e-30), "step=1e-30 is lost in rounding beside x[1] = 3"),
        (lambda: gradient(lambda x: x[0], [-2.0], step=1e-30), "step=1e-30 is lost in rounding beside x[0] = -2"),
        (lambda: jacobian(lambda x: x, [1e9], step=1e-30), "step=1e-30 is lost in rounding beside x[0] = 1e+09"),
        (lambda: gradient(lambda x: 1.0, [[1.0]]), "x needs to be a vector of shape (n,), not of shape (1, 1)"),
        (lambda: jacobian(lambda x: 1.0, [1.0]), "the function's value needs to be a vector"),
        (
            lambda: chain_rule([tanh_step(np.ones((3, 2))), (lambda x: x, lambda x: np.eye(2))], [1.0, 2.0]),
            "the Jacobian of function 2 needs the shape (3, 3)",
        ),
        (lambda: chain_rule([(lambda x: x, lambda x: x)], [1.0]), "the Jacobian of function 1 needs to be a matrix"),
        (lambda: pull_back([np.eye(2), np.ones((3, 2))], [1.0, 2.0]), "Jacobian 2 has 3 rows, and 2 numbers come back"),
    ],
)
def test_what_does_not_fit_is_named(attempt, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        attempt()
    assert words in str(caught.value)


def test_an_index_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        partial(lambda x: 1.0, [1.0], 1)
