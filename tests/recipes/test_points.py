"""What the recipes of points measure: real points pass, and those that are not quite right do not."""

from pathlib import Path

import pytest
import torch

from chainrule.recipes import Asked, CannotSample
from chainrule.recipes.ddpm_2d import KIND
from chainrule.recipes.points import HELD, SETS, compared, density, outcome, points

SEEDS = (0, 1)


@pytest.mark.parametrize("name", SETS)
def test_new_points_pass_and_points_that_were_moved_or_blurred_do_not(name: str) -> None:
    real = {seed: points(name, HELD, seed).points for seed in SEEDS}
    noise = {seed: torch.randn(HELD, 2, generator=torch.Generator().manual_seed(seed)) for seed in SEEDS}
    drawn = {
        "real": real,
        "moved": {seed: each + torch.tensor([0.2, 0.0]) for seed, each in real.items()},
        "blurred": {seed: each + 0.3 * noise[seed] for seed, each in real.items()},
    }
    for which, each in drawn.items():
        found = {name: [compared(each[seed], name, seed) for seed in SEEDS]}
        assert outcome(found, SEEDS, 0.0, "", {}).passes == (which == "real"), which


@pytest.mark.parametrize("name", SETS)
def test_points_spread_by_about_one_around_zero(name: str) -> None:
    x = points(name, 5000, 0).points
    assert x.mean(0).abs().max() < 0.05
    assert 0.6 < x.std(0).min() < x.std(0).max() < 1.4


def test_a_picture_is_dark_where_points_are_and_upright() -> None:
    picture = density(torch.tensor([[2.0, 2.0]] * 9))
    assert picture.shape == (1, 56, 56)
    row, column = divmod(int(picture.argmin()), 56)
    assert row < 28 < column  # above, and right


def test_a_set_that_is_none_of_both_is_refused() -> None:
    with pytest.raises(CannotSample, match="ddpm-2d draws moons or spirals, and not 'spiral'"):
        KIND.sample(Asked("ddpm-2d", Path(), torch.Generator(), prompt="spiral"))
