"""Networks over points, and score matching: learning ∇ log p(x) without ever knowing p (lecture 28)."""

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.unet import sinusoids

Score = Callable[[Tensor], Tensor]  # (N, D) -> (N, D)


class PointMLP(nn.Module):
    """A perceptron with SiLUs over a point and a time: what a U-Net is for pictures.

    It is shown the point, and the sinusoids of the time and of each coordinate, without which it is slow to learn what
    is fine: `waves` numbers of each, the shortest wave of a coordinate being 2π / `sharpness`.

    Shapes: x (N, dim), t (N,) -> (N, dim). Raises ValueError for points of another shape.

    Source: M. Tancik and others, Fourier features let networks learn high frequency functions (2020).

    >>> model = PointMLP(2, hidden=(64, 64), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 2), torch.arange(5)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self,
        dim: int = 2,
        hidden: Sequence[int] = (128, 128, 128),
        *,
        waves: int = 32,
        sharpness: float = 25.0,
        generator: Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        self.dim, self.waves, self.sharpness = dim, waves, sharpness
        layers: list[nn.Module] = []
        inputs = dim + (dim + 1) * waves
        for units in hidden:
            layers += [nn.Linear(inputs, units, generator=generator), nn.SiLU()]
            inputs = units
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, dim, generator=generator))
        nn.fuse(self, on=fused)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        if x.dim() != 2 or x.shape[1] != self.dim:
            raise ValueError(f"PointMLP: x must be (N, {self.dim}), got {tuple(x.shape)}")
        numbers = torch.stack((t.to(x), *(self.sharpness * x).T))  # (1 + dim, N)
        shown = [sinusoids(each, self.waves).to(x) for each in numbers]  # (N, waves) each
        return self.layers(torch.cat((x, *shown), dim=1))


class ScoreMLP(nn.Module):
    """s(x, σ) = f(x, log σ) / σ: the score of the data with noise of standard deviation σ, at all levels of σ.

    The noise of a point is about σ away, and its score about 1 / σ long: f has numbers of size 1 to learn.

    Shapes: x (N, dim), sigma (N,) -> (N, dim).

    Source: Y. Song, S. Ermon, Improved techniques for training score-based generative models (2020), technique 3.

    >>> ScoreMLP(hidden=(8,))(torch.zeros(5, 2), torch.ones(5)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self,
        dim: int = 2,
        hidden: Sequence[int] = (128, 128, 128),
        *,
        generator: Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        self.network = PointMLP(dim, hidden, generator=generator, fused=fused)

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        t = 100 * sigma.log()  # log σ spans a few units, and what sinusoids tell apart best, some hundreds
        return self.network(x, t) / sigma[:, None]


def explicit(score: Score, x: Tensor) -> Tensor:
    """½ |s(x)|² + tr ∂s/∂x, for each point: up to a constant, the mean of ½ |s(x) - ∇ log p(x)|². Shape (N,).

    The trace takes a gradient for each dimension: it is exact, and dear where there are many. `score` must see each
    point by itself.

    Source: A. Hyvärinen, Estimation of non-normalized statistical models by score matching (2005), theorem 1.

    >>> explicit(lambda x: -x, torch.zeros(3, 2))  # at the middle of a normal distribution
    tensor([-2., -2., -2.], grad_fn=<AddBackward0>)
    """
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        s = score(x)  # (N, D)
        diagonal = [torch.autograd.grad(s[:, i].sum(), x, create_graph=True)[0][:, i] for i in range(x.shape[1])]
        return s.square().sum(1) / 2 + torch.stack(diagonal).sum(0)


def sliced(score: Score, x: Tensor, generator: Generator | None = None) -> Tensor:
    """½ |s(x)|² + vᵀ (∂s/∂x) v for a direction v ~ N(0, I), drawn for each point: `explicit` on average. Shape (N,).

    One gradient does, however many dimensions there are.

    Source: Y. Song, S. Garg, J. Shi, S. Ermon, Sliced score matching (2019), equation 8.

    >>> sliced(lambda x: -x, torch.zeros(3, 2)).shape
    torch.Size([3])
    """
    v = torch.randn(x.shape, generator=generator).to(x)  # (N, D)
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        s = score(x)
        [along] = torch.autograd.grad((s * v).sum(), x, create_graph=True)  # (N, D), vᵀ ∂s/∂x
        return s.square().sum(1) / 2 + (along * v).sum(1)


def denoising(score: Score, x: Tensor, sigma: Tensor | float, generator: Generator | None = None) -> Tensor:
    """½ σ² |s(x + σ ε) + ε / σ|² for ε ~ N(0, I), drawn for each point: no gradient of the network at all. Shape (N,).

    It is least for the score of the data with that noise, which points back to where the noise came from. `sigma` is
    one number, or (N,), one per point: the factor σ² makes all levels count the same.

    Source: P. Vincent, A connection between score matching and denoising autoencoders (2011), section 4.2; Y. Song,
    S. Ermon, Generative modeling by estimating gradients of the data distribution (2019), equation 5.

    >>> denoising(lambda x: -x, torch.zeros(3, 2), sigma=1.0)  # where all there is is the noise
    tensor([0., 0., 0.])
    """
    sigma = torch.as_tensor(sigma).to(x).reshape(-1, 1)  # (N, 1)
    noise = torch.randn(x.shape, generator=generator).to(x)  # (N, D)
    return (sigma * score(x + sigma * noise) + noise).square().sum(1) / 2
