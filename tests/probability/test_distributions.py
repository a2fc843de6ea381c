"""What a distribution must hold by its definition, and what it refuses."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from chainrule.probability import (
    Bernoulli,
    Binomial,
    Categorical,
    Distribution,
    Exponential,
    MultivariateNormal,
    Normal,
    Poisson,
    cross_entropy,
    entropy,
    kl_by_sampling,
    kl_divergence,
)
from chainrule.probability.information import expectation

F64 = torch.float64
PARAMETERS: dict[type[Distribution], tuple[str, ...]] = {
    Bernoulli: ("probs",),
    Binomial: ("total_count", "probs"),
    Categorical: ("probs",),
    Exponential: ("rate",),
    MultivariateNormal: ("loc", "covariance_matrix"),
    Normal: ("loc", "scale"),
    Poisson: ("rate",),
}
shares = st.floats(0.01, 0.99)
rates = st.floats(0.05, 30)


def t(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=F64)


@given(shares, st.integers(0, 40), rates)
def test_probabilities_sum_to_one(p: float, n: int, rate: float) -> None:
    for distribution, support in (
        (Bernoulli(t(p)), torch.arange(2)),
        (Binomial(n, t(p)), torch.arange(n + 1)),
        (Poisson(t(rate)), torch.arange(200)),
    ):
        total = distribution.prob(support.to(F64)[:, None]).sum()
        assert total.item() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("distribution", [Normal(t(0.3), t(0.7)), Exponential(t(1.7))], ids=["Normal", "Exponential"])
def test_densities_integrate_to_one_and_give_mean_and_variance(distribution: Normal | Exponential) -> None:
    x = torch.linspace(0 if isinstance(distribution, Exponential) else -12, 14, 200_001, dtype=F64)
    density = distribution.prob(x)
    mean = torch.trapezoid(x * density, x)
    assert torch.trapezoid(density, x).item() == pytest.approx(1, abs=1e-6)
    assert mean.item() == pytest.approx(distribution.mean.item(), abs=1e-5)
    variance = torch.trapezoid((x - mean) ** 2 * density, x).item()
    assert variance == pytest.approx(distribution.variance.item(), abs=1e-5)
    nats = -torch.trapezoid(density * density.clamp(min=1e-300).log(), x).item()
    assert nats == pytest.approx(entropy(distribution).item(), abs=1e-5)


@given(rates)
def test_the_entropy_of_a_poisson_distribution_is_the_sum_over_its_values(rate: float) -> None:
    distribution = Poisson(t(rate))
    log_p = distribution.log_prob(torch.arange(400, dtype=F64))
    assert distribution.entropy().item() == pytest.approx(-(log_p.exp() * log_p).sum().item(), abs=1e-9)


@given(shares, shares)
def test_divergence_is_zero_for_equals_and_positive_else(p: float, q: float) -> None:
    assert kl_divergence(Bernoulli(t(p)), Bernoulli(t(p))).abs().item() < 1e-12
    assert kl_divergence(Bernoulli(t(p)), Bernoulli(t(q))).item() >= -1e-12


@given(shares, shares)
def test_cross_entropy_is_minus_the_expected_logarithm(p: float, q: float) -> None:
    expected = -p * math.log(q) - (1 - p) * math.log(1 - q)
    assert cross_entropy(Bernoulli(t(p)), Bernoulli(t(q))).item() == pytest.approx(expected, abs=1e-9)


def test_what_is_certain_has_no_entropy_and_what_is_impossible_diverges() -> None:
    for certain in (Bernoulli(t(0.0, 1.0)), Bernoulli(logits=t(-math.inf, math.inf))):
        assert certain.entropy().tolist() == [0, 0]
        assert certain.log_prob(t(0.0, 1.0)).tolist() == [0, 0]
        assert certain.log_prob(t(1.0, 0.0)).tolist() == [-math.inf, -math.inf]
    assert Categorical(t(0.0, 1.0)).entropy().item() == 0
    assert kl_divergence(Categorical(t(0.5, 0.5)), Categorical(t(1.0, 0.0))).item() == math.inf
    assert kl_divergence(Categorical(t(1.0, 0.0)), Categorical(t(0.5, 0.5))).item() == pytest.approx(math.log(2))
    assert Poisson(t(0.0)).prob(t(0.0, 1.0)).tolist() == [1, 0]


def test_large_logits_stay_exact() -> None:
    logit = t(800.0)
    assert Bernoulli(logits=logit).log_prob(0.0).item() == -800
    assert Categorical(logits=t(1e4, 0.0, -1e4)).log_prob(1).item() == -1e4


@pytest.mark.parametrize("samples", [2, 100, 10_000])
def test_a_sampled_divergence_lies_within_its_error_and_the_error_shrinks_as_one_over_the_root(samples: int) -> None:
    p, q = Normal(t(0.0), t(1.0)), Normal(t(0.8), t(1.3))
    inside = 0
    for seed in range(20):
        estimate = kl_by_sampling(p, q, samples, generator=torch.Generator().manual_seed(seed))
        inside += bool((estimate.value - kl_divergence(p, q)).abs() < 3 * estimate.standard_error)
        assert estimate.standard_error.item() * math.sqrt(samples) < 3
    assert inside >= (8 if samples == 2 else 18)  # two draws know little of their own error


def test_a_sampled_divergence_serves_families_without_a_closed_form() -> None:
    p, q = Exponential(t(1.0)), Normal(t(1.0), t(1.0))
    with pytest.raises(TypeError, match=r"KL\(Exponential‖Normal\).*kl_by_sampling"):
        kl_divergence(p, q)
    estimate = kl_by_sampling(p, q, 50_000, generator=torch.Generator().manual_seed(0))
    exact = -1 + 0.5 * math.log(2 * math.pi) + 0.5  # -H(p) - E[log q], with E[(x - 1)²] = 1
    assert abs(estimate.value.item() - exact) < 4 * estimate.standard_error.item()
    assert "±" in str(estimate)


# What is certain, with a parameter at the edge of what it may be, and the exact gradient.
CERTAIN = [
    (Bernoulli, 0.0, 0.0, -1.0),
    (Bernoulli, 1.0, 1.0, 1.0),
    (lambda p: Binomial(3, p), 0.0, 0.0, -3.0),
    (lambda p: Binomial(3, p), 1.0, 3.0, 3.0),
    (Poisson, 0.0, 0.0, -1.0),
    (lambda p: Categorical(torch.stack([p, torch.ones_like(p)])), 0.0, 1, -1.0),
]


@pytest.mark.parametrize(("family", "parameter", "value", "slope"), CERTAIN)
def test_the_gradient_of_what_is_certain_is_exact_and_of_what_is_impossible_finite(
    family: Callable[[Tensor], Distribution], parameter: float, value: float, slope: float
) -> None:
    at = torch.tensor(parameter, dtype=F64, requires_grad=True)
    certain, impossible = family(at).log_prob(value), family(at).log_prob(1 - min(value, 1))
    assert (certain.item(), impossible.item()) == (0, -math.inf)
    assert torch.autograd.grad(certain, at)[0].item() == slope
    assert torch.autograd.grad(impossible, at)[0].isfinite()


UNFIT = [
    (Normal([0.0, 0.0], 1.0), torch.zeros(3), "Normal: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (Exponential([1.0, 1.0]), torch.zeros(3), "Exponential: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (Bernoulli([0.5, 0.5]), torch.zeros(3), "Bernoulli: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (Binomial(4, [0.5, 0.5]), torch.zeros(3), "Binomial: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (Poisson([1.0, 1.0]), torch.zeros(3), "Poisson: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (Categorical(torch.ones(2, 5)), torch.zeros(3), "Categorical: .*value has \\(3,\\), distribution has \\(2,\\)"),
    (
        MultivariateNormal(torch.zeros(2, 3), torch.eye(3)),
        torch.zeros(4, 3),
        "MultivariateNormal: .*value has \\(4, 3\\), distribution has \\(2, 3\\)",
    ),
]


@pytest.mark.parametrize(("distribution", "value", "words"), UNFIT, ids=[words.split(":")[0] for *_, words in UNFIT])
def test_a_batch_that_does_not_fit_is_named_with_its_shape(
    distribution: Distribution, value: Tensor, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        distribution.log_prob(value)
    family = type(distribution)
    own = {name: getattr(distribution, name) for name in PARAMETERS[family]}
    other = family(**{name: torch.cat([tensor, tensor[:1]]) for name, tensor in own.items()})
    with pytest.raises(
        ValueError, match=f"KL\\({family.__name__}‖{family.__name__}\\): .*batch of p has \\(2,\\), .* q has \\(3,\\)"
    ):
        kl_divergence(distribution, other)


@pytest.mark.parametrize("value", [2.0, torch.ones(3, 1), torch.ones(2, 3), []])
def test_a_vector_of_another_length_is_refused_as_in_torch(value: Tensor | float) -> None:
    # Checks are asked for: torch.compile, where it was used before, switches those of torch.distributions off.
    twin = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2), validate_args=True)
    with pytest.raises(ValueError, match="event_shape"):
        twin.log_prob(torch.as_tensor(value))
    with pytest.raises(ValueError, match=r"MultivariateNormal: value needs the shape \(..., 2\), got"):
        MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(value)


REFUSED = [
    (lambda: Bernoulli(1.5), "Bernoulli: probs must be from 0 to 1, got 1.5"),
    (lambda: Bernoulli(math.nan), "Bernoulli: probs must be from 0 to 1, got nan"),
    (lambda: Bernoulli(logits=math.nan), "Bernoulli: logits must be numbers, got nan"),
    (lambda: Bernoulli(), "Bernoulli: give one of probs and logits, got neither"),
    (lambda: Bernoulli(0.5, 0.0), "got both"),
    (lambda: Bernoulli(0.5).log_prob(2.0), "Bernoulli: value must be 0 or 1, got 2"),
    (lambda: Categorical(1.0), "Categorical: probs needs a last axis with the classes, got shape \\(\\)"),
    (lambda: Categorical([0.0, 0.0]), "Categorical: the sum of probs must be greater than 0, got 0"),
    (lambda: Categorical([0.5, -0.5]), "Categorical: probs must be 0 or more, got -0.5"),
    (lambda: Categorical(logits=[math.inf, 0.0]), "Categorical: the largest of the logits must be .*finite.*got inf"),
    (lambda: Categorical(logits=[-math.inf]), "Categorical: the largest of the logits must be .*finite.*got -inf"),
    (lambda: Categorical(logits=[math.nan, 0.0]), "Categorical: the largest of the logits must be .*finite.*got nan"),
    (lambda: Categorical([0.5, 0.5]).log_prob(2), "Categorical: value must be a class from 0 to 1, got 2"),
    (lambda: kl_divergence(Categorical([1.0]), Categorical([0.5, 0.5])), "same classes, got 1 and 2"),
    (lambda: Binomial(2.5, 0.5), "Binomial: total_count must be a whole number, 0 or more, got 2.5"),
    (lambda: Binomial(math.inf, 0.5), "Binomial: total_count must be a whole number, 0 or more, got inf"),
    (lambda: Binomial([1, 2, 3], [0.5, 0.5]), "Binomial: .*total_count has \\(3,\\), probs has \\(2,\\)"),
    (lambda: Binomial(3, 0.5).log_prob(4.0), "Binomial: value must be a whole number from 0 to total_count, got 4"),
    (lambda: kl_divergence(Binomial(3, 0.5), Binomial(4, 0.5)), "same total_count"),
    (lambda: Poisson(-1.0), "Poisson: rate must be 0 or more, got -1"),
    (lambda: Poisson(1.0).log_prob(0.5), "Poisson: value must be a whole number, 0 or more, got 0.5"),
    (lambda: Exponential(0.0), "Exponential: rate must be greater than 0, got 0"),
    (lambda: Exponential(1.0).log_prob(-1.0), "Exponential: value must be 0 or more, got -1"),
    (lambda: Normal(0.0, -1.0), "Normal: scale must be greater than 0, got -1"),
    (lambda: Normal(0.0, 1.0).log_prob(math.nan), "Normal: value must be a number, got nan"),
    (lambda: Normal([0.0, 1.0], [1.0, 1.0, 1.0]), "loc has \\(2,\\), scale has \\(3,\\)"),
    (lambda: MultivariateNormal([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]]), "must be positive definite"),
    (lambda: MultivariateNormal([0.0, 0.0], [[1.0, 2.0], [0.0, 1.0]]), "must be symmetric"),
    (lambda: MultivariateNormal([0.0, 0.0], [[1.0]]), "loc needs the shape \\(..., D\\).*got \\(2,\\) and \\(1, 1\\)"),
    (lambda: MultivariateNormal([math.nan], [[1.0]]), "MultivariateNormal: loc must be a number, got nan"),
    (lambda: MultivariateNormal([0.0], [[math.nan]]), "covariance_matrix must be numbers, got nan"),
    (lambda: MultivariateNormal([0.0], scale_tril=[[math.nan]]), "scale_tril must be numbers, got nan"),
    (
        lambda: MultivariateNormal(torch.zeros(3, 2), torch.eye(2).expand(4, 2, 2)),
        "batch of loc has \\(3,\\), that of covariance_matrix has \\(4,\\)",
    ),
    (lambda: MultivariateNormal([0.0], scale_tril=[[-1.0]]), "diagonal of scale_tril must be greater than 0, got -1"),
    (lambda: expectation(Normal(0.0, 1.0), lambda x: x, 1), "2 samples or more, got 1"),
    (lambda: expectation(Normal(0.0, 1.0), lambda x: x.sum(), 5), "a value for each of 5 draws"),
]


@pytest.mark.parametrize(("refused", "words"), REFUSED, ids=[words[:50] for _, words in REFUSED])
def test_what_makes_no_sense_is_refused_in_words(refused, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        refused()
