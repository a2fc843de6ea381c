"""Parameters in half precision: no class and no count is rounded to another; soft pixels have a likelihood."""

import math

import pytest
import torch
import torch.nn.functional as F

from chainrule.probability import (
    Bernoulli,
    Binomial,
    Categorical,
    Exponential,
    MultivariateNormal,
    Normal,
    Poisson,
    Table,
    cross_entropy,
    kl_divergence,
    maximum_likelihood,
)

half_types = pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)


@half_types
@pytest.mark.parametrize("given", ["probs", "logits"])
def test_every_class_is_its_own(dtype: torch.dtype, given: str) -> None:
    """bfloat16 knows no whole number between 256 and 258, float16 none between 2048 and 2050."""
    for chosen, classes in ((257, 300), (2049, 2100)):
        numbers = torch.zeros(classes) if given == "logits" else torch.ones(classes)
        numbers[chosen] = 9.0 if given == "logits" else 8000.0
        distribution = Categorical(**{given: numbers.to(dtype)})
        wanted = Categorical(**{given: numbers.to(dtype).float()}).log_prob(chosen)
        assert distribution.log_prob(chosen).item() == pytest.approx(wanted.item())
        assert distribution.log_prob(torch.tensor([chosen]))[0] > -0.6
        assert distribution.log_prob(torch.tensor([chosen - 1]))[0] < -8
        assert distribution.log_prob(float(chosen)) == distribution.log_prob(chosen)


def test_classes_beyond_what_float32_can_count_are_their_own() -> None:
    logits = torch.zeros(1).expand(2**24 + 4)
    distribution = Categorical(logits=logits)
    with pytest.raises(ValueError, match=f"a class from 0 to {2**24 + 3}, got"):
        distribution.log_prob(torch.tensor(2**24 + 4))
    distribution.log_probs = torch.arange(2**24 + 4)  # each class says its own number
    assert distribution.log_prob(torch.tensor(2**24 + 1)).item() == 2**24 + 1


@half_types
def test_counts_are_not_rounded(dtype: torch.dtype) -> None:
    half = torch.tensor(0.5, dtype=dtype)
    rate = torch.tensor(256.0, dtype=dtype)
    for ours, theirs in (
        (Binomial(4001, half), torch.distributions.Binomial(4001, torch.tensor(0.5))),
        (Poisson(rate), torch.distributions.Poisson(torch.tensor(256.0))),
    ):
        for count in (255, 257, 259, 2049):
            wanted = theirs.log_prob(torch.tensor(float(count))).item()
            assert ours.log_prob(count).item() == pytest.approx(wanted, rel=1e-3)
    assert Poisson(rate).entropy().item() == pytest.approx(0.5 * math.log(2 * math.pi * math.e * 256), abs=1e-3)
    assert Binomial(1001, half).entropy().item() == pytest.approx(
        0.5 * math.log(2 * math.pi * math.e * 250.25), abs=1e-3
    )
    draws = Poisson(rate).sample((2000,), generator=torch.Generator().manual_seed(0))
    assert (draws[draws > 256] % 2 == 1).any()


@half_types
def test_estimates_count_beyond_what_a_half_type_can(dtype: torch.dtype) -> None:
    labels = torch.zeros(5000, dtype=torch.int64)
    labels[:2049] = 1
    assert maximum_likelihood(Categorical, labels, classes=2).probs[1].item() == pytest.approx(2049 / 5000)
    assert maximum_likelihood(Categorical, labels.to(dtype), classes=2).probs[1].item() == pytest.approx(2049 / 5000)
    assert maximum_likelihood(Bernoulli, labels.to(dtype)).mean.item() == pytest.approx(2049 / 5000)
    states = Table(torch.full((4096,), 1 / 4096, dtype=dtype), ("x",))
    assert [states.values["x"][state].item() for state in (257, 2049)] == [257, 2049]


@half_types
def test_what_comes_of_half_parameters_is_float32(dtype: torch.dtype) -> None:
    one = torch.ones(2, dtype=dtype)
    for distribution in (
        *(Bernoulli(logits=one), Categorical(logits=one), Poisson(one), Exponential(one), Normal(one, one)),
        *(Binomial(3, 0.5 * one), MultivariateNormal(one, torch.eye(2, dtype=dtype))),
    ):
        assert distribution.log_prob(distribution.sample()).dtype == torch.float32
        assert distribution.entropy().dtype == torch.float32


def test_soft_pixels_have_the_likelihood_of_the_share_that_is_white() -> None:
    generator = torch.Generator().manual_seed(0)
    logits, pixels = torch.randn(3, 4, generator=generator, dtype=torch.float64), torch.rand(3, 4, dtype=torch.float64)
    found = Bernoulli(logits=logits.requires_grad_()).expected_log_prob(pixels)
    wanted = -F.binary_cross_entropy_with_logits(logits, pixels, reduction="none")
    torch.testing.assert_close(found, wanted)
    torch.testing.assert_close(found, -cross_entropy(Bernoulli(pixels), Bernoulli(logits=logits)))
    [gradient] = torch.autograd.grad(found.sum(), logits)
    torch.testing.assert_close(gradient, pixels - logits.sigmoid())
    best = Bernoulli(pixels).expected_log_prob(pixels)
    assert (best >= found).all()
    torch.testing.assert_close(best - found, kl_divergence(Bernoulli(pixels), Bernoulli(logits=logits)))


def test_black_and_white_pixels_are_as_before_and_others_are_refused() -> None:
    coin = Bernoulli(logits=torch.tensor([800.0, -800.0]))
    assert coin.expected_log_prob([1.0, 1.0]).tolist() == coin.log_prob([1.0, 1.0]).tolist() == [0, -800]
    assert Bernoulli(1.0).expected_log_prob(1.0).item() == 0
    with pytest.raises(ValueError, match="Bernoulli: value must be a share from 0 to 1, got 255"):
        coin.expected_log_prob([0.0, 255.0])
