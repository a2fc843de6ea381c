"""Lecture 9: what its explorables show where no script runs."""

import itertools
import math
from collections.abc import Sequence

import torch

from chainrule import svg
from chainrule.figures.plot import Axes
from chainrule.figures.probability import PRICES, SCALE, WIDTH, bar, bell, filled, ticks
from chainrule.probability import bayes, expected_value, variance_of
from chainrule.svg import AMBER, BLUE, GREEN, QUIET, Svg, element, number


def square(prior: float, hits: float, alarms: float) -> Svg:
    """A square of area 1: rotten and good fruit side by side, what is thrown out below."""
    axes = Axes(10, 12, 250, 250, (0.0, 1.0), (0.0, 1.0))
    parts = []
    for left, right, height, colour in ((0.0, prior, hits, AMBER), (prior, 1.0, alarms, BLUE)):
        for bottom, top, opacity in ((0.0, height, 0.85), (height, 1.0, 0.3)):
            (x0, y0), (x1, y1) = axes.at(left, top), axes.at(right, bottom)
            parts.append(element("rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0, fill=colour, fill_opacity=opacity))
    thrown = prior * hits + (1 - prior) * alarms
    parts += [
        svg.text((272, 40), "rotten", size=15, fill=AMBER, anchor="start"),
        svg.text((272, 62), "good", size=15, fill=BLUE, anchor="start"),
        svg.text((272, 92), "dark: thrown out", size=14, fill=QUIET, anchor="start"),
        svg.text((272, 130), f"rotten: {number(prior * hits)}", size=15, anchor="start"),
        svg.text((272, 152), f"good: {number((1 - prior) * alarms)}", size=15, anchor="start"),
    ]
    said = "nothing is thrown out"
    if thrown > 0:
        likelihood = torch.tensor([hits, alarms], dtype=torch.float64)
        share = bayes(torch.tensor([prior, 1 - prior], dtype=torch.float64), likelihood)[0].item()
        said = f"of what is thrown out, {number(share)} is rotten"
        parts.append(svg.text((272, 186), f"posterior {number(share)}", size=16, fill=GREEN, anchor="start"))
    title = "A joint table as areas"
    return svg.picture(WIDTH, 272, *parts, title=title, description=f"Areas are probabilities: {said}.", scale=SCALE)


def weights(mean: float, std: float, low: float, high: float) -> Svg:
    """A normal density with the area of a range."""
    axes = Axes(14, 14, 392, 170, (100.0, 500.0), (0.0, max(0.012, 0.45 / std)))
    density = bell(mean, std)
    low, high = min(low, high), max(low, high)
    xs = [low + (high - low) * step / 60 for step in range(61)]
    area = 0.5 * (math.erf((high - mean) / std / math.sqrt(2)) - math.erf((low - mean) / std / math.sqrt(2)))
    edge = [axes.at(x, density(x)) for x in xs]
    parts = [
        filled([axes.at(low, 0), *edge, axes.at(high, 0)], BLUE, 0.35),
        axes.curve(density, stroke=BLUE, samples=128),
        svg.line([axes.at(100, 0), axes.at(500, 0)]),
        *ticks(axes, (100, 200, 300, 400, 500)),
        svg.text((210, 224), f"area from {number(low)} to {number(high)} g: {number(area)}", size=15, fill=BLUE),
    ]
    description = f"Mean {number(mean)} g, standard deviation {number(std)} g; the shaded area is {number(area)}."
    title = "A normal density and the probability of a range"
    return svg.picture(WIDTH, 234, *parts, title=title, description=description, scale=SCALE)


def masses(heights: Sequence[float], values: Sequence[float]) -> Svg:
    """Bars as the PMF that they are when divided by their sum, with its mean and variance."""
    bars = torch.tensor(heights, dtype=torch.float64).clamp(min=0)
    p = bars / bars.sum() if bars.sum() > 0 else bars
    x = torch.tensor(values, dtype=torch.float64)
    mean, variance = expected_value(x, p).item(), variance_of(x, p).item()
    most = max(1e-9, p.max().item())
    gap = min(b - a for a, b in itertools.pairwise(values))
    axes = Axes(20, 24, 380, 150, (values[0] - 0.6 * gap, values[-1] + 0.6 * gap), (0.0, most))
    parts = [bar(axes, at - 0.35 * gap, at + 0.35 * gap, share) for at, share in zip(values, p.tolist(), strict=True)]
    parts += [
        svg.line([axes.at(axes.x_range[0], 0), axes.at(axes.x_range[1], 0)]),
        *ticks(axes, values),
        svg.text((210, 216), f"mean {number(mean)}, variance {number(variance)}", size=15, fill=BLUE),
    ]
    shares = ", ".join(f"{share:.3f}" for share in p.tolist())
    description = f"Probabilities {shares}: mean {number(mean)}, variance {number(variance)}."
    return svg.picture(WIDTH, 226, *parts, title="A PMF as bars", description=description, scale=SCALE)


def family(name: str, theta: float, probs: Sequence[float], normal: tuple[float, float, float, float]) -> Svg:
    """A family's distribution: bars, or for the normal its density, of (mean, std, low, high)."""
    if name == "normal":
        return weights(*normal)
    return masses([1 - theta, theta], [0.0, 1.0]) if name == "bernoulli" else masses(probs, PRICES)
