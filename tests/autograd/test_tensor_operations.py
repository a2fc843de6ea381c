"""Every operation of the table by finite differences and against PyTorch: values, gradients, dtypes, layouts, NaN."""

import warnings
import zlib

import numpy as np
import pytest
import torch
from tests.autograd.tensor_cases import CASES, NAMES, Case

from chainrule.autograd import Tensor, gradcheck_tensors

every_operation = pytest.mark.parametrize("case", CASES, ids=NAMES)


def generator(case: Case) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(case.name.encode()))


def agree(case: Case, inputs: list[np.ndarray], rtol: float, atol: float) -> Tensor:
    """The operation and its twin on the same inputs and upstream gradient; returns the output."""
    leaves = [Tensor(x, requires_grad=True) for x in inputs]
    twins = [torch.tensor(x.copy(), requires_grad=True) for x in inputs]
    output, twin = case.ours(*leaves), case.twin(*twins)
    assert output.shape == tuple(twin.shape)
    assert output.dtype == inputs[0].dtype
    np.testing.assert_allclose(output.data, twin.detach().numpy(), rtol, atol)
    upstream = generator(case).normal(size=output.shape).astype(output.dtype)
    output.backward(upstream)
    twin.backward(torch.tensor(upstream))
    for number, (leaf, other) in enumerate(zip(leaves, twins, strict=True)):
        assert leaf.grad.dtype == inputs[number].dtype
        assert leaf.grad.shape == inputs[number].shape
        np.testing.assert_allclose(leaf.grad, other.grad.numpy(), rtol, atol, err_msg=f"input {number}")
    return output


@every_operation
def test_it_agrees_with_finite_differences(case: Case) -> None:
    chance = generator(case)
    assert gradcheck_tensors(case.ours, case.inputs(chance), generator=chance)


@every_operation
def test_it_agrees_with_pytorch_in_float64(case: Case) -> None:
    agree(case, case.inputs(generator(case)), rtol=1e-10, atol=1e-12)


@every_operation
def test_it_agrees_with_pytorch_in_float32_and_stays_there(case: Case) -> None:
    agree(case, [x.astype(np.float32) for x in case.inputs(generator(case))], rtol=2e-4, atol=2e-5)


@every_operation
def test_its_gradients_change_as_those_of_pytorch_do(case: Case) -> None:
    """Second differences: the gradients a small step before and behind, beside PyTorch's gradient of the gradient."""
    chance, step = generator(case), 1e-5
    inputs = case.inputs(chance)
    directions = [chance.normal(size=x.shape) for x in inputs]
    twins = [torch.tensor(x, requires_grad=True) for x in inputs]
    output = case.twin(*twins)
    upstream = torch.tensor(chance.normal(size=tuple(output.shape)), requires_grad=True)  # all is differentiable
    slopes = torch.autograd.grad(output, twins, upstream, create_graph=True)
    along = sum((slope * torch.tensor(v)).sum() for slope, v in zip(slopes, directions, strict=True))
    second = torch.autograd.grad(along, twins, allow_unused=True, materialize_grads=True)

    def gradients(sign: float) -> list[np.ndarray]:
        leaves = [Tensor(x + sign * step * v, requires_grad=True) for x, v in zip(inputs, directions, strict=True)]
        case.ours(*leaves).backward(upstream.detach().numpy())
        return [leaf.grad for leaf in leaves]

    for ahead, behind, expected in zip(gradients(1.0), gradients(-1.0), second, strict=True):
        np.testing.assert_allclose((ahead - behind) / (2 * step), expected.numpy(force=True), rtol=1e-5, atol=1e-5)


def strided(x: np.ndarray) -> np.ndarray:
    """The same numbers, laid out backward, with gaps and the axes the other way round."""
    gaps = np.zeros(tuple(2 * length for length in x.shape)).T
    view = gaps[tuple(slice(None, None, -2) for _ in x.shape)].T if x.ndim else gaps
    view[...] = x
    return view


@every_operation
def test_inputs_and_upstream_gradients_may_lie_anyhow_in_memory(case: Case) -> None:
    inputs = [strided(x) for x in case.inputs(generator(case))]
    output = agree(case, inputs, rtol=1e-10, atol=1e-12)
    leaves, others = ([Tensor(x, requires_grad=True) for x in inputs] for _ in range(2))
    upstream = generator(case).normal(size=output.shape)
    case.ours(*leaves).backward(strided(upstream))
    case.ours(*others).backward(upstream)
    for leaf, other in zip(leaves, others, strict=True):
        np.testing.assert_allclose(leaf.grad, other.grad, 1e-12, 1e-14)


@every_operation
def test_neither_inputs_nor_upstream_gradient_are_changed(case: Case) -> None:
    inputs = case.inputs(generator(case))
    before = [x.copy() for x in inputs]
    leaves = [Tensor(x, requires_grad=True) for x in inputs]
    output = case.ours(*leaves)
    value, upstream = output.data.copy(), np.full(output.shape, 2.0)
    output.backward(upstream)
    for leaf in leaves:
        leaf.grad *= 0.0  # it belongs to the leaf alone
    np.testing.assert_array_equal(upstream, 2.0)
    np.testing.assert_array_equal(output.data, value)
    for x, kept in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(x, kept)


@every_operation
def test_a_second_call_adds_the_same_to_the_leaves(case: Case) -> None:
    leaves = [Tensor(x, requires_grad=True) for x in case.inputs(generator(case))]
    output = case.ours(*leaves)
    upstream = generator(case).normal(size=output.shape)
    output.backward(upstream)
    once = [leaf.grad.copy() for leaf in leaves]
    output.backward(upstream)
    for leaf, grad in zip(leaves, once, strict=True):
        np.testing.assert_allclose(leaf.grad, 2 * grad)


@every_operation
def test_only_what_requires_a_gradient_gets_one(case: Case) -> None:
    inputs = case.inputs(generator(case))
    for number in range(len(inputs)):
        leaves = [Tensor(x, requires_grad=at == number) for at, x in enumerate(inputs)]
        output = case.ours(*leaves)
        output.backward(np.ones(output.shape))
        assert [leaf.grad is not None for leaf in leaves] == [leaf.requires_grad for leaf in leaves]
    assert not case.ours(*map(Tensor, inputs)).requires_grad


@every_operation
def test_nan_goes_in_and_comes_out(case: Case) -> None:
    for number in range(len(case.shapes)):
        inputs = case.inputs(generator(case))
        inputs[number][...] = np.nan
        leaves = [Tensor(x, requires_grad=True) for x in inputs]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            output = case.ours(*leaves)
            output.backward(np.ones(output.shape))
        assert np.isnan(output.data).any()


@every_operation
def test_nan_from_above_reaches_the_leaves(case: Case) -> None:
    leaves = [Tensor(x, requires_grad=True) for x in case.inputs(generator(case))]
    output = case.ours(*leaves)
    output.backward(np.full(output.shape, np.nan))
    assert all(np.isnan(leaf.grad).any() for leaf in leaves)
