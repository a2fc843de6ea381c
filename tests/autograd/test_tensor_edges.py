"""At the edges: no elements, one element, logits beyond what e**x can hold, NaN, and what NumPy warns of."""

import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from chainrule.autograd import (
    Tensor,
    avg_pool2d,
    concatenate,
    cross_correlate2d,
    cross_entropy,
    linear,
    log_softmax,
    max_pool2d,
    softmax,
)

NAN, INF = math.nan, math.inf
UNARY = {
    "exp": lambda t: t.exp(),
    "tanh": lambda t: t.tanh(),
    "sigmoid": lambda t: t.sigmoid(),
    "relu": lambda t: t.relu(),
    "abs": lambda t: t.abs(),
    "**2": lambda t: t**2,
    "sum": lambda t: t.sum(),
    "first axis": lambda t: t.sum(0),
    "reshape": lambda t: t.reshape(-1) if math.prod(t.shape) else t,
    "twice": lambda t: t[[0, 0]] if t.shape[0] else t,
    "half": lambda t: t[::2],
}


@settings(max_examples=200, deadline=None)
@given(array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=3), st.sampled_from(list(UNARY)))
def test_arrays_without_elements_and_with_one_agree_with_pytorch(shape: tuple[int, ...], name: str) -> None:
    numbers = np.random.default_rng(len(shape)).uniform(0.1, 1.0, shape)
    x, twin = Tensor(numbers, requires_grad=True), torch.tensor(numbers, requires_grad=True)
    y, other = UNARY[name](x), UNARY[name](twin)
    assert y.shape == tuple(other.shape)
    y.backward(np.full(y.shape, 0.3))
    other.backward(torch.full(other.shape, 0.3, dtype=torch.float64))
    np.testing.assert_allclose(y.data, other.detach().numpy(), 1e-12)
    np.testing.assert_allclose(x.grad, twin.grad.numpy(), 1e-12)


@pytest.mark.parametrize("rows", [0, 1])
def test_a_batch_of_none_or_one_passes_through_every_layer(rows: int) -> None:
    x = Tensor(np.ones((rows, 2, 6, 6)), requires_grad=True)
    kernel, weight = Tensor(np.ones((4, 2, 3, 3)), requires_grad=True), Tensor(np.ones((5, 16)), requires_grad=True)
    y = max_pool2d(cross_correlate2d(x, kernel, padding=1), 2) + avg_pool2d(cross_correlate2d(x, kernel, padding=1), 2)
    y = linear(concatenate([y[:, :, 0], y[:, :, 2]], axis=1)[:, :4].reshape(rows, 12)[:, :1] @ np.ones((1, 16)), weight)
    assert softmax(y).shape == log_softmax(y).shape == (rows, 5)
    y.backward(np.ones(y.shape))
    assert (x.grad.shape, kernel.grad.shape, weight.grad.shape) == ((rows, 2, 6, 6), (4, 2, 3, 3), (5, 16))
    assert bool(kernel.grad.any()) == bool(rows)


def test_the_mean_of_nothing_is_nan_and_says_so() -> None:
    for attempt in (
        lambda: Tensor(np.zeros((0, 3)), requires_grad=True).mean(),
        lambda: Tensor([2.0], requires_grad=True).var(),
        lambda: cross_entropy(Tensor(np.zeros((0, 3)), requires_grad=True), np.zeros(0, dtype=int)),
        lambda: cross_entropy(Tensor(np.zeros((0, 3)), requires_grad=True), []),
        lambda: cross_entropy(Tensor(np.zeros((0, 0)), requires_grad=True), []),
    ):
        with pytest.warns(RuntimeWarning):
            assert math.isnan(attempt().item())
    one = Tensor([2.0], requires_grad=True)
    assert (one.mean().item(), one.max().item(), one.var(correction=0).item()) == (2.0, 2.0, 0.0)


@pytest.mark.parametrize(("shape", "axis"), [((2, 0), -1), ((2, 0), 0), ((0, 3), -1), ((0,), 0), ((2, 0, 3), 1)])
@pytest.mark.parametrize(("name", "ours"), [("softmax", softmax), ("log_softmax", log_softmax)])
def test_over_nothing_there_are_no_probabilities_as_in_pytorch(shape, axis: int, name: str, ours) -> None:
    x = Tensor(np.zeros(shape), requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = ours(x, axis)
        y.backward(np.zeros(shape))
    assert y.shape == x.grad.shape == tuple(getattr(torch, name)(torch.zeros(shape), axis).shape)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.bool_])
def test_scores_that_are_integers_become_floats(dtype: type) -> None:
    scores = np.array([[0, 1, 1], [1, 0, 0]], dtype)
    floats, whole = Tensor(scores.astype(float)), Tensor(scores)
    for result in (softmax, log_softmax, lambda x: cross_entropy(x, [0, 1])):
        assert result(whole).data.tolist() == result(floats).data.tolist()


@pytest.mark.parametrize("size", [1e3, 1e30, 1e300])
def test_large_logits_neither_overflow_nor_lose_their_loss(size: float) -> None:
    logits = np.array([[size, 0.0, -size], [-size, -size, -size + 1.0]])
    x, twin = Tensor(logits, requires_grad=True), torch.tensor(logits, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss = cross_entropy(x, [1, 2])
        loss.backward()
        probabilities, logarithms = softmax(x), log_softmax(x)
    other = torch.nn.functional.cross_entropy(twin, torch.tensor([1, 2]))
    other.backward()
    assert loss.item() == pytest.approx(other.item(), rel=1e-12)
    np.testing.assert_allclose(x.grad, twin.grad.numpy(), 1e-12)
    np.testing.assert_allclose(probabilities.data.sum(1), 1.0)
    assert np.isfinite(logarithms.data).all()


def test_the_loss_keeps_its_digits_where_the_probability_has_none() -> None:
    x = Tensor([[0.0, -800.0]], requires_grad=True)
    loss = cross_entropy(x, [1])
    loss.backward()
    assert (loss.item(), x.grad.tolist()) == (800.0, [[1.0, -1.0]])
    assert cross_entropy(Tensor([[40.0, 0.0]]), [0]).item() == pytest.approx(math.exp(-40.0), rel=0.1, abs=1e-16)


def test_a_class_that_is_impossible_and_not_the_target_costs_nothing() -> None:
    x = Tensor([[0.0, -INF]], requires_grad=True)
    loss = cross_entropy(x, [0])
    loss.backward()
    assert (loss.item(), x.grad.tolist()) == (0.0, [[0.0, 0.0]])
    assert cross_entropy(x, [1]).item() == INF


@pytest.mark.parametrize(
    ("result", "cases"),
    [
        (lambda a: a.sigmoid(), {800.0: (1.0, 0.0), -800.0: (0.0, 0.0), INF: (1.0, 0.0), -INF: (0.0, 0.0)}),
        (lambda a: a.tanh(), {800.0: (1.0, 0.0), -800.0: (-1.0, 0.0), INF: (1.0, 0.0)}),
        (lambda a: a.relu(), {0.0: (0.0, 0.0), INF: (INF, 1.0), -INF: (0.0, 0.0)}),
        (lambda a: a.exp(), {-800.0: (0.0, 0.0), -INF: (0.0, 0.0)}),
        (lambda a: a**2, {0.0: (0.0, 0.0), -3.0: (9.0, -6.0)}),
        (lambda a: a**0, {0.0: (1.0, 0.0), NAN: (1.0, 0.0)}),
        (lambda a: a ** np.array([0.0]), {0.0: (1.0, 0.0)}),
        (lambda a: a ** np.array([2.0]), {0.0: (0.0, 0.0), -3.0: (9.0, -6.0)}),
    ],
)
def test_at_the_edges_of_what_a_float_can_hold(result, cases: dict) -> None:
    for x, (expected, derivative) in cases.items():
        a = Tensor([x], requires_grad=True)
        y = result(a)
        y.backward()
        assert (y.item(), a.grad.item()) == (expected, derivative), x


def test_sigmoid_keeps_its_digits_far_to_the_left() -> None:
    assert Tensor(-40.0).sigmoid().item() == pytest.approx(math.exp(-40.0), rel=1e-15)


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (lambda: Tensor([0.0]).log(), -INF),
        (lambda: Tensor([-1.0]).log(), NAN),
        (lambda: Tensor([-1.0]).sqrt(), NAN),
        (lambda: Tensor([1.0]) / 0.0, INF),
        (lambda: Tensor([0.0]) / 0.0, NAN),
        (lambda: Tensor([800.0]).exp(), INF),
        (lambda: Tensor([-8.0]) ** (1 / 3), NAN),
        (lambda: softmax(Tensor([INF, 0.0])), NAN),
    ],
)
def test_what_is_not_defined_becomes_inf_or_nan_and_numpy_says_so(attempt, expected: float) -> None:
    with pytest.warns(RuntimeWarning):
        result = attempt()
    np.testing.assert_equal(result.data.flat[0], expected)


def test_nan_in_one_window_or_row_stays_there() -> None:
    picture = np.zeros((1, 1, 4, 4))
    picture[0, 0, 0, 0] = NAN
    x = Tensor(picture, requires_grad=True)
    pooled = max_pool2d(x, 2)
    assert np.isnan(pooled.data).sum() == 1
    pooled.sum().backward()
    assert x.grad.sum() == 4.0  # the gradient of the NaN is not lost either
    assert np.isnan(softmax(Tensor([[NAN, 0.0], [0.0, 0.0]])).data).tolist() == [[True, True], [False, False]]
    assert math.isnan(cross_entropy(Tensor([[NAN, 0.0], [0.0, 0.0]]), [0, 1]).item())
