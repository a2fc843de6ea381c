"""A sample of many like things: `make test` tries some of each, `make test-slow` tries all."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import pytest

Thing = TypeVar("Thing")


def sample(things: Sequence[Thing], most: int) -> list[Thing]:
    """At most so many of them, evenly over their order; the first and the last are always there."""
    if len(things) <= most:
        return list(things)
    return [things[round(place * (len(things) - 1) / (most - 1))] for place in range(most)]


def sampled(cases: Iterable[Any], *kept: Any) -> list[Any]:
    """The cases for `parametrize`: those named in `kept` as they are, all others marked slow."""
    cases = list(cases)
    assert kept
    assert all(case in cases for case in kept), f"{kept} are not all among the cases"
    return [case if case in kept else pytest.param(*parts(case), marks=pytest.mark.slow) for case in cases]


def parts(case: Any) -> tuple[Any, ...]:
    """The values of one case, as `parametrize` takes it: a tuple holds several."""
    return case if isinstance(case, tuple) else (case,)
