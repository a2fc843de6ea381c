"""Small labs to try the machinery on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chainrule.labs import Check, Lab, Result, run_checks


@pytest.fixture(scope="session")
def lab_of() -> Callable[..., Lab]:
    """Make a lab of checks; it builds two names of the library."""

    def make(*checks: Check) -> Lab:
        builds = ("chainrule.autograd.value:Value.__add__", "chainrule.autograd.value:topological_order")
        return Lab("99", "A lab", builds, 5, {}, Path(), checks, ())

    return make


@pytest.fixture(scope="session")
def result_of(lab_of: Callable[..., Lab]) -> Callable[..., Result]:
    """Run one check on a student's file; its result."""

    def run(check: Check, source: str, **how: object) -> Result:
        (result,) = run_checks(lab_of(check), source.encode(), filename="lab99.py", seed=7, **how).results
        return result

    return run
