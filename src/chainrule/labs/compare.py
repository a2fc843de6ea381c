"""Is what came back what it should be? The difference in words, types included."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any


@dataclass(frozen=True)
class Refused:
    """An object that is no plain data: its type, and the plain type that it derives from, if any."""

    type: str
    subclass_of: str = ""


def matches(got: Any, expected: Any, tolerance: float) -> bool:
    """Whether there is no difference."""
    return difference(got, expected, tolerance) is None


def difference(got: Any, expected: Any, tolerance: float) -> str | None:
    """What is wrong with `got`, as the end of a sentence that begins with its name; None where nothing is.

    A number may be an int, a float or a NumPy number; a bool is none. Everything else must have the exact type.

    >>> difference(1.0, 4.0, 1e-6)
    'should be 4.0, and it is 1.0'
    >>> difference((1.0,), [1.0], 1e-6)
    'should be a list, and it is a tuple: (1.0,)'
    """
    if is_number(expected) and is_number(got):
        return (
            None
            if close(got, expected, tolerance)
            else f"should be {show(expected, got)}, and it is {show(got, expected)}"
        )
    if type(got) is not type(expected):
        if is_number(expected) or expected is None or isinstance(expected, (bool, str)):
            return f"should be {show(expected)}, and it is {describe(got)}"
        return f"should be {a_kind(expected)}, and it is {describe(got)}"
    if isinstance(expected, complex):
        same = close(got.real, expected.real, tolerance) and close(got.imag, expected.imag, tolerance)
        return None if same else f"should be {show(expected)}, and it is {show(got)}"
    if isinstance(expected, (list, tuple)):
        return sequence_difference(got, expected, tolerance)
    if isinstance(expected, dict):
        if {exact(key) for key in got} != {exact(key) for key in expected}:
            return f"should have the keys {show(list(expected))}, and it has {show(list(got))}"
        inside = [(key, difference(got[key], expected[key], tolerance)) for key in expected]
        return next((f"is wrong at {key!r}: that {problem}" for key, problem in inside if problem), None)
    if hasattr(expected, "shape"):
        return array_difference(got, expected, tolerance)
    return None if got == expected else f"should be {show(expected)}, and it is {show(got)}"


def exact(key: Any) -> Any:
    """A key of a dict as one that differs where its type does: True is no 1."""
    if type(key) is tuple:
        return tuple(map(exact, key))
    return ("bool", key) if type(key) is bool else key


def sequence_difference(got: Any, expected: Any, tolerance: float) -> str | None:
    if len(got) != len(expected):
        return f"should be {show(expected)}, of length {len(expected)}, and it is {show(got)}, of length {len(got)}"
    if any(difference(g, e, tolerance) for g, e in zip(got, expected, strict=True)):
        return f"should be {show(expected)}, and it is {show(got)}"
    return None


def array_difference(got: Any, expected: Any, tolerance: float) -> str | None:
    """Shape first, then type, then the first element that differs (arrays and tensors alike)."""
    import numpy as np

    if tuple(got.shape) != tuple(expected.shape):
        return f"should have shape {tuple(expected.shape)}, and it has {tuple(got.shape)}"
    if got.dtype != expected.dtype:
        return f"should have dtype {expected.dtype}, and it has {got.dtype}"
    g, e = (numbers(x) for x in (got, expected))
    if g.dtype.kind in "biu":
        wrong = np.argwhere(g != e)
    else:
        wrong = np.argwhere(~np.isclose(g, e, rtol=tolerance, atol=tolerance, equal_nan=True))
    if not len(wrong):
        return None
    index = tuple(int(i) for i in wrong[0])
    where = f" at {list(index)}" if index else ""
    many = f" ({len(wrong):,} of {g.size:,} elements differ)" if len(wrong) > 1 else ""
    return f"should be {show(e[index].item(), g[index].item())}{where}, and it is {show(g[index].item())}{many}"


def numbers(array: Any) -> Any:
    """An array or a tensor as a NumPy array in which `tolerance` is not lost in rounding; whole numbers as they are."""
    import numpy as np

    if hasattr(array, "detach"):
        array = array.detach()
        array = (array.double() if array.is_floating_point() else array).numpy()
    return array if array.dtype.kind in "biu" else array.astype(np.result_type(array, np.float64))


def is_number(value: Any) -> bool:
    """An int or a float, Python's or NumPy's."""
    numpy = sys.modules.get("numpy")
    return type(value) in (int, float) or (numpy is not None and isinstance(value, (numpy.integer, numpy.floating)))


def close(got: Any, expected: Any, tolerance: float) -> bool:
    """Equal up to a relative `tolerance`, or an absolute one around zero; NaN equals NaN. Integers must be equal."""
    g, e = (value.item() if hasattr(value, "item") else value for value in (got, expected))
    if type(g) is int and type(e) is int:
        return g == e
    try:
        g, e = float(g), float(e)
    except OverflowError:  # an integer beyond all floats
        return False
    return math.isclose(g, e, rel_tol=tolerance, abs_tol=tolerance) or (math.isnan(g) and math.isnan(e))


SHOWN = 12  # items of a list, dict or array


def show(value: Any, beside: Any = None) -> str:
    """A value in few characters. A number is rounded unless it then looks the same as the one `beside` it."""
    if is_number(value):
        text = repr(value.item() if hasattr(value, "item") else value)
        if len(text) <= 9:
            return text
        short = f"{float(value):.6g}" if abs(value) < 1e300 else text[:20]
        short += ".0" if short.lstrip("-").isdecimal() and "." in text else ""
        return text if beside is not None and show(beside) == short else short
    if isinstance(value, Refused):
        return f"<{value.type}>"
    if type(value) in (list, tuple):
        inside = listed(map(show, value[:SHOWN]), len(value))
        text = f"[{inside}]" if type(value) is list else f"({inside}{',' if len(value) == 1 else ''})"
    elif type(value) is dict:
        pairs = (f"{show(key)}: {show(item)}" for key, item in islice(value.items(), SHOWN))
        text = f"{{{listed(pairs, len(value))}}}"
    elif hasattr(value, "shape"):
        text = show_array(value)
    elif type(value) is str:
        return repr(value) if len(value) <= 180 else f"{value[:160]!r}... ({len(value):,} characters)"
    else:
        text = repr(value)
    return text if len(text) <= 200 else f"{text[:160]}... ({len(text):,} characters)"


def listed(items: Iterable[str], of: int) -> str:
    """The first items, and a sign of more where there are more."""
    return ", ".join([*items, *(["..."] if of > SHOWN else [])])


def show_array(array: Any) -> str:
    """An array or a tensor: as it prints itself where it is small, else its first numbers, its shape and its type.

    NumPy prints every number of axes that are short, however many there are.
    """
    size = math.prod(array.shape)
    if size <= SHOWN and len(array.shape) <= 3:
        return repr(array)
    first = listed((show(number.item()) for number in array.reshape(-1)[:SHOWN]), size)
    return f"{first} in an array of shape {tuple(array.shape)} and dtype {array.dtype}"


def describe(value: Any) -> str:
    """A value with the kind of thing it is."""
    if isinstance(value, Refused):
        return f"{article(value.type)}" + (f", a subclass of {value.subclass_of}" if value.subclass_of else "")
    if value is None or isinstance(value, bool) or is_number(value):
        return show(value)
    return f"{a_kind(value)}: {show(value)}"


def a_kind(value: Any) -> str:
    name = type(value).__name__
    return article({"ndarray": "NumPy array", "Tensor": "PyTorch tensor"}.get(name, name))


def weight(value: Any) -> int:
    """How many numbers and characters there are in a value, about: what it costs to print it."""
    if type(value) is str:
        return len(value)
    if type(value) in (list, tuple):
        return 1 + sum(map(weight, value))
    if type(value) is dict:
        return 1 + sum(weight(key) + weight(item) for key, item in value.items())
    return math.prod(value.shape) if hasattr(value, "shape") else 1


def article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
