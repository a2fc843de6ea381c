"""The variational autoencoder: pictures from a few hidden numbers, which a second network guesses (lecture 26)."""

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn.functional import softplus

from chainrule import nn
from chainrule.models.build import Activation
from chainrule.models.mlp import MLP

AT_ONCE = 4_000  # pictures that `iwae_bound` decodes at one time: 12 MB of logits for MNIST


@dataclass(frozen=True)
class VAEConfig:
    """The widths of the hidden layers from the picture to the code, how many numbers a code has, and a picture's shape.

    The decoder has the same hidden layers in the opposite order. 784-400-20 is `VAEConfig()`; 784-200-200-50, which the
    literature compares on MNIST, is `VAEConfig((200, 200), 50)`. Raises ValueError for a width below 1.
    """

    hidden: tuple[int, ...] = (400,)
    latent: int = 20
    shape: tuple[int, ...] = (1, 28, 28)
    activation: Activation = nn.ReLU

    def __post_init__(self) -> None:
        if min(*self.hidden, self.latent, *self.shape) < 1:
            raise ValueError(f"VAEConfig: widths must be at least 1, got {self.hidden}, {self.latent}, {self.shape}")

    @property
    def sizes(self) -> list[int]:
        """The widths from the picture to the code."""
        return [math.prod(self.shape), *self.hidden, self.latent]


class VAE(nn.Module):
    """p(x, z) = p(x|z) p(z): a code z from N(0, 1), and each pixel white with a probability that the decoder tells.

    p(z|x), which codes a picture may have come from, cannot be computed. The encoder tells an approximation of it,
    q(z|x) = N(μ(x), σ²(x)), and both are trained together on `training.objectives.elbo`, a lower bound of log p(x):

        log p(x) >= E_q[log p(x|z)] - KL(q(z|x)‖p(z))

    A draw is written z = μ + σ ε with ε from N(0, 1), so that gradients go through it to μ and σ.

    Shapes: pictures x (N, *shape), pixels from 0 to 1; model(x, generator) gives logits (N, *shape), μ and log σ²
    (N, Z). Raises ValueError for pictures of another size.

    >>> model = VAE(VAEConfig(), generator=torch.Generator().manual_seed(0))
    >>> logits, mean, log_variance = model(torch.zeros(5, 1, 28, 28), torch.Generator().manual_seed(1))
    >>> logits.shape, mean.shape, model.sample(3).shape
    (torch.Size([5, 1, 28, 28]), torch.Size([5, 20]), torch.Size([3, 1, 28, 28]))

    Source: D. P. Kingma and M. Welling, Auto-encoding variational Bayes (2014), section 2.4 and appendix C.
    """

    def __init__(self, config: VAEConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        *widths, latent = config.sizes
        self.encoder = MLP([*widths, 2 * latent], config.activation, generator=generator, fused=fused)
        self.decoder = MLP([latent, *reversed(widths)], config.activation, generator=generator, fused=fused)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """μ and log σ² (N, Z) of q(z|x)."""
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        return mean, log_variance

    def decode(self, z: Tensor) -> Tensor:
        """The logits (N, *shape) of p(x|z), for codes (N, Z)."""
        return self.decoder(z).unflatten(1, self.config.shape)

    def forward(self, x: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor, Tensor]:
        mean, log_variance = self.encode(x)
        z = mean + torch.exp(0.5 * log_variance) * noise(mean.shape, mean, generator)  # (N, Z)
        return self.decode(z), mean, log_variance

    @torch.no_grad()
    def sample(self, count: int, generator: Generator | None = None) -> Tensor:
        """New pictures (count, *shape): for each a code from N(0, 1), and how white its pixels are on average."""
        like = next(self.parameters())
        return self.decode(noise((count, self.config.latent), like, generator)).sigmoid()

    @torch.no_grad()
    def reconstruct(self, x: Tensor) -> Tensor:
        """Pictures as they come back from the middle of their codes, (N, *shape)."""
        return self.decode(self.encode(x)[0]).sigmoid()


def noise(shape: torch.Size | tuple[int, ...], like: Tensor, generator: Generator | None) -> Tensor:
    """ε from N(0, 1), drawn on the processor, so that it is the same on every device; in type and place as `like`."""
    return torch.randn(shape, generator=generator, dtype=torch.float32).to(like)


def iwae_bound(
    model: VAE, x: Tensor, samples: int, generator: Generator | None = None, *, at_once: int = AT_ONCE
) -> Tensor:
    """A lower bound of log p(x) in nats, for each picture, that rises to it with the number of samples K:

        log p(x) >= E[log 1/K Σ_k p(x|z_k) p(z_k) / q(z_k|x)],  z_k from q(z|x)

    With one sample it is an estimate of the ELBO. Of K samples so many are decoded together that `at_once` pictures, or
    a sample of each, are in memory.

    Shapes: x (N, *shape), pixels from 0 to 1; the result (N,). Raises ValueError for less than one sample.

    >>> model = VAE(VAEConfig((8,), 2), generator=torch.Generator().manual_seed(0))
    >>> iwae_bound(model, torch.zeros(5, 1, 28, 28), samples=100).shape
    torch.Size([5])

    Source: Y. Burda, R. Grosse, R. Salakhutdinov, Importance weighted autoencoders (2016), equation 8.
    """
    if samples < 1:
        raise ValueError(f"iwae_bound: samples must be at least 1, got {samples}")
    mean, log_variance = model.encode(x)  # (N, Z)
    share = max(1, at_once // max(1, len(x)))
    parts = []
    for done in range(0, samples, share):
        epsilon = noise((min(share, samples - done), *mean.shape), mean, generator)  # (K, N, Z)
        z = mean + torch.exp(0.5 * log_variance) * epsilon
        logits = model.decode(z.flatten(0, 1)).unflatten(0, z.shape[:2]).flatten(2)  # (K, N, pixels)
        log_likelihood = torch.einsum("knp,np->kn", logits, x.flatten(1)) - softplus(logits).sum(2)  # log p(x|z)
        log_prior, log_posterior = -0.5 * z**2, -0.5 * (epsilon**2 + log_variance)  # but for -½ log 2π in both
        parts.append((log_likelihood + (log_prior - log_posterior).sum(2)).logsumexp(0))  # (N,)
    return torch.stack(parts).logsumexp(0) - math.log(samples)
