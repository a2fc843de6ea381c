"""The score of points at all levels of noise, and a walk along it that ends in moons and spirals (lecture 28)."""

import torch
from torch import Generator, Tensor

from chainrule.models.score import ScoreMLP, denoising
from chainrule.recipes.points import Kind
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.langevin import annealed
from chainrule.training.objectives import inputs
from chainrule.training.sums import Found, Model

LEVELS = torch.logspace(0.5, -1.7, 20)  # of noise: standard deviations from 3.2 to 0.02
STEP, STEPS = 0.1, 20  # of the walk at each level


def matching(model: Model, batch: object, generator: Generator) -> Found:
    """Denoising score matching, with a level of noise drawn for each point."""
    x = inputs(batch)
    sigma = LEVELS[torch.randint(len(LEVELS), (len(x),), generator=generator)].to(x)  # (N,)
    return denoising(lambda noisy: model(noisy, sigma), x, sigma, generator).sum(), len(x), {}


def drawn(model: ScoreMLP, count: int, generator: Generator, way: list[Tensor] | None = None) -> Tensor:
    """By annealed Langevin sampling."""
    start = LEVELS[0] * torch.randn(count, 2, generator=generator)
    see = None if way is None else lambda sigma, x: way.append(x)
    return annealed(model, start, LEVELS, step=STEP, steps=STEPS, generator=generator, seen=see)


KIND = Kind(
    ScoreMLP,
    matching,
    drawn,
    epochs=50,
    stages=(2, 5, 8, 11, 14),
    title="Langevin sampling of points",
    words="A perceptron of three layers learns the score by denoising, "
    f"at {len(LEVELS)} levels, {STEPS} steps at each.",
)
RECIPE = Recipe(
    "score-2d",
    "Langevin sampling of points in the plane, along a score learned by denoising",
    "moons and spirals no further from held-out points than the halves of those from each other, and a standard error",
    "an energy distance of at most 0.15 for moons, after a fifth of the training",
    KIND.run,
    sample=KIND.sample,
)
