"""Langevin sampling: a walk uphill in log p, with just as much noise that it does not stay at the top (lecture 28)."""

from collections.abc import Callable

import torch
from torch import Generator, Tensor

Score = Callable[[Tensor], Tensor]  # ∇ log p(x): (N, ...) -> (N, ...)
NoisyScore = Callable[[Tensor, Tensor], Tensor]  # the same at levels of noise (N,)


@torch.no_grad()
def langevin(score: Score, x: Tensor, *, step: float, steps: int, generator: Generator | None = None) -> Tensor:
    """x <- x + η ∇ log p(x) + √(2 η) ε, so many times, from each row of x; ε ~ N(0, I), η is `step`.

    With small steps, and enough of them, the rows are distributed as p, wherever they began. With steps of size η they
    spread somewhat further: of N(μ, s²) comes the variance s² / (1 - η / (2 s²)).

    Shapes: x (N, ...), the result as x. Raises ValueError for a step that is not above 0.

    >>> normal = lambda x: -x  # the score of N(0, 1)
    >>> x = langevin(normal, torch.full((2000,), 9.0), step=0.1, steps=100, generator=torch.Generator().manual_seed(0))
    >>> -0.1 < x.mean() < 0.1, 0.9 < x.std() < 1.1
    (tensor(True), tensor(True))

    Source: G. Roberts, R. Tweedie, Exponential convergence of Langevin distributions (1996), section 1.4.1.
    """
    if not step > 0:
        raise ValueError(f"langevin: step must be above 0, got {step}")
    for _ in range(steps):
        noise = torch.randn(x.shape, generator=generator).to(x)
        x = x + step * score(x) + (2 * step) ** 0.5 * noise
    return x


@torch.no_grad()
def annealed(
    score: NoisyScore,
    x: Tensor,
    levels: Tensor,
    *,
    step: float = 0.1,
    steps: int = 20,
    generator: Generator | None = None,
    seen: Callable[[float, Tensor], object] | None = None,
) -> Tensor:
    """`langevin` on the data with noise σ, for each σ of `levels` from the largest to the smallest: η = step σ².

    Where there is much noise, all modes are one, and the walk finds its way to any; with less it comes ever closer.
    score(x, sigma) has sigma (N,); `seen(sigma, x)` is told where the rows are after each level. At last the noise that
    is left is taken away: x + σ² score(x, σ) is the mean of what x may have been without it.

    Shapes: x (N, ...), levels (L,); the result as x. Raises ValueError for levels that do not fall, or are not above 0.

    >>> noisy_normal = lambda x, sigma: -x / (1 + sigma[0] ** 2)
    >>> levels = torch.tensor([3.0, 1.0, 0.3, 0.1])
    >>> annealed(noisy_normal, torch.randn(5, 2), levels).shape
    torch.Size([5, 2])

    Source: Y. Song, S. Ermon, Generative modeling by estimating gradients of the data distribution (2019), algorithm 1;
    A. Jolicoeur-Martineau and others, Adversarial score matching (2021), section 3.1, for the last step.
    """
    if levels.dim() != 1 or not len(levels) or not (levels[-1] > 0 and (levels.diff() < 0).all()):
        raise ValueError(f"annealed: levels must fall, and stay above 0, got {levels.tolist()}")
    for level in levels.tolist():
        sigma = torch.full((len(x),), level).to(x)
        x = langevin(at_level(score, sigma), x, step=step * level**2, steps=steps, generator=generator)
        if seen:
            seen(level, x)
    return x + levels[-1].to(x) ** 2 * score(x, sigma)


def at_level(score: NoisyScore, sigma: Tensor) -> Score:
    """The score of the data with this noise."""
    return lambda x: score(x, sigma)
