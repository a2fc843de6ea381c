"""Lectures 3 and 4: what a training makes of a line and of a line with a bend, and how its loss falls."""

import math
from collections.abc import Iterable, Sequence

from chainrule import svg
from chainrule.autograd.value import Value
from chainrule.figures.descent import RECEIPTS, SCALE, WIDTH, best_line, descend, mean_loss
from chainrule.figures.plot import Axes
from chainrule.svg import BLUE, FAINT, GREEN, LINE, QUIET, RED, Point, Svg, number

RIDES = ((1.0, 4.0), (2.0, 4.0), (3.0, 6.0), (4.0, 8.0), (5.0, 10.0))  # kilometres, manat: those of lecture 4
START = (1.0, -3.0, 1.0, 0.0)  # w, c, v, b
POWERS = {-6: "10⁻⁶", -4: "10⁻⁴", -2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100"}


def bend_loss(w: Value, c: Value, v: Value, b: Value) -> Value:
    """The mean of the squared errors of v * relu(w * km + c) + b on the five rides."""
    total = Value(0.0)
    for km, paid in RIDES:
        error = v * (w * km + c).relu() + b - paid
        total = total + error * error
    return total / len(RIDES)


def line() -> Svg:
    """The three receipts with the line after some steps, and the loss of the same run."""
    way = descend(mean_loss, (0.0, 0.0), rate=0.05, steps=300)
    losses = [mean_loss(Value(w), Value(b)).data for w, b in way]
    w, b = best_line()
    least = mean_loss(Value(w), Value(b)).data
    left = Axes(34, 30, 168, 176, (0.0, 5.6), (-0.6, 18.5))
    right = Axes(258, 30, 142, 176, (0.0, 300.0), (math.log10(0.3), 2.0))
    shown = {0: (LINE, (5.5, 0.5)), 1: (LINE, (4.1, 14.3)), 2: (LINE, (5.6, 8.6)), 300: (GREEN, (2.4, 7.8))}
    lines = [
        svg.line([left.at(x, way[step][0] * x + way[step][1]) for x in (0.0, 5.6)], stroke=colour, width=2)
        for step, (colour, _) in shown.items()
    ]
    labels = [
        svg.text(left.at(*place), f"step {step}", size=14, anchor="end", fill=colour if step == 300 else QUIET)
        for step, (colour, place) in shown.items()
    ]
    parts = [
        *framed(left, (0, 1, 3, 5), (0, 5, 10, 15), "km", "manat"),
        *lines,
        *labels,
        *(svg.dot(left.at(*receipt), 4.5, fill=BLUE) for receipt in RECEIPTS),
        *framed_log(right, (0, 100, 200, 300), (0, 1, 2), "step", "loss"),
        dashed(right, math.log10(least)),
        svg.line([right.at(step, math.log10(loss)) for step, loss in enumerate(losses)], stroke=BLUE, width=2),
    ]
    told = ", ".join(f"{number(losses[step])} after {step}" for step in (0, 1, 5, 10, 100, 300))
    description = (
        f"The line goes from flat to {number(w)} x + {number(b)}. The loss is {told}; the least is {number(least)}."
    )
    return svg.picture(
        WIDTH, 252, *parts, title="A line fitted to three receipts", description=description, scale=SCALE
    )


def bend() -> Svg:
    """The five rides with the network at its start, trained, and dead; and the loss of both runs."""
    runs = {rate: descend(bend_loss, START, rate, 1000) for rate in (0.03, 0.05)}
    left = Axes(34, 30, 168, 176, (0.0, 5.6), (-0.6, 12.0))
    right = Axes(262, 30, 136, 176, (0.0, 1000.0), (-6.5, 2.0))
    good, dead = runs[0.03][-1], runs[0.05][-1]
    curves = [(START, LINE), (dead, RED), (good, GREEN)]
    parts = [
        *framed(left, (0, 1, 3, 5), (0, 5, 10), "km", "manat"),
        *(svg.line(fares(left, knobs), stroke=colour, width=2) for knobs, colour in curves),
        svg.text(left.at(3.1, 1.0), "start", size=14, anchor="end", fill=QUIET),
        svg.text(left.at(0.1, 6.9), "η = 0.05", size=14, anchor="start", fill=RED),
        svg.text(left.at(4.0, 10.2), "η = 0.03", size=14, anchor="end", fill=GREEN),
        *(svg.dot(left.at(*ride), 4.5, fill=BLUE) for ride in RIDES),
        *framed_log(right, (0, 500, 1000), (-6, -4, -2, 0, 2), "step", "loss"),
    ]
    ends = []
    for (rate, way), colour in zip(runs.items(), (GREEN, RED), strict=True):
        losses = [bend_loss(*map(Value, at)).data for at in way]
        heights = {step: math.log10(loss) for step, loss in enumerate(losses) if step < 20 or step % 5 == 0}
        seen = [right.at(step, height) for step, height in heights.items() if height >= right.y_range[0]]
        parts.append(svg.line(seen, stroke=colour, width=2))
        ends.append(f"with {number(rate)} it ends at {number(losses[-1])}")
    description = f"The loss begins at {number(bend_loss(*map(Value, START)).data)}; {', '.join(ends)}."
    return svg.picture(
        WIDTH, 252, *parts, title="A network with one bend, alive and dead", description=description, scale=SCALE
    )


def fares(axes: Axes, knobs: Sequence[float]) -> list[Point]:
    """The line with a bend that the knobs w, c, v, b draw, with a point where it bends."""
    w, c, v, b = knobs
    low, high = axes.x_range
    xs = sorted({low, high, min(max(-c / w, low), high)})
    return [axes.at(x, v * max(0.0, w * x + c) + b) for x in xs]


def framed(axes: Axes, xs: Iterable[float], ys: Iterable[float], across: str, up: str) -> list[str]:
    """The axes with their numbers and their names."""
    return _frame(axes, {x: number(x) for x in xs}, {y: number(y) for y in ys}, across, up)


def framed_log(axes: Axes, xs: Iterable[float], powers: Iterable[int], across: str, up: str) -> list[str]:
    """The same where what goes up is the logarithm, to the base of ten, of what is written there."""
    return _frame(axes, {x: number(x) for x in xs}, {float(power): POWERS[power] for power in powers}, across, up)


def _frame(axes: Axes, xs: dict[float, str], ys: dict[float, str], across: str, up: str) -> list[str]:
    (x0, x1), (y0, _) = axes.x_range, axes.y_range
    parts = [svg.line([axes.at(x0, y0), axes.at(x1, y0)])]
    for y, label in ys.items():
        place, end = axes.at(x0, y), axes.at(x1, y)
        parts += [
            svg.line([place, end], stroke=FAINT, width=1),
            svg.text((place[0] - 6, place[1] + 5), label, size=14, anchor="end", fill=QUIET),
        ]
    for x, label in xs.items():
        place = axes.at(x, y0)
        parts.append(svg.text((place[0], place[1] + 18), label, size=14, fill=QUIET))
    low = axes.at(x1, y0)
    return [
        *parts,
        svg.text((low[0], low[1] + 38), across, size=14, anchor="end", fill=QUIET),
        svg.text((axes.left - 30, axes.top - 14), up, size=14, anchor="start", fill=QUIET),
    ]


def dashed(axes: Axes, y: float, pieces: int = 20) -> str:
    """A dashed line across at a height."""
    low, high = axes.x_range
    width = (high - low) / pieces
    return "".join(
        svg.line([axes.at(low + index * width, y), axes.at(low + (index + 0.5) * width, y)], stroke=GREEN)
        for index in range(pieces)
    )
