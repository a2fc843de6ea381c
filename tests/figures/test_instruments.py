"""What the instruments recorded can be drawn, also where it is odd."""

import itertools
from xml.etree import ElementTree

import pytest
import torch
from torch import nn

from chainrule.figures.instruments import by_depth, histograms
from chainrule.training.instruments import Recording


def recorded(gain: float, depth: int = 8) -> Recording:
    generator = torch.Generator().manual_seed(0)
    layers = [nn.Linear(32, 32, bias=False) for _ in range(depth)]
    for layer in layers:
        nn.init.normal_(layer.weight, std=gain / 32**0.5, generator=generator)
    model = nn.Sequential(*layers)
    with Recording(model) as recording:
        model(torch.randn(64, 32, generator=generator)).square().mean().backward()
    return recording


@pytest.mark.parametrize("what", ["activations", "gradients", "weight_gradients"])
def test_a_line_falls_where_a_network_vanishes_and_rises_where_it_explodes(what: str) -> None:
    picture = by_depth({"small": recorded(0.3), "large": recorded(3.0)}, what)
    small, large = [
        [float(part.split()[1]) for part in element.get("d").removeprefix("M").split("L")]
        for element in ElementTree.fromstring(picture).iter()
        if element.get("stroke-width") == "1.8"
    ]
    down, up = (small, large) if what == "activations" else (large, small)  # gradients are seen from the other end
    if what == "weight_gradients":  # the same at every layer: what fades forward grows backward
        assert max(abs(a - b) for a, b in itertools.pairwise(small)) < 12
        return
    assert down[-1] > down[0]
    assert up[-1] < up[0]


def test_a_histogram_for_each_layer_says_what_its_numbers_are() -> None:
    picture = histograms(recorded(1.0, depth=3))
    assert picture.count("σ ") == 3
    assert "standard deviation" in ElementTree.fromstring(picture)[1].text


def test_nothing_recorded_and_numbers_that_are_none_are_drawn_in_words() -> None:
    model = nn.Linear(2, 2)
    with Recording(model) as recording:
        pass
    assert "Nothing was recorded" in histograms(recording)
    with Recording(model) as recording:
        model(torch.full((2, 2), torch.nan))
    assert "100% inf or NaN" in histograms(recording)


def test_another_quantity_is_refused() -> None:
    with pytest.raises(ValueError, match="activations, gradients, weight_gradients, not 'losses'"):
        histograms(recorded(1.0, 1), "losses")
