"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import chainrule.autograd
import chainrule.data
import chainrule.figures
import chainrule.linalg
import chainrule.probability

MODULES = ["chainrule.svg"] + [
    module.name
    for package in (chainrule.autograd, chainrule.data, chainrule.figures, chainrule.linalg, chainrule.probability)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) >= 12
