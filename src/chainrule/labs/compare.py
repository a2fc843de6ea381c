"""Is what came back what it should be? The difference in words, types included."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
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
    if isinstance(expected, (list, tuple)):
        return sequence_difference(got, expected, tolerance)
    if isinstance(expected, dict):
        if list(got) != list(expected) and set(map(repr, got)) != set(map(repr, expected)):
            return f"should have the keys {show(list(expected))}, and it has {show(list(got))}"
        inside = [(key, difference(got[key], expected[key], tolerance)) for key in expected]
        return next((f"is wrong at {key!r}: that {problem}" for key, problem in inside if problem), None)
    if hasattr(expected, "shape"):
        return array_difference(got, expected, tolerance)
    return None if got == expected else f"should be {show(expected)}, and it is {show(got)}"


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
    g, e = (np.asarray(x.detach().double().numpy() if hasattr(x, "detach") else x) for x in (got, expected))
    wrong = np.argwhere(~np.isclose(g, e, rtol=tolerance, atol=tolerance, equal_nan=True))
    if not len(wrong):
        return None
    index = tuple(int(i) for i in wrong[0])
    where = f" at {list(index)}" if index else ""
    many = f" ({len(wrong):,} of {g.size:,} elements differ)" if len(wrong) > 1 else ""
    return f"should be {show(e[index].item(), g[index].item())}{where}, and it is {show(g[index].item())}{many}"


def is_number(value: Any) -> bool:
    """An int or a float, Python's or NumPy's."""
    numpy = sys.modules.get("numpy")
    return type(value) in (int, float) or (numpy is not None and isinstance(value, (numpy.integer, numpy.floating)))


def close(got: Any, expected: Any, tolerance: float) -> bool:
    """Equal up to a relative `tolerance`, or an absolute one around zero; NaN equals NaN."""
    try:
        g, e = float(got), float(expected)
    except OverflowError:
        return bool(got == expected)
    return math.isclose(g, e, rel_tol=tolerance, abs_tol=tolerance) or (math.isnan(g) and math.isnan(e))


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
        shown = [show(item) for item in value[:12]] + (["..."] if len(value) > 12 else [])
        inside = ", ".join(shown)
        text = f"[{inside}]" if type(value) is list else f"({inside}{',' if len(value) == 1 else ''})"
    else:
        text = repr(value)
    return text if len(text) <= 200 else f"{text[:160]}... ({len(text):,} characters)"


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


def plain(text: str) -> str:
    """Text from the student's process without the control characters that steer a terminal."""
    return "".join(c if c in "\n\t" or c.isprintable() else "\N{MIDDLE DOT}" for c in text)


def article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
