"""The rules of probability as functions of tensors: each against its definition, summed up cell by cell."""

import doctest
import math

import pytest
import torch

from chainrule.probability import Table, rules
from chainrule.probability.rules import (
    area,
    bayes,
    bernoulli_log_prob,
    choose,
    condition,
    covariance_of,
    expected_value,
    marginal,
    naive_bayes,
    normal_log_prob,
    product_of_marginals,
    variance_of,
)


def random_joint(*shape: int, seed: int = 0) -> torch.Tensor:
    probs = torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return probs / probs.sum()


def test_the_examples_hold() -> None:
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize("axes", [(0,), (2,), (1, 0), (0, 2), (2, 0, 1)])
def test_a_marginal_is_the_sum_over_all_the_others_in_the_order_that_is_asked_for(axes: tuple[int, ...]) -> None:
    joint = random_joint(2, 3, 4)
    found = marginal(joint, *axes)
    assert found.shape == tuple(joint.shape[axis] for axis in axes)
    for place in torch.cartesian_prod(*(torch.arange(n) for n in found.shape)).reshape(-1, len(axes)).tolist():
        cells = [joint[i, j, k] for i in range(2) for j in range(3) for k in range(4)
                 if [(i, j, k)[axis] for axis in axes] == place]  # fmt: skip
        torch.testing.assert_close(found[tuple(place)], sum(cells))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_what_is_given_times_its_probability_is_the_joint(axis: int) -> None:
    joint = random_joint(2, 3, 4)
    for state in range(joint.shape[axis]):
        again = condition(joint, axis, state) * marginal(joint, axis)[state]
        torch.testing.assert_close(again, joint.select(axis, state))


def test_nothing_can_be_said_given_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="state 1 has probability 0"):
        condition(torch.tensor([[1.0, 0.0]]), 1, 1)


def test_variance_and_covariance_are_expected_products_of_deviations() -> None:
    joint, x, y = random_joint(2, 3), torch.tensor([-1.0, 4.0]).double(), torch.tensor([2.0, 0.0, 7.0]).double()
    mean_x, mean_y = (joint * x[:, None]).sum(), (joint * y).sum()
    torch.testing.assert_close(expected_value(y, marginal(joint, 1)), mean_y)
    torch.testing.assert_close(variance_of(x, joint.sum(1)), (joint * x[:, None] ** 2).sum() - mean_x**2)
    torch.testing.assert_close(covariance_of(x, y, joint), (joint * x[:, None] * y).sum() - mean_x * mean_y)
    torch.testing.assert_close(covariance_of(x, y, product_of_marginals(joint)), torch.zeros(()).double())


def test_a_variance_beside_a_large_mean_keeps_its_digits() -> None:
    values = torch.tensor([1e6 - 1, 1e6 + 1])
    assert variance_of(values, torch.tensor([0.5, 0.5])) == 1.0


def test_naive_bayes_is_bayes_again_and_again() -> None:
    prior = torch.tensor([0.2, 0.3, 0.5]).double()
    likelihoods = torch.rand(7, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    posterior = prior
    for likelihood in likelihoods:
        posterior = bayes(posterior, likelihood)
    torch.testing.assert_close(naive_bayes(prior.log(), likelihoods.log()), posterior)


def test_naive_bayes_survives_what_a_product_does_not() -> None:
    log_likelihoods = torch.tensor([-3.0, -3.001]).expand(1000, 2)
    found = naive_bayes(torch.tensor([0.5, 0.5]).log(), log_likelihoods)
    assert found[0].item() == pytest.approx(1 / (1 + math.exp(-1.0)), abs=1e-3)


def test_an_event_that_cannot_be_and_was_not_costs_nothing() -> None:
    zero, one = torch.tensor(0.0), torch.tensor(1.0)
    assert bernoulli_log_prob(zero, zero.log(), one.log()) == 0.0
    assert bernoulli_log_prob(one, zero.log(), one.log()) == -math.inf


def test_the_normal_log_density_is_finite_where_the_density_is_not() -> None:
    assert normal_log_prob(torch.tensor(40.0), torch.tensor(0.0), torch.tensor(1.0)) == pytest.approx(-800.9189)


def test_the_area_below_a_normal_density_is_that_of_the_distribution_function() -> None:
    normal = torch.distributions.Normal(300.0, 40.0)
    found = area(lambda x: normal.log_prob(x).exp(), 260.0, 340.0)
    assert found.item() == pytest.approx((normal.cdf(torch.tensor(340.0)) - normal.cdf(torch.tensor(260.0))).item())


@pytest.mark.parametrize(("u", "k"), [(0.0, 1), (0.49, 1), (0.5, 2), (0.99, 2), (0.9999999, 2)])
def test_choose_finds_the_piece_of_the_line_in_which_the_number_lies_and_never_an_impossible_one(
    u: float, k: int
) -> None:
    assert choose(torch.tensor([0.0, 0.5, 0.5]), torch.tensor(u)) == k


def test_draws_from_a_table_come_as_often_as_it_says() -> None:
    table = Table(random_joint(2, 3), ("x", "y"))
    drawn = table.sample(60_000, generator=torch.Generator().manual_seed(0))
    assert drawn.shape == (60_000, 2)
    counts = torch.bincount(drawn[:, 0] * 3 + drawn[:, 1], minlength=6).reshape(2, 3)
    torch.testing.assert_close(counts / 60_000, table.probs.float(), atol=0.01, rtol=0)
