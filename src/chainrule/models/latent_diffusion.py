"""Latent diffusion: a diffusion model draws codes, and the decoder of an autoencoder makes pictures of them (29)."""

import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.autoencoder_kl import AutoencoderKL
from chainrule.models.unet import UNet
from chainrule.models.vae import noise


class LatentDiffusion(nn.Module):
    """x = decoder(z / scale + shift), with codes z that a denoiser draws out of noise.

    The autoencoder leaves out what one does not see, once; the denoiser, which is asked many times per picture, has far
    fewer numbers to think of. It works on codes of mean 0 and variance 1, as noise has: `standardize` measures
    `shift` and `scale`, which begin as the autoencoder's configuration has them.

    Train the autoencoder first, on `objectives.elbo` with a small beta. Then the denoiser, on `objectives.denoising`
    with what `moments` and `drawn` give. `model(z_t, t, labels)` is the denoiser, so that `sampling.diffusion.sample`
    draws codes from it, of which `pictures` makes pictures.

    Shapes: pictures (N, C, H, W), codes (N, latent, H/f, W/f). Raises ValueError where the denoiser's channels are not
    those of a code.

    >>> from chainrule.models.autoencoder_kl import AutoencoderKLConfig
    >>> from chainrule.models.unet import UNetConfig
    >>> autoencoder = AutoencoderKL(AutoencoderKLConfig(1, 1, (8, 8), layers=1, latent=3, groups=4))
    >>> model = LatentDiffusion(autoencoder, UNet(UNetConfig(3, 3, (8,), attention=(False,), groups=4)))
    >>> z = model(torch.zeros(2, 3, 7, 7), torch.tensor([0, 9]))
    >>> model.pictures(z).shape
    torch.Size([2, 1, 14, 14])

    Source: R. Rombach and others, High-resolution image synthesis with latent diffusion models (2022), section 3 and
    appendix G.
    """

    shift: Tensor
    scale: Tensor

    def __init__(self, autoencoder: AutoencoderKL, denoiser: UNet) -> None:
        super().__init__()
        latent, config = autoencoder.config.latent, denoiser.config
        if (config.in_channels, config.out_channels) != (latent, latent):
            channels = f"{config.in_channels} and {config.out_channels} channels"
            raise ValueError(f"LatentDiffusion: a code has {latent} channels, and the denoiser {channels}")
        self.autoencoder, self.denoiser = autoencoder, denoiser
        self.register_buffer("shift", torch.tensor(autoencoder.config.shift))
        self.register_buffer("scale", torch.tensor(autoencoder.config.scale))

    def forward(self, z: Tensor, t: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.denoiser(z, t, labels)

    @torch.no_grad()
    def standardize(self, x: Tensor, generator: Generator | None = None) -> None:
        """Set shift and scale so that codes of pictures like x have mean 0 and variance 1 over all their numbers."""
        mean, log_variance = self.autoencoder.encode(x)
        z = mean + torch.exp(0.5 * log_variance) * noise(mean.shape, mean, generator)
        self.shift.copy_(z.mean())
        self.scale.copy_(1 / z.std())

    @torch.no_grad()
    def moments(self, x: Tensor) -> Tensor:
        """Mean and standard deviation of the codes of pictures, (N, 2 latent, H/f, W/f): computed once, drawn often."""
        mean, log_variance = self.autoencoder.encode(x)
        return torch.cat(((mean - self.shift) * self.scale, torch.exp(0.5 * log_variance) * self.scale), dim=1)

    @torch.no_grad()
    def pictures(self, z: Tensor) -> Tensor:
        """What the decoder makes of codes."""
        return self.autoencoder.decode(z / self.scale + self.shift)


def drawn(moments: Tensor, generator: Generator | None = None) -> Tensor:
    """Codes z = μ + σ ε, from what `LatentDiffusion.moments` gives: (N, 2 latent, ...) -> (N, latent, ...).

    >>> drawn(torch.tensor([[5.0, 0.0]]))
    tensor([[5.]])
    """
    mean, deviation = moments.chunk(2, dim=1)
    return mean + deviation * noise(mean.shape, mean, generator)
