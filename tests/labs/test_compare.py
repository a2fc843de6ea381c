"""What differs, in words: types and values exactly, numbers within a tolerance, and nothing that takes long to say."""

import numpy as np
import pytest
import torch
from hypothesis import given
from tests.labs.plain import plain

from chainrule.labs.compare import Refused, difference, show

ARRAY = np.arange(4.0)
DIFFERENCES = [
    (1.0, 1.0, None),
    (1, 1.0, None),
    (np.float64(1.0), 1.0, None),
    (1.0 + 1e-9, 1.0, None),
    (1.001, 1.0, "should be 1.0, and it is 1.001"),
    (0.1 + 1e-5, 0.1, "should be 0.1, and it is 0.10001"),
    (float("nan"), float("nan"), None),
    (float("nan"), 1.0, "should be 1.0, and it is nan"),
    (float("inf"), float("inf"), None),
    (10**400, 10**400, None),
    (10**400, 1.0, "should be 1.0, and it is 1000"),
    (True, 1, "should be 1, and it is True"),
    (1, True, "should be True, and it is 1"),
    ("1", 1, "should be 1, and it is a str: '1'"),
    (None, 0.0, "should be 0.0, and it is None"),
    (0.0, None, "should be None, and it is 0.0"),
    ([1.0], (1.0,), "should be a tuple, and it is a list: [1.0]"),
    ((1.0, 2.0), (1.0, 3.0), "should be (1.0, 3.0), and it is (1.0, 2.0)"),
    ([1.0], [1.0, 2.0], "of length 2"),
    ([[1.0]], [[2.0]], "should be [[2.0]], and it is [[1.0]]"),
    ({"a": 1}, {"b": 1}, "should have the keys ['b']"),
    ({"a": 1}, {"a": 2}, "is wrong at 'a': that should be 2, and it is 1"),
    (ARRAY, ARRAY.copy(), None),
    (ARRAY, ARRAY.reshape(2, 2), "should have shape (2, 2), and it has (4,)"),
    (ARRAY, ARRAY.astype("float32"), "should have dtype float32, and it has float64"),
    (ARRAY, ARRAY + 1, "should be 1.0 at [0], and it is 0.0 (4 of 4 elements differ)"),
    (61_100_900, 61_100_840, "should be 61100840, and it is 61100900"),
    (2**62 + 1, 2**62, "should be"),
    (61_100_900.0, 61_100_840.0, None),
    (np.array([2**62 + 1]), np.array([2**62]), "at [0]"),
    (np.float16(1), 10**400, "should be"),
    ({True: 2.0}, {1: 2.0}, "should have the keys [1], and it has [True]"),
    ({(1, True): 2.0}, {(1, 1): 2.0}, "should have the keys"),
    ({1: 2.0, "b": 1}, {"b": 1, 1: 2.0}, None),
    ({Refused("Tensor"): 1}, {"a": 1}, "and it has [<Tensor>]"),
    (torch.tensor([1j, 2j]), torch.tensor([1j, 3j]), "at [1]"),
    (torch.zeros(2, dtype=torch.complex64), torch.full((2,), 1j), "2 of 2 elements"),
    (torch.tensor([1.0], dtype=torch.bfloat16), torch.tensor([1.0], dtype=torch.bfloat16), None),
    (torch.tensor([2**62 + 1]), torch.tensor([2**62]), "at [0]"),
    (ARRAY.astype("float16") + 1e-2, ARRAY.astype("float16"), "at [0]"),
    ([0.0, 1.0, 2.0, 3.0], ARRAY, "should be a NumPy array, and it is a list"),
    (3.0, ARRAY, "should be a NumPy array, and it is 3.0"),
]


@pytest.mark.parametrize(("got", "expected", "says"), DIFFERENCES, ids=repr)
def test_a_difference_is_told_with_its_type(got: object, expected: object, says: str | None) -> None:
    found = difference(got, expected, 1e-6)
    assert found is None if says is None else says in (found or "")


LARGE = np.zeros((2,) * 20, "u1")


@pytest.mark.parametrize("value", [LARGE, [LARGE], {"a": LARGE}, torch.from_numpy(LARGE), "x" * 10**6], ids=type)
def test_what_is_large_is_shown_by_its_beginning(value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy prints a million numbers of an array with twenty axes of two, which takes it seconds."""
    monkeypatch.setattr(np, "array2string", None)
    shown = show(value)
    assert len(shown) <= 250
    assert "shape (2, 2" in shown or "1,000,000 characters" in shown


@given(plain(text=300, items=15, leaves=30))
def test_everything_plain_can_be_shown_and_compared(value: object) -> None:
    assert len(show(value)) <= 250
    assert difference(value, value, 1e-6) is None
