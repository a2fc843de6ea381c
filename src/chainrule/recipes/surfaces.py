"""Losses over two parameters on which optimizers race: a long valley, a bent one, a saddle, and noise (lecture 11)."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.figures import surfaces
from chainrule.svg import Point, Svg

MOST_STEPS = 1000
RATES = tuple(10 ** (power / 4) for power in range(-12, 4))  # 0.001 to 5.6
Make = Callable[[list[Tensor], float], optim.Optimizer]

OPTIMIZERS: Mapping[str, Make] = {
    "SGD": lambda w, lr: optim.SGD(w, lr=lr),
    "momentum": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9),
    "Nesterov": lambda w, lr: optim.SGD(w, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda w, lr: optim.Adagrad(w, lr=lr),
    "RMSProp": lambda w, lr: optim.RMSprop(w, lr=lr, alpha=0.9),
    "Adam": lambda w, lr: optim.Adam(w, lr=lr),
}


@dataclass(frozen=True)
class Surface:
    """A loss L(u, v), where optimizers start, and when they have arrived: at a loss of `goal` above the least one.

    `noise` is the standard deviation of what is added to each gradient, as a mini-batch does.
    """

    name: str
    formula: str
    loss: Callable[[Tensor, Tensor], Tensor]
    start: Point
    minima: tuple[Point, ...]
    least: float
    goal: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    noise: float = 0.0


def _valley(u: Tensor, v: Tensor) -> Tensor:
    """A bowl that is 50 times as steep across as along, turned so that neither way is that of an axis."""
    along, across = 0.8 * u + 0.6 * v, 0.8 * v - 0.6 * u
    return 0.5 * (along**2 + 50 * across**2)


SURFACES = (
    Surface(
        "long valley",
        "½ (a² + 50 b²)",
        _valley,
        start=(-6.0, -2.0),
        minima=((0.0, 0.0),),
        least=0.0,
        goal=0.02,
        x_range=(-7.0, 2.0),
        y_range=(-5.0, 2.0),
    ),
    Surface(
        "bent valley (Rosenbrock)",
        "(1 - u)² + 20 (v - u²)²",
        lambda u, v: (1 - u) ** 2 + 20 * (v - u**2) ** 2,
        start=(-1.2, 1.6),
        minima=((1.0, 1.0),),
        least=0.0,
        goal=0.02,
        x_range=(-1.9, 1.6),
        y_range=(-0.8, 2.6),
    ),
    Surface(
        "saddle",
        "u² - v² + ½ v⁴",
        lambda u, v: u**2 - v**2 + 0.5 * v**4,
        start=(-1.5, 1e-4),
        minima=((0.0, 1.0), (0.0, -1.0)),
        least=-0.5,
        goal=0.02,
        x_range=(-1.8, 1.0),
        y_range=(-1.4, 1.4),
    ),
    Surface(
        "long valley, noisy gradients",
        "½ (a² + 50 b²)",
        _valley,
        start=(-6.0, -2.0),
        minima=((0.0, 0.0),),
        least=0.0,
        goal=0.5,
        x_range=(-7.0, 2.0),
        y_range=(-5.0, 2.0),
        noise=2.0,
    ),
)


@dataclass(frozen=True)
class Race:
    """How one optimizer did at its best learning rate. `steps` until it stayed at the goal; None if it never did."""

    rate: float
    steps: int | None
    way: tuple[Point, ...]


def walk(surface: Surface, make: Make, rate: float, *, steps: int, seed: int = 0) -> list[Point]:
    """The points that an optimizer visits, the start first; it ends early where a number is no longer finite."""
    generator = Generator().manual_seed(seed)
    w = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = make([w], rate)
    way = [surface.start]
    for _ in range(steps):
        optimizer.zero_grad()
        surface.loss(w[0], w[1]).backward()
        assert w.grad is not None
        if surface.noise:
            w.grad += surface.noise * torch.randn(2, dtype=w.dtype, generator=generator)
        optimizer.step()
        u, v = w.tolist()
        if not (math.isfinite(u) and math.isfinite(v)):
            break
        way.append((u, v))
    return way


def steps_to_goal(surface: Surface, way: Sequence[Point], steps: int) -> int | None:
    """After how many steps the loss was at the goal and stayed there; None where it did not come or did not stay.

    With noise it is enough that it stays on average, over the next ten points.
    """
    if len(way) <= steps:
        return None
    u, v = torch.tensor(way, dtype=torch.float64).T
    above = surface.loss(u, v) - surface.least
    if surface.noise:
        above = above.unfold(0, 10, 1).mean(1)
    outside = (above > surface.goal).nonzero()
    arrived = int(outside[-1]) + 1 if len(outside) else 0
    return arrived if arrived < len(above) else None


def race(surface: Surface, make: Make, *, steps: int = MOST_STEPS, rates: Sequence[float] = RATES) -> Race:
    """The best of all learning rates: fewest steps to the goal, on average over five seeds where there is noise."""
    best = Race(rates[0], None, (surface.start,))
    fewest = math.inf
    for rate in rates:
        ways = [walk(surface, make, rate, steps=steps, seed=seed) for seed in range(5 if surface.noise else 1)]
        arrived = [steps_to_goal(surface, way, steps) for way in ways]
        reached = [number for number in arrived if number is not None]
        if len(reached) == len(ways) and mean(reached) < fewest:
            fewest = mean(reached)
            best = Race(rate, round(fewest), tuple(ways[0][: round(fewest) + 1]))
    return best


def races(surface: Surface, *, steps: int = MOST_STEPS, rates: Sequence[float] = RATES) -> dict[str, Race]:
    """Every optimizer on one surface, each with the learning rate that is best for it."""
    return {name: race(surface, make, steps=steps, rates=rates) for name, make in OPTIMIZERS.items()}


def picture(surface: Surface, run: Mapping[str, Race], names: Sequence[str] = ()) -> Svg:
    """The surface from above with the ways of the named optimizers, or of all."""
    xs, ys = ([low + (high - low) * i / 60 for i in range(61)] for low, high in (surface.x_range, surface.y_range))
    u, v = torch.meshgrid(torch.tensor(xs), torch.tensor(ys), indexing="xy")
    heights = surface.loss(u, v) - surface.least
    top = heights.max().item()
    levels = [surface.least + top * share**2 for share in (0.04, 0.1, 0.17, 0.25, 0.36, 0.48, 0.62, 0.8)]
    return surfaces.descent(
        xs,
        ys,
        (heights + surface.least).tolist(),
        levels,
        {f"{name} (η = {run[name].rate:.2g})": run[name].way for name in names or run},
        minima=surface.minima,
        title=f"{surface.name}: L = {surface.formula}",
    )
