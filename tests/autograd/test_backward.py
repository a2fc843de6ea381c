"""The backward pass: order, accumulation, a second call, and graphs that are deep or shared."""

import math
import subprocess
import sys
from itertools import pairwise

import pytest
from tests.patience import patience

from chainrule.autograd import Value, dot, topological_order, zero_grad


def test_the_example_of_micrograds_readme() -> None:
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert [round(x, 4) for x in (g.data, a.grad, b.grad)] == [24.7041, 138.8338, 645.5773]


def test_a_value_used_twice_receives_both_gradients() -> None:
    a = Value(3.0)
    (a * a + a).backward()
    assert a.grad == 7.0


def test_a_shared_subgraph_receives_all_before_it_passes_on() -> None:
    x = Value(2.0)
    shared = x * x
    (shared * shared + 3 * shared).backward()  # x**4 + 3 x**2
    assert x.grad == 4 * 2.0**3 + 6 * 2.0


def test_the_upstream_gradient_scales_every_gradient() -> None:
    a, b = Value(2.0), Value(5.0)
    product = a * b
    product.backward(-0.5)
    assert (product.grad, a.grad, b.grad) == (-0.5, -2.5, -1.0)


def test_a_second_call_adds_to_the_leaves_and_renews_the_inner_nodes() -> None:
    a = Value(3.0)
    inner = a * a
    root = 2 * inner
    root.backward()
    root.backward(10.0)
    assert (root.grad, inner.grad, a.grad) == (10.0, 20.0, 12.0 + 120.0)


def test_zero_grad_lets_leaves_start_afresh() -> None:
    a, b = Value(3.0), Value(4.0)
    root = a * b
    root.backward()
    zero_grad([a, b])
    assert (a.grad, b.grad) == (0.0, 0.0)
    root.backward()
    assert (a.grad, b.grad) == (4.0, 3.0)


def test_two_roots_that_share_a_subgraph_add_up_in_the_leaves() -> None:
    x = Value(2.0)
    shared = x * x
    first, second = 3 * shared, shared * shared
    first.backward()
    assert (x.grad, shared.grad) == (12.0, 3.0)
    second.backward()
    assert (x.grad, shared.grad) == (12.0 + 32.0, 8.0)
    assert first.grad == 1.0  # not part of the second graph, and so left alone


def test_a_root_may_be_an_inner_node_of_a_larger_graph() -> None:
    x = Value(2.0)
    inner = x * x
    root = inner * 5
    root.backward()
    zero_grad([x])
    inner.backward()
    assert (x.grad, inner.grad, root.grad) == (4.0, 1.0, 1.0)


def test_a_leaf_is_its_own_graph() -> None:
    leaf = Value(2.0)
    leaf.backward()
    leaf.backward(0.5)
    assert leaf.grad == 1.5


def test_the_gradients_belong_to_the_numbers_of_the_forward_pass() -> None:
    a, b = Value(2.0), Value(3.0)
    product = a * b
    a.data = 100.0
    product.backward()
    assert b.grad == 2.0


def test_every_node_comes_once_and_after_its_parents() -> None:
    a, b = Value(2.0), Value(3.0)
    c = a * b
    root = (c + a) * c + c
    order = topological_order(root)
    place = {node: at for at, node in enumerate(order)}
    assert len(place) == len(order) == 6
    assert order[-1] is root
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


class CountedParents(tuple):
    """Parents that count how often they are looked through."""

    looks = 0

    def __iter__(self):
        CountedParents.looks += len(self)
        return super().__iter__()


def test_the_order_takes_linear_time_even_where_a_wide_node_is_asked_for_again_and_again() -> None:
    width, length = 300, 300
    wide = dot([Value(1.0) for _ in range(width)], [1.0] * width)
    root = Value(0.0)
    for _ in range(length):
        root = wide + root
    for node in topological_order(root):
        node.parents = CountedParents(node.parents)
    edges = sum(map(len, (node.parents for node in topological_order(root))))
    CountedParents.looks = 0
    topological_order(root)
    assert CountedParents.looks <= 2 * edges


def test_a_chain_of_100_000_nodes() -> None:
    x = Value(1.0)
    links = [x]
    for _ in range(100_000):
        links.append(links[-1] * 1.00001)
    links[-1].backward()
    assert x.grad == pytest.approx(1.00001**100_000)
    assert all(before.grad > after.grad for before, after in pairwise(links))


def test_a_chain_of_100_000_shared_nodes() -> None:
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = (y + y) * 0.5  # 2**100_000 paths
    y.backward()
    assert (y.data, x.grad) == (1.0, 1.0)


@pytest.mark.parametrize("forget", ["del y", "y = None; gc.collect()", "sys.exit()"])
def test_forgetting_a_deep_graph_does_not_crash_the_interpreter(forget: str) -> None:
    program = f"""
import gc, sys
from chainrule.autograd import Value
y = Value(1.0)
for _ in range(100_000):
    y = y.tanh() + y
y.backward()
{forget}
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=patience(60))
    assert (run.returncode, run.stderr) == (0, "")


def test_nan_in_the_middle_reaches_the_leaves_that_it_concerns() -> None:
    a, b, c = Value(math.nan), Value(2.0), Value(3.0)
    (a * b + c).backward()
    assert (a.grad, math.isnan(b.grad), c.grad) == (2.0, True, 1.0)
