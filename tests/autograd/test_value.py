"""What a Value holds, what each operation computes, and what is refused in which words."""

import math
import operator
from decimal import Decimal

import numpy as np
import pytest
import torch

from chainrule.autograd import Value

NAN, INF = math.nan, math.inf

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
UNARY = {
    "neg": (operator.neg, operator.neg),
    "exp": (Value.exp, torch.exp),
    "log": (Value.log, torch.log),
    "tanh": (Value.tanh, torch.tanh),
    "sigmoid": (Value.sigmoid, torch.sigmoid),
    "relu": (Value.relu, torch.relu),
    "**3": (lambda a: a**3, lambda a: a**3),
    "**-2": (lambda a: a**-2, lambda a: a**-2),
    "**0.5": (lambda a: a**0.5, lambda a: a**0.5),
    "**0": (lambda a: a**0, lambda a: a**0),
}


def tensor(x: float) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("symbol", BINARY)
@pytest.mark.parametrize(("x", "y"), [(2.5, -1.5), (0.3, 4.0), (7.0, 1.0), (1.0, 0.5)])
def test_an_operation_of_two_values_agrees_with_pytorch(symbol: str, x: float, y: float) -> None:
    a, b = Value(x), Value(y)
    result = BINARY[symbol](a, b)
    assert (result.operation, result.parents) == (symbol, (a, b))
    result.backward(-1.3)
    s, t = tensor(x), tensor(y)
    twin = BINARY[symbol](s, t)
    twin.backward(torch.tensor(-1.3, dtype=torch.float64))
    assert [result.data, a.grad, b.grad] == pytest.approx([twin.item(), s.grad.item(), t.grad.item()], rel=1e-14)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("x", [0.2, 1.0, 3.5])
def test_an_operation_of_one_value_agrees_with_pytorch(name: str, x: float) -> None:
    ours, theirs = UNARY[name]
    a, s = Value(x), tensor(x)
    result, twin = ours(a), theirs(s)
    assert (result.operation, result.parents) == (name, (a,))
    result.backward(0.7)
    twin.backward(torch.tensor(0.7, dtype=torch.float64))
    assert [result.data, a.grad] == pytest.approx([twin.item(), s.grad.item()], rel=1e-13)


@pytest.mark.parametrize("symbol", BINARY)
@pytest.mark.parametrize("number", [3, 0.5, True, np.float64(1.5), np.float32(0.5), np.int64(2), np.bool_(True)])
def test_a_number_may_stand_on_either_side(symbol: str, number: float) -> None:
    operation, value = BINARY[symbol], Value(2.0)
    right, left = operation(value, number), operation(number, value)
    assert isinstance(right, Value)
    assert isinstance(left, Value)
    assert right.data == operation(2.0, float(number))
    assert left.data == operation(float(number), 2.0)
    assert left.parents[-1] is value


@pytest.mark.parametrize(
    "number", [2, 2.0, True, np.float64(2), np.float32(2), np.int8(2), np.uint64(2), np.bool_(False)]
)
def test_data_is_kept_as_a_float(number: float) -> None:
    value = Value(number)
    assert type(value.data) is float
    assert value.data == number
    assert (value.grad, value.label, value.operation, value.parents, value.local_derivatives) == (0.0, "", "", (), ())


def test_a_value_has_no_room_for_misspelt_attributes() -> None:
    with pytest.raises(AttributeError):
        Value(1.0).gradient = 2.0


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("3.5", ["not str", "convert the text"]),
        (b"3", ["not bytes", "convert the text"]),
        (None, ["not NoneType", "return"]),
        (1j, ["not complex", "real part"]),
        (np.complex64(1j), ["not complex64", "real part"]),
        ([1.0], ["not list", "one Value for each number"]),
        ({"x": 1.0}, ["not dict", "one Value for each number"]),
        (np.array([1.0, 2.0]), ["not ndarray", "x.item()"]),
        (np.array(1.0), ["not ndarray", "x.item()"]),
        (torch.tensor(1.0), ["not Tensor", "x.item()"]),
        (Decimal(1), ["not Decimal", "float(x)"]),
        (object(), ["not object", "float(x)"]),
    ],
    ids=lambda case: type(case).__name__,
)
def test_what_is_not_one_real_number_is_refused_by_its_type(thing: object, words: list[str]) -> None:
    attempts = [
        lambda: Value(thing),
        lambda: Value(1.0).backward(thing),
        *(lambda operation=operation: operation(Value(2.0), thing) for operation in BINARY.values()),
        *(lambda operation=operation: operation(thing, Value(2.0)) for operation in BINARY.values()),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError) as caught:
            attempt()
        for word in words:
            assert word in str(caught.value)


def test_a_value_cannot_be_made_of_a_value() -> None:
    with pytest.raises(TypeError, match="not Value: it is one already"):
        Value(Value(1.0))


def test_the_math_module_does_not_take_a_value_and_lose_its_graph() -> None:
    with pytest.raises(TypeError):
        math.exp(Value(1.0))


@pytest.mark.parametrize(
    ("attempt", "error", "words"),
    [
        (lambda: Value(0.0).log(), ValueError, "log(0.0)"),
        (lambda: Value(-2.5).log(), ValueError, "log(-2.5)"),
        (lambda: Value(3.0) / 0, ZeroDivisionError, "3.0 / 0.0"),
        (lambda: 3 / Value(0.0), ZeroDivisionError, "3.0 / 0.0"),
        (lambda: Value(0.0) ** -1, ZeroDivisionError, "0.0 ** -1.0"),
        (lambda: Value(-8.0) ** (1 / 3), ValueError, "(-8.0) ** 0.33"),
        (lambda: Value(-2.0) ** Value(3.0), ValueError, "(-2.0) ** Value(3.0)"),
        (lambda: Value(0.0) ** Value(2.0), ValueError, "(0.0) ** Value(2.0)"),
        (lambda: (-2) ** Value(3.0), ValueError, "greater than zero"),
    ],
)
def test_what_is_not_defined_is_refused_by_its_numbers(attempt, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        attempt()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("result", "cases"),
    [
        (lambda a: a.exp(), {800.0: (INF, INF), -800.0: (0.0, 0.0), INF: (INF, INF), -INF: (0.0, 0.0)}),
        (lambda a: a.tanh(), {800.0: (1.0, 0.0), -800.0: (-1.0, 0.0), INF: (1.0, 0.0)}),
        (lambda a: a.sigmoid(), {800.0: (1.0, 0.0), -800.0: (0.0, 0.0), INF: (1.0, 0.0), -INF: (0.0, 0.0)}),
        (lambda a: a.relu(), {0.0: (0.0, 0.0), INF: (INF, 1.0), -INF: (0.0, 0.0)}),
        (lambda a: a**3, {1e200: (INF, INF), -1e200: (-INF, INF)}),
        (lambda a: a**0.5, {0.0: (0.0, INF)}),
        (lambda a: a**2, {0.0: (0.0, 0.0), -3.0: (9.0, -6.0)}),
        (lambda a: a**1, {0.0: (0.0, 1.0)}),
        (lambda a: a**0, {0.0: (1.0, 0.0)}),
        (lambda a: a**-1, {-4.0: (-0.25, -0.0625)}),
    ],
)
def test_at_the_edges_of_what_a_float_can_hold(result, cases: dict) -> None:
    for x, (expected, derivative) in cases.items():
        a = Value(x)
        y = result(a)
        y.backward()
        assert (y.data, a.grad) == (expected, derivative), x


def test_sigmoid_keeps_its_digits_far_to_the_left() -> None:
    assert Value(-40.0).sigmoid().data == pytest.approx(math.exp(-40.0), rel=1e-15)


@pytest.mark.parametrize("name", [*BINARY, *UNARY])
def test_nan_goes_in_and_comes_out(name: str) -> None:
    if name == "**0":
        assert (Value(NAN) ** 0).data == 1.0  # as in Python, C and PyTorch: anything to the power of zero
        return
    result = BINARY[name](Value(NAN), Value(2.0)) if name in BINARY else UNARY[name][0](Value(NAN))
    assert math.isnan(result.data)
    result.backward()


def test_a_value_is_written_by_a_format() -> None:
    assert f"{Value(1.23456):.3f} {Value(2.0)}" == "1.235 Value(2.0, grad=0.0)"


def test_repr_shows_what_a_value_is() -> None:
    a = Value(2, label="a")
    b = a * -3
    assert repr(a) == "Value(2.0, grad=0.0, label='a')"
    assert repr(b) == "Value(-6.0, grad=0.0, operation='*')"
    b.label = "b"
    assert repr(b) == "Value(-6.0, grad=0.0, operation='*', label='b')"
    assert repr(Value(NAN)) == "Value(nan, grad=0.0)"
