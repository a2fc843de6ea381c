"""The autoencoder: a picture through a narrow middle and back, so the middle must know what counts (lecture 26)."""

from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.mlp import MLP
from chainrule.models.vae import VAEConfig


class Autoencoder(nn.Module):
    """z = f(x), and the logits of the pixels are g(z): two networks, and between them a code of a few numbers.

    It is `VAE` without chance: a picture has one code. Nothing says where codes may lie, so that what the decoder makes
    of a code that no picture has may be anything. Trained on `training.objectives.reconstruction`, and as a denoising
    autoencoder where that is given `corrupt`.

    Shapes: pictures x (N, *shape), pixels from 0 to 1 -> logits (N, *shape); codes (N, Z). Raises ValueError for
    pictures of another size.

    >>> import torch
    >>> model = Autoencoder(VAEConfig((100,), 2), generator=torch.Generator().manual_seed(0))
    >>> x = torch.zeros(5, 1, 28, 28)
    >>> model(x).shape, model.encode(x).shape
    (torch.Size([5, 1, 28, 28]), torch.Size([5, 2]))

    Source: G. Hinton, R. Salakhutdinov, Reducing the dimensionality of data with neural networks (2006); P. Vincent and
    others, Extracting and composing robust features with denoising autoencoders (2008).
    """

    def __init__(self, config: VAEConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        self.encoder = MLP(config.sizes, config.activation, generator=generator, fused=fused)
        self.decoder = MLP(config.sizes[::-1], config.activation, generator=generator, fused=fused)

    def encode(self, x: Tensor) -> Tensor:
        """The codes (N, Z) of pictures."""
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        """The logits of the pixels (N, *shape), for codes (N, Z)."""
        return self.decoder(z).unflatten(1, self.config.shape)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))
