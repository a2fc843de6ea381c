"""Scaling laws: known parameters come back, and standard errors say how well they are known."""

import math

import pytest
import torch

from chainrule.training.scaling import fit_scaling_law

SIZES = [10.0 ** (3 + step / 3) for step in range(13)]  # 10^3 to 10^7


@pytest.mark.parametrize("limit", [0.0, 1.47, -3.0])
@pytest.mark.parametrize("exponent", [0.05, 0.34, 1.0])
def test_without_noise_the_parameters_come_back(limit: float, exponent: float) -> None:
    law = fit_scaling_law(SIZES, [limit + 12 / size**exponent for size in SIZES])
    assert law.exponent == pytest.approx(exponent, rel=1e-5)
    assert law.factor == pytest.approx(12, rel=1e-3)
    assert law.limit == pytest.approx(limit, abs=1e-3)
    assert law.scatter < 1e-6
    assert law(1e8) == pytest.approx(limit + 12 / 1e8**exponent, abs=1e-3)


def test_the_standard_errors_are_the_spread_of_fits_to_data_with_noise() -> None:
    """Of 120 fits, the mean is the truth, and about 95% are within two errors of their own."""
    truth, noise = (1.5, 20.0, 0.3), 0.01
    draw = torch.Generator().manual_seed(0)
    within, found = 0, []
    for _ in range(120):
        drawn = noise * torch.randn(len(SIZES), generator=draw, dtype=torch.float64)
        law = fit_scaling_law(
            SIZES, [truth[0] + truth[1] / n ** truth[2] + float(e) for n, e in zip(SIZES, drawn, strict=True)]
        )
        found.append((law.limit, law.exponent, law.scatter, law.errors[0], law.errors[2]))
        within += abs(law.exponent - truth[2]) < 2 * law.errors[2] and abs(law.limit - truth[0]) < 2 * law.errors[0]
    limit, exponent, scatter, limit_error, exponent_error = torch.tensor(found, dtype=torch.float64).unbind(1)
    assert float(scatter.square().mean().sqrt()) == pytest.approx(noise, rel=0.1)
    assert float(limit.std()) == pytest.approx(float(limit_error.mean()), rel=0.25)
    assert float(exponent.std()) == pytest.approx(float(exponent_error.mean()), rel=0.25)
    assert abs(float(exponent.mean()) - 0.3) < 4 * float(exponent.std()) / math.sqrt(120)
    assert 0.88 <= within / 120 <= 0.99


def test_with_a_known_limit_two_parameters_are_fitted() -> None:
    losses = [1.5 + 20 / size**0.3 for size in SIZES[::4]]
    law = fit_scaling_law(SIZES[::4], losses, limit=1.5)
    assert (law.limit, law.errors[0]) == (1.5, 0.0)
    assert (law.factor, law.exponent) == (pytest.approx(20, rel=1e-6), pytest.approx(0.3, rel=1e-6))
    log_linear = [3 - 0.1 * math.log(size) for size in SIZES]  # which no limit fits
    with pytest.raises(ValueError, match="do not fall"):
        fit_scaling_law(SIZES, log_linear)
    assert fit_scaling_law(SIZES, log_linear, limit=0.0).scatter < 0.05


def test_known_the_limit_leaves_less_doubt_about_the_rest() -> None:
    draw = torch.Generator().manual_seed(0)
    noisy = [1.5 + 20 / n**0.3 + 0.01 * float(torch.randn((), generator=draw)) for n in SIZES]
    assert 0 < fit_scaling_law(SIZES, noisy, limit=1.5).errors[2] < fit_scaling_law(SIZES, noisy).errors[2]


def test_a_loss_gives_the_size_that_reaches_it() -> None:
    law = fit_scaling_law(SIZES, [1.5 + 20 / size**0.3 for size in SIZES])
    assert law.size_for(law(12345.0)) == pytest.approx(12345.0, rel=1e-6)
    assert law.size_for(1.4) == math.inf


@pytest.mark.parametrize(
    ("sizes", "losses", "words"),
    [
        ([1, 2, 3], [3, 2, 1], "4 pairs or more, got 3 sizes and 3 losses"),
        ([1, 2, 3, 4], [3, 2, 1], "got 4 sizes and 3 losses"),
        ([0, 2, 3, 4], [4, 3, 2, 1], "above 0"),
        ([1, 1, 2, 2], [4, 4, 2, 2], "at least 3 different"),
        ([1, 10, 100, 1000], [1, 2, 3, 4], "do not fall"),
        ([1, 10, 100, 1000], [4, 3, 2, -9], "do not fall"),
    ],
    ids=str,
)
def test_what_is_no_law_is_refused_in_words(sizes: list[float], losses: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fit_scaling_law(sizes, losses)
