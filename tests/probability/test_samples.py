"""Distances between samples: known values, no bias, and standard errors that are those of many samples."""

import doctest
import math

import pytest
import torch
from torch import Generator, Tensor

from chainrule.probability import samples
from chainrule.probability.samples import energy_distance, frechet_distance, nearest, square_root


def normal(count: int, dim: int, seed: int, mean: float = 0.0) -> Tensor:
    return mean + torch.randn(count, dim, generator=Generator().manual_seed(seed), dtype=torch.float64)


def test_the_examples_run() -> None:
    assert doctest.testmod(samples).failed == 0


def test_energy_distance_is_its_definition() -> None:
    x, y = normal(4, 3, 0), normal(5, 3, 1)
    between = sum((a - b).norm() for a in x for b in y) / 20
    in_x = sum((a - b).norm() for i, a in enumerate(x) for k, b in enumerate(x) if i != k) / 12
    in_y = sum((a - b).norm() for i, a in enumerate(y) for k, b in enumerate(y) if i != k) / 20
    assert energy_distance(x, y).value.item() == pytest.approx((2 * between - in_x - in_y).item())


@pytest.mark.parametrize("mean", [0.0, 0.3, 2.0])
def test_energy_distance_has_no_bias_and_says_its_error(mean: float) -> None:
    """Of normal points in one dimension E|X - Y| is that of N(mean, 2), a folded normal, in closed form."""
    found = [energy_distance(normal(60, 1, 2 * i), normal(80, 1, 2 * i + 1, mean)) for i in range(500)]
    values, errors = (torch.stack(each) for each in zip(*((e.value, e.standard_error) for e in found), strict=True))
    between = 2 / math.sqrt(math.pi) * math.exp(-(mean**2) / 4) + mean * math.erf(mean / 2)
    truth = 2 * between - 4 / math.sqrt(math.pi)
    assert values.mean().item() == pytest.approx(truth, abs=4 * values.std().item() / math.sqrt(len(found)))
    assert errors.median().item() == pytest.approx(values.std().item(), rel=0.15)


def test_frechet_distance_knows_fits_that_share_their_axes() -> None:
    """Of N(a, diag(s²)) and N(b, diag(r²)) it is |a - b|² + |s - r|²; the samples are made to have just these fits."""
    x = normal(50, 3, 0)
    x = x - x.mean(0)
    x = x @ torch.linalg.inv(torch.linalg.cholesky(x.T.cov())).T  # covariance 1, mean 0
    turn, _ = torch.linalg.qr(normal(3, 3, 1))
    s, r, moved = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.0, 0.0]), torch.tensor([1.0, 0.0, -2.0])
    one, other = x * s @ turn, (x * r + moved) @ turn
    assert frechet_distance(one, other).item() == pytest.approx(5.0 + 10.0)
    assert frechet_distance(other, one).item() == pytest.approx(15.0)
    assert frechet_distance(one, one).item() == pytest.approx(0.0, abs=1e-9)


def test_frechet_distance_of_one_number_is_that_of_means_and_spreads() -> None:
    x, y = normal(20, 1, 0), 3 * normal(30, 1, 1, 1.0)
    wanted = (x.mean() - y.mean()) ** 2 + (x.std() - y.std()) ** 2
    assert frechet_distance(x, y).item() == pytest.approx(wanted.item())


def test_a_root_times_itself_is_the_matrix_even_without_full_rank() -> None:
    x = normal(3, 5, 0)
    matrix = x.T @ x
    torch.testing.assert_close(square_root(matrix) @ square_root(matrix), matrix)


def test_the_nearest_of_many_is_found_in_parts() -> None:
    among = normal(300, 4, 0)
    order = torch.randperm(300, generator=Generator().manual_seed(1))
    distance, index = nearest(among[order] + 1e-6, among)
    assert index.equal(order)
    assert distance.max().item() == pytest.approx(2e-6, rel=1e-3)


@pytest.mark.parametrize("function", [energy_distance, frechet_distance, nearest])
def test_samples_that_do_not_fit_are_named(function: object) -> None:
    with pytest.raises(ValueError, match=r"must be \(N, D\) and \(M, D\).*got \(3, 2\) and \(3, 4\)"):
        function(torch.zeros(3, 2), torch.zeros(3, 4))


@pytest.mark.parametrize("function", [energy_distance, frechet_distance])
def test_one_example_is_too_few_to_compare(function: object) -> None:
    with pytest.raises(ValueError, match="N and M of at least 2"):
        function(torch.zeros(3, 2), torch.zeros(1, 2))
