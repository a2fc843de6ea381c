"""Thousands of random graphs with shared parts, against PyTorch in float64 and against finite differences."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.autograd import Value, dot, gradcheck


@dataclass(frozen=True)
class Step:
    """One more node: an operation on earlier nodes, which are counted back from the newest."""

    operation: str
    first: int
    second: int
    number: float


def moderate(*numbers: float) -> bool:
    return all(math.isfinite(x) and abs(x) < 50 for x in numbers)


# name: (allowed where, of two values and a number; the operation, on Values and tensors alike)
OPERATIONS: dict[str, tuple[Callable[[float, float, float], bool], Callable[[Any, Any, float], Any]]] = {
    "a + b": (lambda a, b, n: True, lambda a, b, n: a + b),
    "a - b": (lambda a, b, n: True, lambda a, b, n: a - b),
    "a * b": (lambda a, b, n: True, lambda a, b, n: a * b),
    "a / b": (lambda a, b, n: abs(b) > 0.1, lambda a, b, n: a / b),
    "a ** b": (lambda a, b, n: a > 0.1 and abs(b) < 4, lambda a, b, n: a**b),
    "a + n": (lambda a, b, n: True, lambda a, b, n: a + n),
    "n - a": (lambda a, b, n: True, lambda a, b, n: n - a),
    "n * a": (lambda a, b, n: True, lambda a, b, n: n * a),
    "n / a": (lambda a, b, n: abs(a) > 0.1, lambda a, b, n: n / a),
    "n ** a": (lambda a, b, n: n > 0.1, lambda a, b, n: n**a),
    "a ** n": (lambda a, b, n: a > 0.1, lambda a, b, n: a**n),
    "a ** 2": (lambda a, b, n: True, lambda a, b, n: a**2),
    "a ** 3": (lambda a, b, n: True, lambda a, b, n: a**3),
    "-a": (lambda a, b, n: True, lambda a, b, n: -a),
    "exp": (lambda a, b, n: a < 4, lambda a, b, n: a.exp()),
    "log": (lambda a, b, n: a > 0.1, lambda a, b, n: a.log()),
    "tanh": (lambda a, b, n: True, lambda a, b, n: a.tanh()),
    "sigmoid": (lambda a, b, n: True, lambda a, b, n: a.sigmoid()),
    "relu": (lambda a, b, n: abs(a) > 1e-3, lambda a, b, n: a.relu()),
    "dot": (
        lambda a, b, n: True,
        lambda a, b, n: dot([a, n], [b, b], a) if isinstance(a, Value) else a * b + n * b + a,
    ),
}

numbers = st.floats(-3, 3, allow_nan=False)
leaves = st.lists(numbers, min_size=1, max_size=4)


def decode(code: int) -> Step:
    """A step out of one integer, because drawing each of its parts would take ten times as long."""
    code, operation = divmod(code, len(OPERATIONS))
    code, first = divmod(code, 6)
    code, second = divmod(code, 10)
    return Step(list(OPERATIONS)[operation], first, second, number=code % 6001 / 1000 - 3)


steps = st.integers(0, len(OPERATIONS) * 6 * 10 * 6001 - 1).map(decode)


def take(step: Step, nodes: list[Any]) -> Any:
    a, b = nodes[-1 - step.first % len(nodes)], nodes[-1 - step.second % len(nodes)]
    return OPERATIONS[step.operation][1](a, b, step.number)


def possible(start: list[float], plan: list[Step], *, smooth: bool = False) -> list[Step]:
    """The plan, with tanh in place of every step that is not defined, or not moderate, where it would be taken."""
    nodes, steps_taken = [Value(x) for x in start], []
    for step in plan:
        a, b = nodes[-1 - step.first % len(nodes)], nodes[-1 - step.second % len(nodes)]
        fits = OPERATIONS[step.operation][0](a.data, b.data, step.number) and not (smooth and step.operation == "relu")
        node = take(step, nodes) if fits else None
        if node is None or not moderate(node.data, *node.local_derivatives):
            step = replace(step, operation="tanh")
        steps_taken.append(step)
        nodes.append(take(step, nodes))
    return steps_taken


def compute(inputs: list[Any], plan: list[Step]) -> list[Any]:
    """All nodes of the graph; the last is the mean of those that nothing else used."""
    nodes = list(inputs)
    used = set()
    for step in plan:
        used |= {len(nodes) - 1 - step.first % len(nodes), len(nodes) - 1 - step.second % len(nodes)}
        nodes.append(take(step, nodes))
    ends = [node for index, node in enumerate(nodes) if index not in used]
    return [*nodes, sum(ends) * (1 / len(ends))]


graphs = given(leaves, st.lists(steps, min_size=10, max_size=40), st.floats(-3, 3).filter(lambda x: abs(x) > 0.1))


@settings(max_examples=300, deadline=None)
@graphs
def test_values_and_gradients_agree_with_pytorch(start: list[float], plan: list[Step], upstream: float) -> None:
    agrees_with_pytorch(start, plan, upstream)


@pytest.mark.slow
@settings(max_examples=2500, deadline=None)
@graphs
def test_values_and_gradients_agree_with_pytorch_on_many(start: list[float], plan: list[Step], upstream: float) -> None:
    agrees_with_pytorch(start, plan, upstream)


def agrees_with_pytorch(start: list[float], plan: list[Step], upstream: float) -> None:
    plan = possible(start, plan)
    values = compute([Value(x) for x in start], plan)
    tensors = compute([torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in start], plan)
    for tensor in tensors:
        tensor.retain_grad()
    values[-1].backward(upstream)
    tensors[-1].backward(torch.tensor(upstream, dtype=torch.float64))

    expected = [tensor.grad.item() if tensor.grad is not None else 0.0 for tensor in tensors]
    largest = max(
        map(abs, expected)
    )  # on long paths rounding grows with the largest gradient, also where others cancel
    for value, tensor, gradient in zip(values, tensors, expected, strict=True):
        assert math.isclose(value.data, tensor.item(), rel_tol=1e-7, abs_tol=1e-9)
        assert abs(value.grad - gradient) <= 1e-7 * max(1.0, largest)


@settings(max_examples=400, deadline=None)
@given(leaves, st.lists(steps, min_size=1, max_size=8))
def test_gradients_agree_with_finite_differences(start: list[float], plan: list[Step]) -> None:
    plan = possible(start, plan, smooth=True)

    def function(*values: Value) -> Value:
        return compute(list(values), plan)[-1]

    assert gradcheck(function, start, upstream=-2.3, rtol=1e-4, atol=1e-4)
