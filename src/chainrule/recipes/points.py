"""What the recipes that draw points have in common: moons and spirals, and how far drawn points are from new ones."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import torch
from torch import Tensor

from chainrule.data import Points, two_moons, two_spirals
from chainrule.figures.pixels import grid, shown
from chainrule.probability import Estimate, energy_distance, nearest
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.tables import table
from chainrule.svg import Svg

TRAIN, HELD = 10_000, 2000
NEAR = 1.35  # times as far from the nearest held-out point as a new point is, at most
SETS: dict[
    str, tuple[Callable[..., tuple[list[tuple[float, float]], list[int]]], float, tuple[float, float], float]
] = {
    # name: (what draws it, its noise, its middle, by what it is stretched so that a coordinate spreads by about 1)
    "moons": (two_moons, 0.1, (0.5, 0.25), 1.4),
    "spirals": (two_spirals, 0.03, (0.0, 0.0), 2.0),
}


def points(name: str, count: int, seed: int) -> Points:
    """So many new points around zero, with spread 1 or so, and the moon or arm of each."""
    draw, noise, middle, stretch = SETS[name]
    made, labels = draw(count, noise, random.Random(seed))
    return Points((torch.tensor(made) - torch.tensor(middle)) * stretch, torch.tensor(labels))


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


def ways(stages: Mapping[str, Sequence[Tensor]], title: str) -> Svg:
    """For each set a row of pictures: where the points are at each stage, and last those that are held out."""
    grids = {
        f"{name}: from noise to points, and at the end new points": grid(
            torch.stack([density(each) for each in (*way, points(name, len(way[-1]), 1).points)]), columns=len(way) + 1
        )
        for name, way in stages.items()
    }
    return shown(grids, title=title, description="Points drawn out of noise, at several times, beside real ones.")
