"""First values of parameters: the twin's to the bit, and the statistics that the papers ask for."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from chainrule import nn
from chainrule.nn import init

RULES: list[tuple[str, Callable[[Any, torch.Tensor, torch.Generator], object]]] = [
    ("xavier_uniform_", lambda init, w, g: init.xavier_uniform_(w, generator=g)),
    ("xavier_uniform_, gain", lambda init, w, g: init.xavier_uniform_(w, init.calculate_gain("tanh"), generator=g)),
    ("xavier_normal_", lambda init, w, g: init.xavier_normal_(w, generator=g)),
    ("kaiming_uniform_", lambda init, w, g: init.kaiming_uniform_(w, generator=g)),
    ("kaiming_uniform_, leaky", lambda init, w, g: init.kaiming_uniform_(w, a=math.sqrt(5), generator=g)),
    ("kaiming_normal_", lambda init, w, g: init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu", generator=g)),
    ("orthogonal_", lambda init, w, g: init.orthogonal_(w, generator=g)),
    ("orthogonal_, gain", lambda init, w, g: init.orthogonal_(w, 1.5, generator=g)),
]


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (8, 3, 5, 5)], ids=str)
@pytest.mark.parametrize(("name", "rule"), RULES, ids=[name for name, _ in RULES])
def test_a_rule_draws_what_the_twin_draws(name: str, rule: Callable[..., object], shape: tuple[int, ...]) -> None:
    ours, twin = (torch.empty(shape, dtype=torch.float64) for _ in range(2))
    rule(init, ours, torch.Generator().manual_seed(3))
    rule(torch.nn.init, twin, torch.Generator().manual_seed(3))
    torch.testing.assert_close(ours, twin, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"])
def test_gains_are_the_twins(name: str) -> None:
    assert init.calculate_gain(name) == torch.nn.init.calculate_gain(name)


@pytest.mark.parametrize(
    ("rule", "variance"),
    [
        (init.xavier_uniform_, 2 / (300 + 200)),
        (init.xavier_normal_, 2 / (300 + 200)),
        (init.kaiming_uniform_, 2 / 300),
        (init.kaiming_normal_, 2 / 300),
    ],
)
def test_variances_are_those_of_the_papers(rule: Callable[..., torch.Tensor], variance: float) -> None:
    weight = rule(torch.empty(200, 300), generator=torch.Generator().manual_seed(0))
    assert weight.mean().abs() < 5 * math.sqrt(variance / weight.numel())
    assert weight.var().item() == pytest.approx(variance, rel=0.05)


def test_rows_or_columns_of_an_orthogonal_weight_are_orthonormal() -> None:
    chance = torch.Generator().manual_seed(0)
    wide, tall = (
        init.orthogonal_(torch.empty(5, 9), generator=chance),
        init.orthogonal_(torch.empty(9, 5), generator=chance),
    )
    torch.testing.assert_close(wide @ wide.t(), torch.eye(5))
    torch.testing.assert_close(tall.t() @ tall, torch.eye(5))


def test_he_keeps_the_signal_through_thirty_relu_layers_and_smaller_weights_lose_it() -> None:
    chance = torch.Generator().manual_seed(0)
    sizes = {}
    for gain in (math.sqrt(2), 1.0):
        x = torch.randn(64, 256, generator=chance)
        for _ in range(30):
            weight = init.normal_(torch.empty(256, 256), 0.0, gain / math.sqrt(256), chance)
            x = nn.functional.relu(nn.functional.linear(x, weight))
        sizes[gain] = x.square().mean().sqrt().item()
    assert 0.1 < sizes[math.sqrt(2)] < 10
    assert sizes[1.0] < 1e-3


@pytest.mark.parametrize(
    "make",
    [
        lambda g: nn.Linear(5, 3, generator=g),
        lambda g: nn.Conv2d(2, 3, 3, generator=g),
        lambda g: nn.ConvTranspose2d(2, 3, 3, generator=g),
        lambda g: nn.Embedding(5, 3, generator=g),
    ],
    ids=["Linear", "Conv2d", "ConvTranspose2d", "Embedding"],
)
def test_a_generator_decides_and_the_global_one_is_left_alone(make: Callable[..., torch.nn.Module]) -> None:
    before = torch.get_rng_state()
    first, second = (make(torch.Generator().manual_seed(7)).state_dict() for _ in range(2))
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert torch.equal(torch.get_rng_state(), before)
