"""The variational autoencoder: its divergence, its gradients and its bounds are what the formulas say."""

import math

import pytest
import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.vae import VAE, VAEConfig, iwae_bound
from chainrule.probability import Normal, kl_by_sampling
from chainrule.training.objectives import elbo

TINY = VAEConfig((6, 5), 3, (1, 2, 4))
IN_ERRORS = 4.0  # how many standard errors an estimate may be off: once in 16,000 draws


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def model_and_pictures(count: int = 4, spread: float = 0.5) -> tuple[VAE, Tensor]:
    """A VAE whose weights are large enough for codes that tell something, and white and black pixels."""
    draw = seeded()
    model = VAE(TINY, generator=draw).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(spread * torch.randn(parameter.shape, generator=draw))
    return model, torch.randint(2, (count, *TINY.shape), generator=seeded(1)).double()


def test_the_divergence_is_its_sampled_estimate_within_the_standard_error() -> None:
    model, x = model_and_pictures()
    mean, log_variance = (each.detach() for each in model.encode(x))
    _, _, metrics = elbo(model, x, seeded())
    estimate = kl_by_sampling(
        Normal(mean, (0.5 * log_variance).exp()), Normal(torch.zeros_like(mean), 1.0), 20_000, generator=seeded(2)
    )
    error = math.sqrt(estimate.standard_error.square().sum().item())
    assert error < 0.05 * metrics["kl"].item()
    assert metrics["kl"].item() == pytest.approx(estimate.value.sum().item(), abs=IN_ERRORS * error)


def test_the_gradient_through_a_draw_is_the_numerical_one() -> None:
    model, x = model_and_pictures(2)
    names = [name for name, _ in model.named_parameters()]

    def loss(*weights: Tensor) -> Tensor:
        def called(x: Tensor, generator: Generator) -> tuple[Tensor, Tensor, Tensor]:
            return torch.func.functional_call(model, dict(zip(names, weights, strict=True)), (x, generator))

        return elbo(called, x, seeded(3))[0]

    weights = [parameter.detach().requires_grad_() for parameter in model.parameters()]
    assert torch.autograd.gradcheck(loss, weights, fast_mode=True)


def test_draws_have_the_mean_and_the_variance_that_the_encoder_tells() -> None:
    model, x = model_and_pictures(1)
    model.decoder = nn.Identity()  # the codes themselves
    model.config = VAEConfig((6, 5), 3, (3,))
    codes, mean, log_variance = model(x.expand(50_000, *TINY.shape), seeded())
    error = (0.5 * log_variance[0]).exp() / len(codes) ** 0.5
    assert ((codes.mean(0) - mean[0]).abs() < IN_ERRORS * error).all()
    assert codes.var(0).log().tolist() == pytest.approx(log_variance[0].tolist(), abs=IN_ERRORS * (2 / 50_000) ** 0.5)


def bounds(model: VAE, x: Tensor, samples: int, times: int) -> Tensor:
    """The bound of one picture, drawn anew so many times."""
    with torch.no_grad():
        return iwae_bound(model, x[:1].expand(times, *TINY.shape), samples, seeded(samples))


def test_with_one_sample_the_bound_has_the_mean_of_the_elbo() -> None:
    model, x = model_and_pictures(1)
    drawn = bounds(model, x, 1, 20_000)
    with torch.no_grad():
        total, count, _ = elbo(model, x.expand(20_000, *TINY.shape), seeded(7))
    error = (2 * drawn.var() / len(drawn)).sqrt().item()
    assert drawn.mean().item() == pytest.approx(-total.item() / count, abs=IN_ERRORS * error)


def test_the_bound_does_not_fall_with_more_samples_and_reaches_the_likelihood() -> None:
    model, x = model_and_pictures(1)
    found = {samples: bounds(model, x, samples, 2000) for samples in (1, 2, 5, 20, 100)}
    means = {samples: each.mean().item() for samples, each in found.items()}
    errors = {samples: each.std().item() / 2000**0.5 for samples, each in found.items()}
    for fewer, more in ((1, 2), (2, 5), (5, 20), (20, 100)):
        assert means[more] > means[fewer] - IN_ERRORS * math.hypot(errors[more], errors[fewer])
    assert means[100] > means[1] + IN_ERRORS * errors[1]  # and rises, where q is not the posterior
    with torch.no_grad():  # p(x) = E[p(x|z)] over codes from the prior
        logits = model.decode(torch.randn(400_000, TINY.latent, dtype=torch.float64, generator=seeded(9)))
        log_likelihood = (x[:1] * logits - torch.nn.functional.softplus(logits)).flatten(1).sum(1)
    exact = log_likelihood.logsumexp(0).item() - math.log(len(log_likelihood))
    assert means[1] < exact
    assert means[100] == pytest.approx(exact, abs=0.05)


@pytest.mark.parametrize("at_once", [1, 6, 1000])
def test_the_bound_is_the_likelihood_where_the_code_tells_nothing_however_few_are_decoded_at_once(at_once: int) -> None:
    model, x = model_and_pictures(3)
    with torch.no_grad():
        for parameter in (*model.encoder.layers[-1].parameters(), model.decoder.layers[0].weight):
            parameter.zero_()  # q(z|x) is p(z), and the decoder does not see z
        bound = iwae_bound(model, x, 7, seeded(), at_once=at_once)
        logits = model.decode(torch.zeros(3, TINY.latent, dtype=torch.float64))
    exact = torch.distributions.Bernoulli(logits=logits).log_prob(x).flatten(1).sum(1)
    torch.testing.assert_close(bound, exact)


def test_samples_and_reconstructions_are_pictures_from_the_given_generator() -> None:
    model, x = model_and_pictures()
    assert torch.equal(model.sample(5, seeded()), model.sample(5, seeded()))
    for pictures in (model.sample(5, seeded()), model.reconstruct(x)):
        assert pictures.shape[1:] == TINY.shape
        assert ((pictures >= 0) & (pictures <= 1)).all()


def test_written_out_and_fused_give_the_same() -> None:
    written, fused = (VAE(VAEConfig(), generator=seeded(), fused=on) for on in (False, True))
    x = torch.rand(3, 1, 28, 28, generator=seeded(1))
    torch.testing.assert_close(written(x, seeded()), fused(x, seeded()))


def test_the_networks_of_the_papers_have_their_sizes() -> None:
    assert VAEConfig().sizes == [784, 400, 20]
    assert VAEConfig((200, 200), 50).sizes == [784, 200, 200, 50]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="widths must be at least 1"):
        VAEConfig((0,), 3)
    model, x = model_and_pictures()
    with pytest.raises(ValueError, match="samples must be at least 1, got 0"):
        iwae_bound(model, x, 0)
