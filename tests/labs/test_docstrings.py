"""The examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["compare", "inputs", "source", "visible"])
def test_the_examples_run(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"chainrule.labs.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
