"""What the recipes that draw points have in common: moons and spirals, learned, drawn, and measured by new ones."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn

from chainrule import optim
from chainrule.data import Points, two_moons, two_spirals
from chainrule.figures.pixels import grid, shown
from chainrule.probability import Estimate, energy_distance, nearest
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.problems import CannotSample
from chainrule.recipes.tables import table
from chainrule.svg import Svg
from chainrule.training import Batches, MovingAverage, Objective, fit

TRAIN, HELD = 10_000, 2000
BATCH, RATE, DECAY = 250, 3e-3, 0.99
NEAR = 1.35  # times as far from the nearest held-out point as a new point is, at most
QUICK_TARGET = 0.15


@dataclass(frozen=True)
class Cloud:
    """A set of points: what draws it, its noise, and what brings it around zero with a spread of about 1."""

    draw: Callable[..., tuple[list[tuple[float, float]], list[int]]]
    noise: float
    middle: tuple[float, float]
    stretch: float


SETS = {"moons": Cloud(two_moons, 0.1, (0.5, 0.25), 1.4), "spirals": Cloud(two_spirals, 0.03, (0.0, 0.0), 2.0)}


def points(name: str, count: int, seed: int) -> Points:
    """So many new points around zero, with spread 1 or so, and the moon or arm of each."""
    cloud = SETS[name]
    made, labels = cloud.draw(count, cloud.noise, random.Random(seed))
    return Points((torch.tensor(made) - torch.tensor(cloud.middle)) * cloud.stretch, torch.tensor(labels))


class Drawn(Protocol):
    """So many points (N, 2) from a model; into `way` goes where they are meanwhile."""

    def __call__(self, model: Any, count: int, generator: Generator, way: list[Tensor] | None = None, /) -> Tensor: ...


@dataclass(frozen=True)
class Kind:
    """How points are learned and drawn. `stages` are those on the way that are shown; `words` say it in a sentence."""

    model: Callable[..., nn.Module]
    objective: Objective
    drawn: Drawn
    epochs: int
    stages: Sequence[int]
    title: str
    words: str

    def run(self, options: Options) -> Outcome:
        """Moons and spirals, from each seed; moons alone where it is to be quick."""
        seeds = options.seeds(0, 1, 2, 3, 4)
        found, models, seconds = {}, {}, 0.0
        for name in ("moons",) if options.quick else SETS:
            rows = []
            for seed in seeds:
                models[name], trained_for = self.trained(options, name, seed)
                seconds += trained_for
                rows.append(compared(self.drawn(models[name], HELD, options.generator(seed)), name, seed))
            found[name] = rows
        if options.quick:
            return outcome(found, seeds, seconds, self.words, {}, QUICK_TARGET)
        return outcome(found, seeds, seconds, self.words, {"points": self.picture(models)})

    def trained(self, options: Options, name: str, seed: int) -> tuple[nn.Module, float]:
        """The network with averaged weights, and the seconds that it took."""
        generator = options.generator(seed)
        model = self.model(generator=generator, fused=not options.mine)
        data = Batches(points(name, TRAIN, seed), BATCH)
        epochs = self.epochs // 5 if options.quick else self.epochs
        optimizer = optim.Adam(model.parameters(), lr=RATE)
        average = MovingAverage(model, DECAY)
        history = fit(
            model,
            data,
            optimizer,
            epochs=epochs,
            generator=generator,
            schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / (epochs * len(data)), peak=0.1)),
            objective=self.objective,
            hooks=[average],
            **options.keep(f"{name} seed {seed}"),
        )
        options.save(average.model, f"{name} seed {seed}")
        return average.model, history.seconds

    def picture(self, models: Mapping[str, nn.Module]) -> Svg:
        """How points of each set come about: a row of densities, and last that of new points."""
        grids = {}
        for name, model in models.items():
            way: list[Tensor] = []
            last = self.drawn(model, 5000, Generator().manual_seed(0), way)
            clouds = [*(way[i] for i in self.stages), last, points(name, 5000, 1).points]
            row = torch.stack([density(each) for each in clouds])
            grids[f"{name}: from noise to points, and at the end new points"] = grid(row, columns=len(row))
        return shown(grids, title=self.title, description="Points drawn out of noise, at several times, and real ones.")

    def sample(self, asked: Asked) -> Svg:
        """How points come about, of moons, or of the set that the prompt names. Raises `CannotSample` for another."""
        name = asked.prompt or "moons"
        if name not in SETS:
            raise CannotSample(f"{asked.recipe} draws {' or '.join(SETS)}, and not {name!r}")
        return self.picture({name: asked.restored(self.model(), f"{name} seed")})


@dataclass(frozen=True)
class Compared:
    """Of one seed: drawn points beside as many held-out ones.

    `drawn` is the energy distance of both, and `halves` that between the halves of the held-out points. It hardly sees
    what is fine: `near` is how far a drawn point is from the nearest held-out one, the median, by how far a new one is.
    """

    drawn: Estimate
    halves: Estimate
    near: float


def compared(drawn: Tensor, name: str, seed: int) -> Compared:
    """Drawn points (HELD, 2) beside new ones that no training saw."""
    held, new = (points(name, HELD, start + seed).points for start in (10_000, 20_000))
    near, ideal = (nearest(each, held)[0].median().item() for each in (drawn, new))
    halves = energy_distance(held[: HELD // 2], held[HELD // 2 :])
    return Compared(energy_distance(drawn, held), halves, near / ideal)


def outcome(
    found: Mapping[str, Sequence[Compared]],
    seeds: tuple[int, ...],
    seconds: float,
    how: str,
    pictures: dict[str, Svg],
    quick: float | None = None,
) -> Outcome:
    """The numbers, means over the seeds: a distance may be what chance makes of two samples of the same.

    With a target `quick` for the energy distance, that alone.
    """
    numbers, rows = [], []
    for name, each in found.items():
        mine, halves = ([getattr(one, which).value.item() for one in each] for which in ("drawn", "halves"))
        error = fmean(one.halves.standard_error.item() for one in each)
        near = fmean(one.near for one in each)
        numbers.append(Number(f"energy distance, {name}", fmean(mine), quick or fmean(halves) + error, "", True))
        if not quick:
            numbers.append(Number(f"distance to the nearest, {name}", near, NEAR, "times that of new points", True))
        spread = f" ± {stdev(mine):.4f}" if len(mine) > 1 else ""
        rows.append([name, f"{fmean(mine):.4f}{spread}", f"{fmean(halves):.4f}", f"{error:.4f}", f"{near:.2f}"])
    heads = ["points", "drawn to held-out", "half to half", "its standard error", "nearest by that of new points"]
    details = f"""\
{how} Energy distance of {HELD:,} drawn points to as many held out, and between the halves of those, without bias, so
that chance makes it negative as often as positive; mean and spread of {len(seeds)} seeds. It hardly sees what is fine,
as an arm of a spiral. So beside it stands how far a drawn point is from the nearest one held out (median), by how far
a new point is.

{table(heads, rows)}"""
    return Outcome(tuple(numbers), seeds, seconds, details if len(seeds) > 1 else "", pictures)


def density(x: Tensor, side: int = 56, reach: float = 2.8) -> Tensor:
    """Points (N, 2) as a picture (1, side, side): the more points in a square, the darker."""
    counts = torch.histogramdd(x.flip(1).cpu(), [side, side], range=[-reach, reach, -reach, reach]).hist.flip(0)
    return 1 - (counts / counts.flatten().quantile(0.98).clamp(min=1)).clamp(max=1)[None].sqrt()
