"""Which misconception stands behind a wrong value, in the words of the check's author."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chainrule.labs.compare import matches, weight

Hint = str | Mapping[Any, str] | Iterable[tuple[Any, str]] | Callable[[Any], str]
HEAVY = 10_000  # numbers and characters, up to which an author's own function is asked for a hint
# Errors that no value brings about: the check itself is wrong.
AUTHORS_MISTAKES = (NameError, ImportError, SyntaxError)


def misconception(got: Any, expected: Any, hint: Hint, tolerance: float) -> str:
    """The sentence of the first known wrong value that came; none where that value is the right one too."""
    if isinstance(hint, str):
        return hint
    if callable(hint):
        if weight(got) > HEAVY and weight(got) > 10 * weight(expected):  # its author thought of nothing so large
            return ""
        try:
            return hint(got)
        except AUTHORS_MISTAKES:
            raise
        except Exception:  # what came is not what the author thought of
            return ""
    pairs = hint.items() if isinstance(hint, Mapping) else hint
    for wrong, sentence in pairs:
        if matches(got, wrong, tolerance) and not matches(wrong, expected, tolerance):
            return sentence
    return ""
