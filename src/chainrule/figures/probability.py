"""Lecture 9: densities, averages that come to rest, clouds, and the families of distributions."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from chainrule import svg
from chainrule.figures.plot import Axes
from chainrule.probability import Normal, bayes, covariance
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, LINE, QUIET, RED, Point, Svg, element, number

WIDTH = 420
SCALE = 1.4
WEIGHT = (300.0, 40.0)  # grams: mean and standard deviation of a fruit
PRICES, GRADES = (0.5, 1.0, 2.0), (0.3, 0.5, 0.2)
SCORES = (0.0, 3.0)  # the mean score of a good and of a rotten fruit; both have the standard deviation 1
PRIOR, THRESHOLD = 0.02, 1.7


def bell(mean: float, std: float) -> Callable[[float], float]:
    """The density of a normal distribution, number by number."""
    normal = Normal(mean, std)
    return lambda x: normal.prob(x).item()


def histograms() -> Svg:
    """The same weights in bars of three widths; the area of a bar is the share of fruit in it."""
    weights = Normal(*WEIGHT).sample((2000,), generator=torch.Generator().manual_seed(0))
    parts, said = [], []
    for left, width in ((0, 40.0), (143, 20.0), (286, 8.0)):
        axes = Axes(left + 3, 34, 128, 150, (180.0, 420.0), (0.0, 0.0125))
        bars = histogram(weights, width)
        parts += [bar(axes, start, start + width, height) for start, height in bars if 180 <= start <= 420 - width]
        tops = max(height for _, height in bars)
        said.append(f"Bars of {number(width)} g reach {tops:.4f} per gram")
        parts += [
            axes.curve(bell(*WEIGHT), stroke=AMBER),
            svg.line([axes.at(180, 0), axes.at(420, 0)]),
            svg.text((left + 67, 18), f"{number(width)} g wide", size=15, fill=QUIET),
            *ticks(axes, (200, 300, 400)),
        ]
    title = "Histograms of the same weights, with narrower and narrower bars"
    description = f"{'; '.join(said)}. The density of the normal distribution, at most 0.0100, is drawn over each."
    return svg.picture(WIDTH, 214, *parts, title=title, description=description, scale=SCALE)


def histogram(values: Tensor, width: float) -> list[tuple[float, float]]:
    """(start of the bar, share in it divided by its width), for bars that begin at multiples of the width.

    >>> histogram(torch.tensor([1.0, 1.5, 2.0, 7.0]), 2.0)
    [(0.0, 0.25), (2.0, 0.125), (6.0, 0.125)]
    """
    places, counts = torch.unique((values / width).floor(), return_counts=True)
    heights = counts / (len(values) * width)
    return list(zip((places * width).tolist(), heights.tolist(), strict=True))


def running_mean() -> Svg:
    """The average price so far of three sellers, beside the expectation and two standard errors."""
    values, probs = torch.tensor(PRICES), torch.tensor(GRADES)
    mean = (values * probs).sum().item()
    std = ((values - mean) ** 2 * probs).sum().sqrt().item()
    axes = Axes(44, 16, 356, 190, (0.0, 3.0), (0.4, 1.7))  # over log10 n
    parts = [filled([*band(axes, mean, std, 1), *reversed(band(axes, mean, std, -1))], BLUE, 0.12)]
    ends = []
    for seed, colour in ((1, AMBER), (2, GREEN), (4, RED)):
        drawn = values[torch.multinomial(probs, 1000, replacement=True, generator=torch.Generator().manual_seed(seed))]
        means = drawn.cumsum(0) / torch.arange(1, 1001)
        shown = sorted({round(10 ** (step / 40)) for step in range(121)})
        points = [axes.at(math.log10(n), min(means[n - 1].item(), 1.7)) for n in shown]
        parts.append(svg.line(points, stroke=colour, width=1.6))
        ends.append(f"{means[-1].item():.2f}")
    parts += [
        svg.line([axes.at(0, mean), axes.at(3, mean)], stroke=BLUE, width=2),
        svg.formula((axes.at(3, mean)[0], axes.at(3, mean)[1] - 40), f"E[X] = {number(mean)}", anchor="end", fill=BLUE),
        *(svg.text((axes.at(k, 0.4)[0], 226), f"{10**k:,}", size=14, fill=QUIET) for k in range(4)),
        *(svg.text((38, axes.at(0, y)[1] + 5), f"{y:g}", size=14, anchor="end", fill=QUIET) for y in (0.5, 1.0, 1.5)),
        svg.text((400, 246), "fruits sold so far", size=14, anchor="end", fill=QUIET),
    ]
    description = (
        f"Averages of the prices of 1 to 1,000 fruits, three times. After 1,000 fruits they are {', '.join(ends)}; the "
        f"expectation is {mean:.2f}. The band is two standard errors wide on either side and closes like one over the "
        "root of n."
    )
    title = "The average of more and more draws approaches the expectation"
    return svg.picture(WIDTH, 254, *parts, title=title, description=description, scale=SCALE)


def band(axes: Axes, mean: float, std: float, side: int) -> list[Point]:
    """Two standard errors above (side 1) or below (-1) the mean, over log10 n, kept inside the axes."""
    low, high = axes.y_range
    places = [step / 20 for step in range(61)]
    return [axes.at(k, min(max(mean + side * 2 * std / math.sqrt(10**k), low), high)) for k in places]


def clouds() -> Svg:
    """Three clouds: rising together, independent, and dependent without covariance."""
    first, other = (torch.randn(250, generator=torch.Generator().manual_seed(seed)) for seed in (3, 8))
    even = torch.linspace(-1.75, 1.75, 250)
    parts, said = [], []
    for left, x, y, name in (
        (0, first, 0.8 * first + 0.6 * other, "together"),
        (143, first, other, "independent"),
        (286, even, even**2 - 1 + 0.15 * other, "a curve"),
    ):
        axes = Axes(left + 3, 30, 128, 128, (-3.2, 3.2), (-3.2, 3.2))
        shown = [(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True) if abs(a) < 3.1 and abs(b) < 3.1]
        found = round(covariance(torch.stack([x, y], 1))[0, 1].item(), 2) + 0.0  # and no -0.00
        parts += [svg.dot(axes.at(a, b), 1.8, fill=BLUE) for a, b in shown]
        parts += [
            svg.text((left + 67, 18), name, size=15, fill=QUIET),
            svg.line([axes.at(-3.2, 0), axes.at(3.2, 0)], stroke=FAINT, width=1),
            svg.line([axes.at(0, -3.2), axes.at(0, 3.2)], stroke=FAINT, width=1),
            svg.text((left + 67, 182), f"Cov {found:.2f}".replace("-", "−"), size=15),
        ]
        said.append(f"{name}: covariance {found:.2f}")
    title = "Covariance sees straight lines only"
    description = f"Three clouds of 250 points each. {'; '.join(said)}. In the last, y is nearly the square of x."
    return svg.picture(WIDTH, 192, *parts, title=title, description=description, scale=SCALE)


def common() -> Svg:
    """A Bernoulli, a multinoulli and three normal distributions."""
    coin = Axes(24, 34, 70, 130, (-0.6, 1.6), (0.0, 1.0))
    die = Axes(126, 34, 104, 130, (-0.6, 3.6), (0.0, 1.0))
    line = Axes(262, 34, 156, 130, (-4.0, 4.0), (0.0, 0.85))
    parts = [bar(coin, k - 0.3, k + 0.3, p) for k, p in enumerate((0.3, 0.7))]
    parts += [bar(die, k - 0.3, k + 0.3, p) for k, p in enumerate((0.1, 0.5, 0.15, 0.25))]
    for mean, std, colour in ((0.0, 1.0, BLUE), (2.0, 1.0, AMBER), (-1.0, 0.5, GREEN)):
        parts.append(line.curve(bell(mean, std), stroke=colour, samples=128))
    parts += [
        svg.text((59, 18), "Bernoulli", size=15, fill=QUIET),
        svg.text((178, 18), "Multinoulli", size=15, fill=QUIET),
        svg.text((340, 18), "Normal", size=15, fill=QUIET),
        svg.formula((59, 208), "θ = 0.7", size=15),
        svg.formula((178, 208), "K = 4", size=15),
        svg.formula((340, 208), "μ = −1, 0, 2", size=15),
        svg.formula((340, 228), "σ = ½, 1, 1", size=15),
        *ticks(coin, (0, 1)),
        *ticks(die, (0, 1, 2, 3)),
        *ticks(line, (-2, 0, 2)),
        *(svg.line([axes.at(axes.x_range[0], 0), axes.at(axes.x_range[1], 0)]) for axes in (coin, die, line)),
    ]
    description = (
        "Bernoulli with parameter 0.7: a bar of 0.3 at 0 and one of 0.7 at 1. Multinoulli with four classes: bars of "
        "0.1, 0.5, 0.15 and 0.25. Normal densities with means 0, 2 and -1 and standard deviations 1, 1 and 0.5; "
        "the narrow one is twice as high."
    )
    return svg.picture(
        WIDTH, 238, *parts, title="Three families of distributions", description=description, scale=SCALE
    )


def scores() -> Svg:
    """The scores of good and of rotten fruit with a threshold, and the posterior of rot over the score."""
    above = Axes(30, 22, 376, 120, (-3.0, 6.5), (0.0, 0.45))
    below = Axes(30, 196, 376, 110, (-3.0, 6.5), (0.0, 1.0))
    parts = []
    for mean, colour, name in ((SCORES[0], BLUE, "good"), (SCORES[1], AMBER, "rotten")):
        xs = [THRESHOLD + (6.5 - THRESHOLD) * step / 40 for step in range(41)]
        edge = [above.at(x, bell(mean, 1.0)(x)) for x in xs]
        parts.append(filled([above.at(THRESHOLD, 0), *edge, above.at(6.5, 0)], colour, 0.3))
        side, anchor = (-1.1, "end") if name == "good" else (1.1, "start")
        parts += [
            above.curve(bell(mean, 1.0), stroke=colour, samples=96),
            svg.text(above.at(mean + side, 0.36), name, size=15, fill=colour, anchor=anchor),
        ]
    crossing = (4.5 - math.log(PRIOR / (1 - PRIOR))) / 3
    tails = tail(SCORES[0]), tail(SCORES[1])
    parts += [
        svg.line([above.at(THRESHOLD, 0), above.at(THRESHOLD, 0.45)], stroke=INK, width=1.4),
        svg.text((above.at(THRESHOLD, 0)[0], 14), "threshold 1.7", size=14),
        svg.line([above.at(-3, 0), above.at(6.5, 0)]),
        below.curve(posterior, stroke=GREEN, samples=128),
        svg.line([below.at(-3, 0), below.at(6.5, 0)]),
        svg.line([below.at(-3, 0.5), below.at(crossing, 0.5), below.at(crossing, 0)], stroke=LINE, width=1),
        svg.text(below.at(-2.9, 0.9), "p(rotten | score)", size=15, fill=GREEN, anchor="start"),
        svg.text((below.left - 5, below.at(0, 0.5)[1] + 5), "½", size=15, anchor="end", fill=QUIET),
        svg.text((below.at(crossing, 0)[0], 326), f"{crossing:.1f}", size=14),
        *(svg.text((below.at(x, 0)[0], 326), f"{x:g}", size=14, fill=QUIET) for x in (0, 5)),
        *ticks(above, (-2, 0, 3, 5)),
    ]
    description = (
        f"Two bells of standard deviation 1 around 0 and 3. Right of the threshold lie {tails[0]:.3f} of the good and "
        f"{tails[1]:.3f} of the rotten fruit. The posterior of rot, with the prior {PRIOR}, is a sigmoid that crosses "
        f"one half at {crossing:.2f}."
    )
    title = "Two densities of a score, and the posterior that follows from them"
    return svg.picture(WIDTH, 336, *parts, title=title, description=description, scale=SCALE)


def tail(mean: float) -> float:
    """The share of scores above the threshold, for a bell of standard deviation 1."""
    return 0.5 * math.erfc((THRESHOLD - mean) / math.sqrt(2))


def posterior(score: float) -> float:
    """p(rotten | score), by Bayes' rule."""
    likelihood = Normal(list(SCORES), 1.0).prob(score)
    return bayes(torch.tensor([1 - PRIOR, PRIOR]), likelihood)[1].item()


def bar(axes: Axes, left: float, right: float, height: float, colour: str = BLUE) -> str:
    """A bar of a histogram or a PMF, from the axis up."""
    (x0, top), (x1, bottom) = axes.at(left, height), axes.at(right, 0.0)
    return element(
        "rect", x=x0, y=top, width=x1 - x0, height=bottom - top, fill=colour, fill_opacity=0.35, stroke=colour
    )


def filled(points: Sequence[Point], colour: str, opacity: float) -> str:
    """A polygon without an outline."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
    return element("path", d=path, fill=colour, fill_opacity=opacity)


def ticks(axes: Axes, places: Sequence[float]) -> list[str]:
    """Numbers below the axis."""
    low = axes.y_range[0]
    return [svg.text((axes.at(x, low)[0], axes.at(x, low)[1] + 18), number(x), size=14, fill=QUIET) for x in places]


DRAWN: dict[str, Callable[[], Svg]] = {
    "probability.common": common,
    "probability.covariance": clouds,
    "probability.histograms": histograms,
    "probability.running_mean": running_mean,
    "probability.scores": scores,
}
