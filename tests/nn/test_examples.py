"""The examples in the docstrings are true, and every public class has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import chainrule.nn
from chainrule.nn import functional

MODULES = [module.name for module in pkgutil.walk_packages(chainrule.nn.__path__, "chainrule.nn.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", functional.__all__)
def test_a_function_says_shapes_and_shows_an_example(name: str) -> None:
    text = inspect.getdoc(getattr(functional, name))
    assert text
    assert "hapes" in text
    assert ">>>" in text


@pytest.mark.parametrize("name", [name for name in chainrule.nn.__all__ if name[0].isupper()])
def test_a_layer_shows_an_example(name: str) -> None:
    layer = getattr(chainrule.nn, name)
    if layer.__module__.startswith("chainrule"):
        assert ">>>" in layer.__doc__
