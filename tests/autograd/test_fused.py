"""The fused dot product is the plain one, in one node."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.autograd import Value, dot, topological_order

number = st.floats(-10, 10, allow_nan=False)


@settings(deadline=None)
@given(st.lists(st.tuples(number, number), max_size=20), st.none() | number, number)
def test_it_agrees_with_products_and_sums(
    pairs: list[tuple[float, float]], bias: float | None, upstream: float
) -> None:
    def leaves() -> tuple[list[Value], list[Value], Value | None]:
        weights, inputs = [Value(w) for w, _ in pairs], [Value(x) for _, x in pairs]
        return weights, inputs, None if bias is None else Value(bias)

    def gradients(weights: list[Value], inputs: list[Value], bias: Value | None) -> list[float]:
        return [leaf.grad for leaf in [*weights, *inputs, *([bias] if bias else [])]]

    ours, plain = leaves(), leaves()
    fused = dot(*ours)
    steps = Value(0.0) if plain[2] is None else plain[2] + 0
    for weight, value in zip(plain[0], plain[1], strict=True):
        steps = steps + weight * value
    fused.backward(upstream)
    steps.backward(upstream)
    assert fused.data == pytest.approx(steps.data, rel=1e-12, abs=1e-12)
    assert gradients(*ours) == pytest.approx(gradients(*plain), rel=1e-12, abs=1e-12)


def test_the_sum_is_one_node() -> None:
    weights, inputs, bias = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)], Value(5.0)
    total = dot(weights, inputs, bias)
    assert total.operation == "dot"
    assert total.parents == (*weights, *inputs, bias)
    assert len(topological_order(total)) == 6


def test_values_and_plain_numbers_mix() -> None:
    w = Value(2.0)
    total = dot([w, 3], [10, Value(4.0)], 1)
    total.backward()
    assert (total.data, w.grad, total.parents[3].grad) == (33.0, 10.0, 3.0)


def test_a_value_that_is_both_weight_and_input_receives_both_gradients() -> None:
    w = Value(3.0)
    dot([w, w], [w, 1.0], w).backward()  # w**2 + w + w
    assert w.grad == 8.0


def test_weights_and_inputs_must_pair_up() -> None:
    with pytest.raises(ValueError, match="2 weights, 1 inputs"):
        dot([Value(1.0), Value(2.0)], [1.0])


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(TypeError, match="not str"):
        dot([Value(1.0)], ["1"])
