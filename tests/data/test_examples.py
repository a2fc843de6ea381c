"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import chainrule.data

MODULES = [module.name for module in pkgutil.walk_packages(chainrule.data.__path__, "chainrule.data.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
