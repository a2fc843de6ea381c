"""VQ-VAE: an autoencoder whose code is words of a small vocabulary, one for each place of a map (lecture 27)."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn.functional import one_hot

from chainrule import nn
from chainrule.models.build import expect_images, expect_sizes, initialize


@dataclass(frozen=True)
class VQVAEConfig:
    """`codes` words, each a vector of `width` numbers; `channels` is how many maps the hidden layers have.

    With a `decay` the words follow the means of what is next to them, by a moving average; without, they are trained.
    Raises ValueError for a number below 1, and a decay outside of (0, 1).
    """

    in_channels: int = 1
    channels: int = 32
    codes: int = 64
    width: int = 16
    decay: float | None = None

    def __post_init__(self) -> None:
        expect_sizes(self, "in_channels", "channels", "codes", "width")
        if self.decay is not None and not 0 < self.decay < 1:
            raise ValueError(f"VQVAEConfig: decay must be between 0 and 1, got {self.decay}")


class Codebook(nn.Module):
    """K words e_1 ... e_K of D numbers: each vector z becomes the word that is nearest, k = argmin_j |z - e_j|².

    In training with a `decay` γ, the words are no parameters: for the n_k vectors z of a batch that are nearest to e_k,

        N_k <- γ N_k + (1 - γ) n_k,   m_k <- γ m_k + (1 - γ) Σ z,   e_k <- m_k / N_k

    Shapes: z (N, D, ...) -> words (N, D, ...) and their numbers (N, ...).

    >>> book = Codebook(2, 1)
    >>> _ = book.weight.data.copy_(torch.tensor([[0.0], [1.0]]))
    >>> words, numbers = book(torch.tensor([[0.2], [0.9]]))
    >>> numbers
    tensor([0, 1])

    Source: A. van den Oord, O. Vinyals, K. Kavukcuoglu, Neural discrete representation learning (2017), equation 1 and
    appendix A.1.
    """

    weight: Tensor  # (K, D)
    counts: Tensor  # N (K,)
    sums: Tensor  # m (K, D)

    def __init__(
        self, codes: int, width: int, decay: float | None = None, *, generator: Generator | None = None
    ) -> None:
        super().__init__()
        self.decay = decay
        weight = torch.empty(codes, width).uniform_(-1 / codes, 1 / codes, generator=generator)
        if decay is None:
            self.weight = nn.Parameter(weight)
        else:
            self.register_buffer("weight", weight)
            self.register_buffer("counts", torch.ones(codes))
            self.register_buffer("sums", weight.clone())

    def forward(self, z: Tensor) -> tuple[Tensor, Tensor]:
        vectors = z.movedim(1, -1)  # (N, ..., D)
        numbers = self.nearest(vectors.flatten(0, -2)).view(vectors.shape[:-1])  # (N, ...)
        words = self.weight[numbers].movedim(-1, 1)  # (N, D, ...)
        if self.decay is not None and self.training:
            self.follow(vectors.flatten(0, -2), numbers.flatten())
        return words, numbers

    def nearest(self, vectors: Tensor) -> Tensor:
        """The numbers (M,) of the words next to vectors (M, D)."""
        e = self.weight.to(vectors.dtype)
        # |z - e|² = |z|² - 2 z·e + |e|², and |z|² is the same for all words
        return (e.square().sum(1) - 2 * vectors @ e.t()).argmin(1)

    @torch.no_grad()
    def follow(self, vectors: Tensor, numbers: Tensor) -> None:
        """Move each word towards the mean of the vectors (M, D) that are next to it."""
        chosen = one_hot(numbers, len(self.weight)).to(self.sums)  # (M, K)
        share = 1 - float(self.decay or 0)
        self.counts.lerp_(chosen.sum(0), share)
        self.sums.lerp_(chosen.t() @ vectors.to(self.sums), share)
        self.weight.copy_(self.sums / self.counts.clamp(min=1e-5)[:, None])


class VQVAE(nn.Module):
    """z = encoder(x), e = the word next to z at each place, logits = decoder(e).

    argmin has no gradient. So the decoder is given z + (e - z) with e - z held constant: forward that is e, and
    backward the gradient goes straight through to z. Trained on `training.objectives.vector_quantized`.

    Shapes: pictures x (N, in_channels, H, W), sides that 4 divides; the result is logits as x, z and e (N, D, H/4,
    W/4). Raises ValueError for pictures of another shape.

    >>> model = VQVAE(VQVAEConfig(), generator=torch.Generator().manual_seed(0))
    >>> logits, z, e = model(torch.zeros(2, 1, 28, 28))
    >>> logits.shape, z.shape, model.encode(torch.zeros(2, 1, 28, 28)).shape
    (torch.Size([2, 1, 28, 28]), torch.Size([2, 16, 7, 7]), torch.Size([2, 7, 7]))

    Source: A. van den Oord, O. Vinyals, K. Kavukcuoglu, Neural discrete representation learning (2017), section 3.
    """

    def __init__(self, config: VQVAEConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        maps, width = config.channels, config.width
        self.encoder = nn.Sequential(
            nn.Conv2d(config.in_channels, maps, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(maps, 2 * maps, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(2 * maps, width, 3, padding=1),
        )
        self.codebook = Codebook(config.codes, width, config.decay, generator=generator)
        self.decoder = nn.Sequential(
            nn.Conv2d(width, 2 * maps, 3, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * maps, maps, 4, stride=2, padding=1, generator=generator),
            nn.ReLU(),
            nn.ConvTranspose2d(maps, config.in_channels, 4, stride=2, padding=1, generator=generator),
        )
        initialize(self, generator=generator, fused=fused)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        z = self.vectors(x)
        e, _ = self.codebook(z)
        return self.decoder(straight_through(z, e)), z, e

    def vectors(self, x: Tensor) -> Tensor:
        """z (N, D, H/4, W/4)."""
        expect_images(x, self.config.in_channels, None, "VQVAE", multiple=4)
        return self.encoder(x)

    def encode(self, x: Tensor) -> Tensor:
        """Pictures as numbers of words (N, H/4, W/4): a short text, which a model of texts can learn to write."""
        return self.codebook.nearest(self.vectors(x).movedim(1, -1).flatten(0, 2)).view(len(x), x.shape[2] // 4, -1)

    def decode(self, numbers: Tensor) -> Tensor:
        """The logits (N, in_channels, H, W) of pictures, from numbers of words (N, H/4, W/4)."""
        return self.decoder(self.codebook.weight[numbers].movedim(-1, 1))


def straight_through(z: Tensor, e: Tensor) -> Tensor:
    """e, with the gradient that comes to it given to z: z + (e - z), where e - z counts as a constant.

    >>> z = torch.tensor([0.8], requires_grad=True)
    >>> (3 * straight_through(z, z.round())).sum().backward()
    >>> z.grad
    tensor([3.])

    Source: Y. Bengio, N. Leonard, A. Courville, Estimating or propagating gradients through stochastic neurons (2013).
    """
    return z + (e - z).detach()


def perplexity(numbers: Tensor, codes: int) -> Tensor:
    """e^H, for the entropy H of how often each of the words is used: from 1, one alone, to `codes`, all as often.

    >>> perplexity(torch.tensor([0, 1, 0, 1]), codes=64)
    tensor(2.)
    """
    shares = torch.bincount(numbers.flatten(), minlength=codes) / numbers.numel()
    return torch.exp(-torch.special.xlogy(shares, shares).sum())
