"""On surfaces, optimizers do what lecture 11 says of them."""

import math
from xml.etree import ElementTree

import pytest
import torch

from chainrule.recipes.surfaces import OPTIMIZERS, SURFACES, picture, race, steps_to_goal, walk

VALLEY, BENT, SADDLE, NOISY = SURFACES


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_the_minima_are_where_the_surface_says(surface) -> None:  # type: ignore[no-untyped-def]
    for point in surface.minima:
        w = torch.tensor(point, dtype=torch.float64, requires_grad=True)
        loss = surface.loss(w[0], w[1])
        loss.backward()
        assert loss.item() == pytest.approx(surface.least)
        assert w.grad.abs().max() < 1e-12
    assert surface.loss(*torch.tensor(surface.start)) > surface.least + surface.goal


def test_sgd_on_a_valley_does_what_the_formula_says_and_diverges_past_two_by_the_steepness() -> None:
    way = walk(VALLEY, OPTIMIZERS["SGD"], 0.03, steps=20)
    along = [0.8 * u + 0.6 * v for u, v in way]
    assert along == pytest.approx([along[0] * 0.97**step for step in range(21)])
    assert steps_to_goal(VALLEY, walk(VALLEY, OPTIMIZERS["SGD"], 0.041, steps=3000), 3000) is None
    assert steps_to_goal(VALLEY, walk(VALLEY, OPTIMIZERS["SGD"], 0.039, steps=3000), 3000) is not None


def test_momentum_shortens_the_way_through_a_valley() -> None:
    rates = (0.0056, 0.01, 0.018, 0.032)
    steps = {name: race(VALLEY, OPTIMIZERS[name], steps=400, rates=rates).steps for name in ("SGD", "Nesterov")}
    assert steps["Nesterov"] < 0.7 * steps["SGD"]


def test_optimizers_that_scale_each_direction_leave_a_saddle_at_once_and_momentum_only_later() -> None:
    ways = {name: walk(SADDLE, OPTIMIZERS[name], 0.05, steps=12) for name in ("SGD", "momentum", "RMSProp", "Adam")}
    off = {name: abs(way[-1][1]) for name, way in ways.items()}
    assert min(off["RMSProp"], off["Adam"]) > 0.4
    assert max(off["SGD"], off["momentum"]) < 0.05


def test_noise_comes_from_the_seed() -> None:
    ways = [walk(NOISY, OPTIMIZERS["SGD"], 0.01, steps=5, seed=seed) for seed in (0, 0, 1)]
    assert ways[0] == ways[1] != ways[2]


def test_a_way_that_left_the_numbers_never_arrives() -> None:
    way = walk(BENT, OPTIMIZERS["SGD"], 5.0, steps=50)
    assert len(way) < 51
    assert all(map(math.isfinite, way[-1]))
    assert steps_to_goal(BENT, way, 50) is None


def test_a_race_is_drawn_with_the_rate_of_each() -> None:
    run = {name: race(SADDLE, OPTIMIZERS[name], steps=60, rates=(0.05, 0.2)) for name in ("SGD", "Adam")}
    root = ElementTree.fromstring(picture(SADDLE, run))
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert f"SGD (η = {run['SGD'].rate:.2g})" in words
