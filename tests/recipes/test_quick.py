"""The quick versions reach their numbers, and a student's run takes the written-out way."""

import os

import pytest
import torch

from chainrule.recipes import Options, recipe


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_both_engines_separate_the_moons() -> None:
    outcome = recipe("moons-mlp").run(Options("moons-mlp", quick=True))
    outcome.check()
    assert [number.label for number in outcome.numbers] == ["train accuracy, Values", "train accuracy, Tensors"]
    assert outcome.numbers[0].value == outcome.numbers[1].value  # from the same weights, with the same arithmetic


@pytest.mark.skipif(not os.environ.get("CHAINRULE_DATA"), reason="needs MNIST: set CHAINRULE_DATA")
def test_an_mlp_reads_digits() -> None:
    outcome = recipe("mnist-mlp").run(Options("mnist-mlp", quick=True))
    outcome.check()
    assert outcome.seeds == (0,)
