"""One call turns the switch of a whole model."""

import pytest
import torch
from tests.nn.cases import CASES, Case

from chainrule import nn


def model() -> nn.Sequential:
    inner = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU())
    return nn.Sequential(inner, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 3))


def test_every_layer_of_a_model_is_switched_on_and_off() -> None:
    made = model()
    switches = [module for module in made.modules() if isinstance(module, nn.Layer)]
    assert [layer.fused for layer in switches] == [False] * 5
    assert nn.fuse(made) is made
    assert all(layer.fused for layer in switches)
    nn.fuse(made, False)
    assert not any(layer.fused for layer in switches)


def test_the_switch_changes_neither_the_outputs_nor_the_state() -> None:
    made, x = model().double(), torch.randn(5, 1, 8, 8, dtype=torch.float64)
    state = {key: value.clone() for key, value in made.state_dict().items()}
    plain = made(x)
    made.load_state_dict(state)
    torch.testing.assert_close(nn.fuse(made)(x), plain, rtol=1e-9, atol=1e-9)
    assert made.state_dict().keys() == state.keys()


@pytest.mark.parametrize("case", [case for case in CASES if "Flatten" not in case.name], ids=str)
def test_every_layer_takes_the_switch(case: Case) -> None:
    switches = [module.fused for module in case.make(nn).modules() if isinstance(module, nn.Layer)]
    assert switches
    assert not any(switches)


def test_a_printed_layer_shows_its_settings_and_not_the_switch() -> None:
    layer = nn.Conv2d(1, 4, 3, padding="same", fused=True)
    expected = "in_channels=1, out_channels=4, kernel_size=(3, 3), stride=1, padding='same', dilation=1, groups=1"
    assert repr(layer) == f"Conv2d({expected})"
    assert repr(nn.ReLU()) == "ReLU()"
