"""Broadcasting in every pattern of axes, and unbroadcasting, which undoes it."""

import itertools
import operator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from chainrule.autograd import Tensor, unbroadcast

OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def agree(symbol: str, first: tuple[int, ...], second: tuple[int, ...], seed: int = 0) -> None:
    generator = np.random.default_rng(seed)
    x, y = generator.uniform(0.5, 2.0, first), generator.uniform(0.5, 2.0, second)
    a, b = Tensor(x, requires_grad=True), Tensor(y, requires_grad=True)
    s, t = torch.tensor(x, requires_grad=True), torch.tensor(y, requires_grad=True)
    result, twin = OPERATIONS[symbol](a, b), OPERATIONS[symbol](s, t)
    upstream = generator.normal(size=result.shape)
    result.backward(upstream)
    twin.backward(torch.tensor(upstream))
    np.testing.assert_allclose(result.data, twin.detach().numpy(), 1e-12)
    for ours, theirs in ((a, s), (b, t)):
        assert ours.grad.shape == ours.shape
        np.testing.assert_allclose(ours.grad, theirs.grad.numpy(), 1e-12, 1e-12)


# An axis may be missing (None), stretched from length 1, or there in full, in each of the two operands.
LENGTHS = (2, 3, 4)
STATES = list(itertools.product(("missing", "one", "full"), repeat=len(LENGTHS)))


def shape_of(states: tuple[str, ...]) -> tuple[int, ...] | None:
    there = [state != "missing" for state in states]
    if there != sorted(there):
        return None  # only the first axes can be missing
    return tuple(
        1 if state == "one" else length for state, length in zip(states, LENGTHS, strict=True) if state != "missing"
    )


SHAPES = [shape for shape in map(shape_of, STATES) if shape is not None]


@pytest.mark.parametrize("symbol", OPERATIONS)
def test_every_pattern_of_three_axes(symbol: str) -> None:
    assert len(SHAPES) == 1 + 2 + 4 + 8
    for first, second in itertools.product(SHAPES, repeat=2):
        agree(symbol, first, second)


@settings(max_examples=150, deadline=None)
@given(
    mutually_broadcastable_shapes(num_shapes=2, max_dims=5, min_side=0, max_side=4),
    st.sampled_from(list(OPERATIONS)),
    st.integers(0, 2**32 - 1),
)
def test_any_two_shapes_that_fit_with_axes_of_length_zero_too(shapes, symbol: str, seed: int) -> None:
    agree(symbol, *shapes.input_shapes, seed)


@settings(max_examples=150, deadline=None)
@given(mutually_broadcastable_shapes(num_shapes=1, base_shape=(2, 3, 1, 4), max_dims=4, min_side=1, max_side=4))
def test_unbroadcasting_is_the_transpose_of_broadcasting(shapes) -> None:
    (shape,) = shapes.input_shapes
    generator = np.random.default_rng(len(shape))
    x, g = generator.normal(size=shape), generator.normal(size=shapes.result_shape)
    back = unbroadcast(g, shape)
    assert back.shape == shape
    np.testing.assert_allclose((np.broadcast_to(x, g.shape) * g).sum(), (x * back).sum())


def test_what_was_not_broadcast_comes_back_without_a_copy() -> None:
    g = np.ones((2, 3))
    assert unbroadcast(g, (2, 3)) is g
