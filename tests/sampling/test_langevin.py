"""Langevin sampling: the moments where it ends, which are known of a Gaussian, step size included."""

import pytest
import torch
from torch import Generator, Tensor

from chainrule.sampling.langevin import annealed, langevin

MEAN, SPREAD = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 2.0])


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.mark.parametrize("step", [0.05, 0.2])
def test_the_stationary_moments_are_those_of_the_gaussian_widened_by_the_step(step: float) -> None:
    far = torch.tensor([9.0, 9.0]).expand(10_000, 2)
    x = langevin(lambda x: (MEAN - x) / SPREAD**2, far, step=step, steps=int(40 / step), generator=seeded())
    torch.testing.assert_close(x.mean(0), MEAN, rtol=0, atol=0.05)
    torch.testing.assert_close(x.var(0), SPREAD**2 / (1 - step / (2 * SPREAD**2)), rtol=0.05, atol=0)
    assert torch.corrcoef(x.T)[0, 1].abs() < 0.03


def test_without_noise_it_would_be_gradient_ascent_and_one_step_is_its_formula() -> None:
    x = torch.randn(3, 2, generator=seeded())
    noise = torch.randn(3, 2, generator=seeded(1))
    made = langevin(lambda x: -x, x, step=0.3, steps=1, generator=seeded(1))
    torch.testing.assert_close(made, x - 0.3 * x + 0.6**0.5 * noise)


def of_two_peaks(x: Tensor, sigma: Tensor) -> Tensor:
    """The score of ¼ N(-10, 1) + ¾ N(10, 1), with noise."""
    middles, weights = torch.tensor([-10.0, 10.0]), torch.tensor([0.25, 0.75])
    variance = 1 + sigma[:, None] ** 2
    near = torch.softmax(weights.log() - (x - middles) ** 2 / (2 * variance), dim=1)  # (N, 2)
    return (near * (middles - x)).sum(1, keepdim=True) / variance


def test_noise_that_falls_finds_both_peaks_where_one_walk_stays_at_the_nearer() -> None:
    start, levels = torch.full((2000, 1), -10.0), torch.logspace(1.5, -1, 16)
    plain = langevin(lambda x: of_two_peaks(x, torch.zeros(len(x))), start, step=0.1, steps=640, generator=seeded())
    assert (plain < 0).all()
    told: list[float] = []
    see = lambda sigma, x: told.append(sigma)  # noqa: E731
    x = annealed(of_two_peaks, start, levels, step=0.1, steps=40, generator=seeded(), seen=see)
    assert (x > 0).float().mean().item() == pytest.approx(0.75, abs=0.05)
    assert x[x > 0].std().item() == pytest.approx(1, abs=0.1)
    assert told == levels.tolist()


@pytest.mark.parametrize("levels", [[1.0, 2.0], [1.0, 0.0], []])
def test_levels_that_do_not_fall_are_refused(levels: list[float]) -> None:
    with pytest.raises(ValueError, match="levels must fall"):
        annealed(of_two_peaks, torch.zeros(1, 1), torch.tensor(levels))
    with pytest.raises(ValueError, match="step must be above 0"):
        langevin(lambda x: x, torch.zeros(1), step=0.0, steps=1)
