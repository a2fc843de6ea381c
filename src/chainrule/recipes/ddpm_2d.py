"""Diffusion of points: noise becomes moons and spirals, no further from new ones than chance (lecture 28)."""

from functools import partial

from torch import Generator, Tensor

from chainrule.models.score import PointMLP
from chainrule.recipes.points import Kind
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.diffusion import cosine_schedule, ddpm, sample
from chainrule.training.objectives import denoising

KEPT = cosine_schedule(100)


def drawn(model: PointMLP, count: int, generator: Generator, way: list[Tensor] | None = None) -> Tensor:
    """By all steps of DDPM."""
    see = None if way is None else lambda t, x, x0: way.append(x)
    return sample(model, (count, 2), KEPT, generator=generator, step=ddpm, seen=see)


KIND = Kind(
    PointMLP,
    partial(denoising, kept=KEPT),
    drawn,
    epochs=80,
    stages=(0, 40, 60, 75, 90),
    title="Diffusion of points",
    words=f"A perceptron of three layers predicts the noise of {len(KEPT)} steps under the cosine schedule.",
)
RECIPE = Recipe(
    "ddpm-2d",
    "Diffusion of points in the plane",
    "moons and spirals no further from held-out points than the halves of those from each other, and a standard error",
    "an energy distance of at most 0.15 for moons, after a fifth of the training",
    KIND.run,
    sample=KIND.sample,
)
