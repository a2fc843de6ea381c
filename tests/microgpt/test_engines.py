"""From the same weights the three engines give the same losses, logits and gradients."""

import doctest
import importlib
import inspect
from random import Random
from types import ModuleType

import numpy as np
import pytest

from chainrule.microgpt import Config, __main__, first_weights, on_tensors, on_torch, on_values
from chainrule.microgpt.__main__ import encode

NAMES = ["emma", "olivia", "ava", "isabella", "sophia", "mia", "charlotte", "amelia", "harper", "evelyn"]
ENGINES = [on_values, on_tensors, on_torch]


def losses(engine: ModuleType, config: Config, steps: int) -> list[float]:
    model = engine.GPT(config, first_weights(config, Random(0)))
    return [model.step(encode(NAMES[step % len(NAMES)]), rate=0.01) for step in range(steps)]


def agree(config: Config, steps: int) -> None:
    values, tensors, torch = (losses(engine, config, steps) for engine in ENGINES)
    assert values[0] == pytest.approx(np.log(27), abs=1)
    np.testing.assert_allclose(tensors, values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(torch, values, rtol=1e-9, atol=1e-9)


def test_three_steps_have_the_same_losses() -> None:
    agree(Config(vocabulary=27, width=8, heads=2, layers=2), steps=3)


def test_twenty_steps_of_some_thousand_weights_have_the_same_losses() -> None:
    config = Config(vocabulary=27)
    assert sum(len(row) for matrix in first_weights(config, Random(0)).values() for row in matrix) > 4000
    agree(config, steps=20)


def test_logits_do_not_know_what_comes_later() -> None:
    config = Config(vocabulary=27, width=8, heads=2)
    for engine in ENGINES:
        model = engine.GPT(config, first_weights(config, Random(0)))
        one, other = (model.logits([0, 5, token]) for token in (1, 2))
        for t in range(3):
            same = [float(a.data) == float(b.data) for a, b in zip(one[t], other[t], strict=True)]
            assert all(same) == (t < 2)


def test_the_three_files_have_the_same_methods_and_read_alike() -> None:
    methods = [[name for name, _ in inspect.getmembers(engine.GPT, inspect.isfunction)] for engine in ENGINES]
    assert methods[0] == methods[1] == methods[2]
    lines = [set(map(str.strip, inspect.getsource(engine).splitlines())) for engine in ENGINES]
    assert len(lines[1] & lines[2]) > 0.7 * len(lines[1])
    assert "self.mean[i] = beta1 * self.mean[i] + (1 - beta1) * p.grad" in lines[0] & lines[1] & lines[2]


def test_a_name_is_learned_by_heart_and_written() -> None:
    config = Config(vocabulary=27, width=8, heads=2)
    model = on_tensors.GPT(config, first_weights(config, Random(0)))
    for _ in __main__.train(model, ["emma"], 150):
        pass
    assert __main__.sample(model, Random(0), temperature=0.1) == "emma"


@pytest.mark.parametrize("name", ["start", "on_values", "on_tensors", "on_torch", "__main__"])
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"chainrule.microgpt.{name}")).failed == 0
