"""The backward pass over Tensors: order, accumulation, a second call, graphs that are deep or shared, memory."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest
import torch
from tests.patience import patience

from chainrule.autograd import Tensor, linear, topological_order, zero_grad
from chainrule.autograd.tensor import new_node


def leaf(*numbers: float) -> Tensor:
    return Tensor(numbers, requires_grad=True)


def test_a_tensor_used_twice_receives_both_gradients() -> None:
    a = leaf(3.0, -1.0)
    (a * a + a).backward([1.0, 2.0])
    assert a.grad.tolist() == [7.0, -2.0]


def test_a_shared_subgraph_receives_all_before_it_passes_on() -> None:
    x = leaf(2.0)
    shared = x * x
    (shared * shared + 3 * shared).backward()  # x**4 + 3 x**2
    assert x.grad.tolist() == [4 * 2.0**3 + 6 * 2.0]


def test_gradients_that_are_one_array_do_not_mix() -> None:
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    total = a + b  # both get the very gradient that arrived
    (total + a).backward([1.0, 1.0])
    assert (a.grad.tolist(), b.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    assert not np.shares_memory(a.grad, b.grad)


def test_a_tensor_used_many_times_adds_up_and_changes_no_other() -> None:
    x, y = leaf(1.0), leaf(1.0)
    inner = x * 1.0
    total = inner + y
    for factor in range(1, 6):
        total = total + inner * factor
    total.backward()
    assert (x.grad.item(), y.grad.item()) == (16.0, 1.0)


def test_a_second_call_adds_to_the_leaves_and_inner_nodes_keep_nothing() -> None:
    a = leaf(3.0)
    inner = a * a
    root = 2 * inner
    root.backward()
    first = a.grad
    root.backward([10.0])
    assert (a.grad.item(), first.item(), root.grad, inner.grad) == (12.0 + 120.0, 12.0, None, None)


def test_zero_grad_lets_leaves_start_afresh() -> None:
    a, b = leaf(3.0), leaf(4.0)
    root = a * b
    root.backward()
    zero_grad([a, b])
    assert (a.grad, b.grad) == (None, None)
    root.backward()
    a.zero_grad()
    assert (a.grad, b.grad.item()) == (None, 3.0)


def test_two_roots_that_share_a_subgraph_add_up_in_the_leaves() -> None:
    x = leaf(2.0)
    shared = x * x
    first, second = 3 * shared, shared * shared
    first.backward()
    assert x.grad.item() == 12.0
    second.backward()
    assert x.grad.item() == 12.0 + 32.0


def test_a_leaf_is_its_own_graph() -> None:
    x = leaf(2.0)
    x.backward()
    x.backward([0.5])
    assert x.grad.item() == 1.5


def test_the_gradients_belong_to_the_arrays_of_the_forward_pass() -> None:
    a, b = leaf(2.0), leaf(3.0)
    product, quotient, row = a * b, a / b, linear(a[None], b[None])
    a.data, b.data = np.array([100.0]), np.array([100.0])
    product.backward()
    assert (a.grad.item(), b.grad.item()) == (3.0, 2.0)
    zero_grad([a, b])
    quotient.backward()
    assert (a.grad.item(), b.grad.item()) == pytest.approx((1 / 3, -2 / 9))
    zero_grad([a, b])
    row.backward()
    assert (a.grad.item(), b.grad.item()) == (3.0, 2.0)


def test_an_optimizer_may_change_the_data_in_place_between_steps() -> None:
    w = leaf(1.0, 2.0)
    array = w.data
    for _ in range(3):
        w.zero_grad()
        (w * w).sum().backward()
        w.data -= 0.25 * w.grad
    assert w.data is array
    assert w.data.tolist() == [0.125, 0.25]


def test_a_constant_in_the_graph_gets_no_gradient_and_costs_none() -> None:
    def forbidden(_: np.ndarray) -> np.ndarray:
        raise AssertionError("asked for the gradient of a constant")

    x, constant = leaf(2.0), Tensor([5.0])
    product = new_node(x.data * constant.data, "*", (x, constant), (lambda g: g * 5.0, forbidden))
    product.backward()
    assert (x.grad.item(), constant.grad) == (5.0, None)


def counted(root: Tensor) -> list[int]:
    """A counter that each way back in the graph of `root` adds one to; its second number is how many there are."""
    calls = [0, 0]

    def count(vjp):
        def counting(g):
            calls[0] += 1
            return vjp(g)

        return counting

    for node in topological_order(root):
        calls[1] += len(node.vjps)
        node.vjps = tuple(map(count, node.vjps))
    return calls


def residual_chain(x: Tensor, w: Tensor, depth: int) -> Tensor:
    for _ in range(depth):
        x = x + (x * w).tanh() * 1e-4
    return x


def test_a_residual_chain_10_000_deep_goes_back_once_through_every_edge() -> None:
    x, w = leaf(0.5, -0.5), leaf(0.9, 1.1)
    end = residual_chain(x, w, 10_000)  # 2**10,000 paths
    calls = counted(end)
    end.backward([1.0, -2.0])
    needed = calls[1] - 10_000  # but for those towards the constant 1e-4
    assert calls[0] == needed == 10_000 * (2 + 2 + 1 + 1)

    twin, twin_w = (torch.tensor(t.data, requires_grad=True) for t in (x, w))
    end_twin = twin
    for _ in range(10_000):
        end_twin = end_twin + (end_twin * twin_w).tanh() * 1e-4
    end_twin.backward(torch.tensor([1.0, -2.0], dtype=torch.float64))
    np.testing.assert_allclose(x.grad, twin.grad.numpy(), 1e-9)
    np.testing.assert_allclose(w.grad, twin_w.grad.numpy(), 1e-9)


@pytest.mark.parametrize("forget", ["del y", "y = None; gc.collect()", "sys.exit()"])
def test_forgetting_a_deep_graph_does_not_crash_the_interpreter(forget: str) -> None:
    program = f"""
import gc, sys
from chainrule.autograd import Tensor
y = Tensor([1.0], requires_grad=True)
for _ in range(50_000):
    y = y.tanh() + y
y.backward()
{forget}
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=patience(60))
    assert (run.returncode, run.stderr) == (0, "")


class Watched(np.ndarray):
    """An array that can be watched while it goes."""


def test_the_gradients_of_inner_nodes_are_let_go_on_the_way() -> None:
    alive: list[weakref.ref] = []
    most = 0

    def vjp(g: np.ndarray) -> np.ndarray:
        nonlocal most
        share = (g * 1.0).view(Watched)
        alive.append(weakref.ref(share))
        most = max(most, sum(one() is not None for one in alive))
        return share

    node = leaf(1.0)
    for _ in range(100):
        node = new_node(node.data, "copy", (node,), (vjp,))
    node.backward()
    assert most <= 3


def test_a_graph_goes_with_its_last_name_without_the_garbage_collector() -> None:
    gc.disable()
    try:
        x = leaf(1.0, 2.0)
        y = (x * x).relu()
        there = weakref.ref(y.data)
        loss = y.sum()
        loss.backward()
        del y, loss
        assert there() is None
    finally:
        gc.enable()
