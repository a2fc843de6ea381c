"""Maximum likelihood finds the best parameters: none nearby, and none that a search finds, are better."""

import pytest
import torch

from chainrule.probability import (
    Bernoulli,
    Binomial,
    Categorical,
    Exponential,
    MultivariateNormal,
    Normal,
    Poisson,
    covariance,
    log_likelihood,
    maximum_likelihood,
    negative_log_likelihood,
)

GENERATOR = torch.Generator().manual_seed(0)
TRUTHS = {
    "Bernoulli": (Bernoulli(torch.tensor([0.2, 0.7], dtype=torch.float64)), ("probs",), {}),
    "Binomial": (Binomial(9, torch.tensor([0.2, 0.7], dtype=torch.float64)), ("probs",), {"total_count": 9}),
    "Poisson": (Poisson(torch.tensor([0.5, 7.0], dtype=torch.float64)), ("rate",), {}),
    "Exponential": (Exponential(torch.tensor([0.5, 7.0], dtype=torch.float64)), ("rate",), {}),
    "Normal": (Normal(torch.tensor([-2.0, 3.0], dtype=torch.float64), 0.6), ("loc", "scale"), {}),
}


@pytest.mark.parametrize("name", TRUTHS)
def test_no_other_parameters_make_the_data_more_likely(name: str) -> None:
    truth, parameters, extra = TRUTHS[name]
    data = truth.sample((500,), generator=GENERATOR)
    best = maximum_likelihood(type(truth), data, **extra)
    for parameter in parameters:
        torch.testing.assert_close(getattr(best, parameter), getattr(truth, parameter), rtol=0.15, atol=0.1)
        for factor in (0.98, 1.02):
            given = {key: getattr(best, key) for key in parameters}
            given[parameter] = given[parameter] * factor
            assert (log_likelihood(type(truth)(**extra, **given), data) < log_likelihood(best, data)).all()


def test_the_gradient_of_the_likelihood_vanishes_at_the_estimate() -> None:
    truth = MultivariateNormal(torch.tensor([1.0, -1.0]).double(), torch.tensor([[2.0, 0.5], [0.5, 1.0]]).double())
    data = truth.sample((300,), generator=GENERATOR)
    best = maximum_likelihood(MultivariateNormal, data)
    mu = best.loc.clone().requires_grad_()
    factor = best.scale_tril.clone().requires_grad_()
    negative_log_likelihood(MultivariateNormal(mu, scale_tril=factor), data).backward()
    assert mu.grad.abs().max() < 1e-9
    assert factor.grad.tril().abs().max() < 1e-9
    torch.testing.assert_close(best.covariance_matrix, torch.cov(data.T, correction=0))


def test_the_estimate_of_a_categorical_is_the_share_of_each_class_also_of_one_that_never_came() -> None:
    best = maximum_likelihood(Categorical, torch.tensor([0, 2, 2, 2]), classes=4)
    assert best.probs.tolist() == [0.25, 0, 0.75, 0]


def test_covariance_agrees_with_torch() -> None:
    samples = torch.randn(50, 4, generator=GENERATOR, dtype=torch.float64)
    for correction in (0, 1):
        torch.testing.assert_close(
            covariance(samples, correction=correction), torch.cov(samples.T, correction=correction)
        )


@pytest.mark.parametrize(
    ("family", "data", "words"),
    [
        (Normal, [], "one observation or more, got shape \\(0,\\)"),
        (Normal, [1.0], "Normal: scale must be greater than 0, got 0"),
        (Bernoulli, [0.0, 2.0], "Bernoulli: value must be 0 or 1, got 2"),
        (Poisson, [1.0, -1.0], "Poisson: value must be a whole number, 0 or more, got -1"),
        (Exponential, [0.0, 0.0], "Exponential: rate must be greater than 0, got inf"),
        (Categorical, [0.0, 1.0], "needs classes=K"),
        (Binomial, [0.0, 1.0], "needs total_count"),
        (MultivariateNormal, [1.0, 2.0], "samples of shape \\(N, D\\)"),
    ],
)
def test_data_that_a_family_cannot_give_are_refused(family: type, data: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        maximum_likelihood(family, data)


def test_a_family_that_is_not_written_is_named() -> None:
    with pytest.raises(TypeError, match="Fancy"):
        maximum_likelihood(type("Fancy", (Normal,), {}), [1.0, 2.0])
