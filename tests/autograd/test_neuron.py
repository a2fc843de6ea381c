"""The parts of a neuron beyond the table of operations: far inputs, NaN, float32, and what they refuse."""

import math

import numpy as np
import pytest

from chainrule.autograd import Tensor, leaky_relu, silu, softplus, squared_distance, weighted_sum

ACTIVATIONS = (leaky_relu, softplus, silu)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_is_one_node_and_neither_overflows_nor_hides_nan(activation) -> None:  # type: ignore[no-untyped-def]
    z = Tensor([-1000.0, 1000.0, math.nan], requires_grad=True)
    y = activation(z)
    assert y.parents == (z,)
    y.sum().backward()
    assert y.data[1] == pytest.approx(1000.0)
    assert y.data[0] == pytest.approx(-10.0 if activation is leaky_relu else 0.0)
    assert math.isnan(y.data[2])
    assert np.isfinite(z.grad[:2]).all()
    assert z.grad[1] == pytest.approx(1.0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_keeps_float32(activation) -> None:  # type: ignore[no-untyped-def]
    z = Tensor(np.array([-0.5, 0.5], dtype=np.float32), requires_grad=True)
    y = activation(z)
    y.backward(np.ones(2, dtype=np.float32))
    assert (y.dtype, z.grad.dtype) == (np.float32, np.float32)


def test_leaky_relu_has_the_small_slope_at_zero() -> None:
    z = Tensor([0.0], requires_grad=True)
    leaky_relu(z, 0.1).backward([2.0])
    assert z.grad == pytest.approx([0.2])


def test_sums_and_distances_refuse_shapes_that_do_not_fit() -> None:
    x, one = Tensor(np.ones((4, 3))), Tensor(1.0)
    for w, b in ((np.ones(4), one), (np.ones((3, 1)), one), (np.ones(3), Tensor([1.0]))):
        with pytest.raises(ValueError, match=r"weighted_sum needs x \(\.\.\., N\), w \(N,\) and b \(\)"):
            weighted_sum(x, Tensor(w), b)
    for centre in (np.ones(4), np.ones((3, 1)), np.ones(())):
        with pytest.raises(ValueError, match="squared_distance needs"):
            squared_distance(x, Tensor(centre))
    with pytest.raises(TypeError):
        weighted_sum(np.ones((4, 3)), Tensor(np.ones(3)), one)  # type: ignore[arg-type]
