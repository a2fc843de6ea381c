"""A sample of a long table for `make test`; `make test-slow` runs the rest."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], *kept: Any) -> list[Any]:
    """The cases for `parametrize`: those named in `kept` as they are, all others marked slow."""
    cases = list(cases)
    assert kept
    assert all(case in cases for case in kept), f"{kept} are not all among the cases"
    return [case if case in kept else pytest.param(*parts(case), marks=pytest.mark.slow) for case in cases]


def parts(case: Any) -> tuple[Any, ...]:
    """The values of one case, as `parametrize` takes it: a tuple holds several."""
    return case if isinstance(case, tuple) else (case,)
