"""Lecture 2: vectors, norms, maps of the plane and a gradient, on the lecture's three taxi rides."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from chainrule import svg
from chainrule.figures.plot import Axes
from chainrule.figures.surfaces import contour
from chainrule.linalg import svd
from chainrule.linalg.arrays import Array
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, LINE, QUIET, RED, Svg, number

WIDTH, SCALE = 420, 1.4
RIDES = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 5.0]])  # kilometres, minutes of waiting
PAID = np.array([2.0, 7.5, 8.0])  # manat
PRICES = np.array([1.5, 1.0])  # the lecture's guess: manat per kilometre, manat per minute
COMPANIES = np.array([[1.5, 1.0], [0.5, 2.0]])  # a price list per row


def loss(prices: Array) -> float:
    """The sum of the squared errors of a price list on the three rides."""
    return float(((RIDES @ prices - PAID) ** 2).sum())


def sums() -> Svg:
    """Two rides as arrows: one after the other gives the sum; a multiple is longer, or points the other way."""
    first, second = RIDES[0], RIDES[1]
    axes = Axes(34, 8, 205, 172, (0, 5), (0, 4))
    parts = [
        *_grid(axes, 5, 4),
        svg.text((136, 212), "kilometres", fill=QUIET),
        svg.text((2, 20), "min", anchor="start", fill=QUIET),
    ]
    total = first + second
    parts += [
        svg.line([axes.at(*second), axes.at(*total)], stroke=FAINT, width=2),
        _arrow(axes, (0, 0), first, BLUE),
        _arrow(axes, first, total, GREEN),
        _arrow(axes, (0, 0), total, INK),
        svg.text(axes.at(0.4, 2.1), _pair(first), fill=BLUE),
        svg.text(axes.at(2.2, 3.05), _pair(second), fill=GREEN),
        svg.text(axes.at(4.2, 3.35), _pair(total), bold=True),
    ]
    other = Axes(270, 8, 150, 172, (-1.5, 2.5), (-2, 4.2))
    parts += [
        svg.line([other.at(-1.5, 0), other.at(2.5, 0)]),
        svg.line([other.at(0, -2), other.at(0, 4.2)]),
        _arrow(other, (0, 0), 2 * first, AMBER),
        _arrow(other, (0, 0), first, BLUE),
        _arrow(other, (0, 0), -0.5 * first, RED),
        svg.text(other.at(1.2, 3.9), "2 times", fill=AMBER, anchor="end"),
        svg.text(other.at(1.15, 1.6), _pair(first), fill=BLUE, anchor="start"),
        svg.text(other.at(-0.15, -1.6), f"{number(-0.5)} times", fill=RED, anchor="start"),
    ]
    return svg.picture(
        WIDTH,
        220,
        *parts,
        title="A sum and a multiple of vectors",
        description=f"{_pair(first)} and then {_pair(second)} lead to {_pair(total)}. On the right {_pair(first)}, "
        "twice as long, and half as long the other way.",
        scale=SCALE,
    )


def unit_balls() -> Svg:
    """The vectors of norm 1, for three norms, and one vector that has length 1 in the middle one alone."""
    axes = Axes(115, 12, 190, 190, (-1.5, 1.5), (-1.5, 1.5))
    arrow = np.array([0.6, -0.8])
    circle = [axes.at(math.cos(t), math.sin(t)) for t in np.linspace(0, 2 * math.pi, 73)]
    diamond = [axes.at(*corner) for corner in ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))]
    square = [axes.at(*corner) for corner in ((1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1))]
    sizes = [float(np.linalg.norm(arrow, p)) for p in (1, 2, np.inf)]
    parts = [
        svg.line([axes.at(-1.5, 0), axes.at(1.5, 0)], stroke=FAINT),
        svg.line([axes.at(0, -1.5), axes.at(0, 1.5)], stroke=FAINT),
        svg.line(square, stroke=GREEN, width=2),
        svg.line(circle, stroke=BLUE, width=2),
        svg.line(diamond, stroke=AMBER, width=2),
        _arrow(axes, (0, 0), arrow, INK),
        svg.text((112, 60), "largest entry", anchor="end", fill=GREEN),
        svg.text((112, 78), "1: a square", anchor="end", fill=GREEN),
        svg.text((308, 100), "length 1:", anchor="start", fill=BLUE),
        svg.text((308, 118), "a circle", anchor="start", fill=BLUE),
        svg.text((112, 140), "sum of sizes", anchor="end", fill=AMBER),
        svg.text((112, 158), "1: a diamond", anchor="end", fill=AMBER),
        svg.text((308, 168), _pair(arrow), anchor="start", bold=True),
    ]
    parts += [
        svg.text((70 + 140 * place, 226), f"{name} {number(size)}", fill=colour)
        for place, (name, size, colour) in enumerate(
            zip(("sum", "length", "largest"), sizes, (AMBER, BLUE, GREEN), strict=True)
        )
    ]
    return svg.picture(
        WIDTH,
        236,
        *parts,
        title="Unit balls of three norms",
        description=f"All vectors of norm 1: a diamond, a circle around it, and a square around both. {_pair(arrow)} "
        f"has the sum {number(sizes[0])}, the length {number(sizes[1])} and the largest entry {number(sizes[2])}.",
        scale=SCALE,
    )


def gradient() -> Svg:
    """The loss over both prices as a map of contours, with the gradient as an arrow at the lecture's guess."""
    axes = Axes(0, 0, WIDTH, 270, (0.35, 3.15), (0.0, 1.8))
    xs, ys = np.linspace(0.35, 3.15, 71), np.linspace(0.0, 1.8, 46)
    values = [[loss(np.array([x, y])) for x in xs] for y in ys]
    parts = []
    for level in (2.6, 3.5, loss(PRICES), 10.0, 16.0, 25.0, 40.0, 60.0):
        here = level == loss(PRICES)
        pieces = [(*axes.at(*a), *axes.at(*b)) for a, b in contour(xs.tolist(), ys.tolist(), values, level)]
        path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in pieces)
        parts.append(
            svg.element("path", d=path, fill="none", stroke=BLUE if here else LINE, stroke_width=2 if here else 1)
        )
    slopes = 2 * RIDES.T @ (RIDES @ PRICES - PAID)
    best = np.linalg.lstsq(RIDES, PAID, rcond=None)[0]
    (x, y), uphill, downhill = axes.at(*best), PRICES + 0.08 * slopes, PRICES - 0.03 * slopes
    parts += [
        *(svg.line([(x - 6, y + s * 6), (x + 6, y - s * 6)], stroke=INK, width=2) for s in (-1, 1)),
        _arrow(axes, PRICES, uphill, RED),
        _arrow(axes, PRICES, downhill, GREEN),
        svg.dot(axes.at(*PRICES), 5),
        svg.text(axes.at(uphill[0] - 0.06, uphill[1] + 0.09), "gradient: up", fill=RED, anchor="start", bold=True),
        svg.text(axes.at(downhill[0] - 0.12, downhill[1] + 0.1), "a step down", fill=GREEN, anchor="start", bold=True),
        svg.text((x + 10, y + 18), "least", anchor="start"),
        svg.text((WIDTH / 2, 288), "price per km to the right, per minute upwards", fill=QUIET),
    ]
    return svg.picture(
        WIDTH,
        296,
        *parts,
        title="The gradient on a map of the loss",
        description=f"At {_pair(PRICES)} the gradient is {_pair(slopes)}. It stands at a right angle on the contour "
        f"through this point and points uphill. The least loss is at ({number(best[0])}, {number(best[1])}), and "
        "straight down does not lead exactly there.",
        scale=SCALE,
    )


def plane_map() -> Svg:
    """Two price lists as a map of the plane: where a square grid goes, and which arrows keep their direction."""
    panels = []
    for left, name, images in ((0, "before", np.eye(2)), (215, "after", COMPANIES)):
        axes = Axes(left, 24, 205, 205, (-3, 3), (-3, 3))
        panels += [*_sheet(axes, images), svg.text((left + 102, 15), name, bold=True)]
        for vector, colour, shift in (((1, 0), BLUE, (0.55, -0.55)), ((0, 1), GREEN, (-0.1, 0.35))):
            tip = images @ vector
            panels.append(_arrow(axes, (0, 0), tip, colour))
            if name == "after":
                panels.append(svg.text(axes.at(*(tip + np.array(shift))), _pair(tip), fill=colour))
        panels += [_arrow(axes, (0, 0), images @ kept, AMBER) for kept in ((0.8, 0.8), (1.2, -0.6))]
    panels.append(svg.text((WIDTH / 2, 250), "amber: these two keep their direction", fill=AMBER))
    return svg.picture(
        WIDTH,
        258,
        *panels,
        title="A matrix as a map of the plane",
        description="Left a grid of squares, right the parallelograms that the matrix makes of them. The arrows (1, 0) "
        f"and (0, 1) go to the columns, {_pair(COMPANIES[:, 0])} and {_pair(COMPANIES[:, 1])}. Two amber arrows keep "
        "their direction: along (1, 1), which becomes 2.5 times as long, and along (2, -1), which stays as it is.",
        scale=SCALE,
    )


def turn_stretch_turn() -> Svg:
    """The same matrix in three moves: turn, stretch along the axes, turn."""
    _, s, vt = svd(COMPANIES, generator=np.random.default_rng(0))
    vt = vt * np.sign(vt.sum(axis=1, keepdims=True))  # of each pair of signs, the one that points up or to the right
    stages = [("start", np.eye(2)), ("turned", vt), ("stretched", np.diag(s) @ vt), ("turned again", COMPANIES)]
    parts = []
    for place, (name, so_far) in enumerate(stages):
        axes = Axes(2 + 105 * place, 26, 100, 100, (-2.8, 2.8), (-2.8, 2.8))
        ring = [axes.at(*(so_far @ (math.cos(t), math.sin(t)))) for t in np.linspace(0, 2 * math.pi, 73)]
        parts += [
            svg.line([axes.at(-2.8, 0), axes.at(2.8, 0)], stroke=FAINT),
            svg.line([axes.at(0, -2.8), axes.at(0, 2.8)], stroke=FAINT),
            svg.line(ring, stroke=INK, width=1.6),
            _arrow(axes, (0, 0), so_far @ vt[0], BLUE),
            _arrow(axes, (0, 0), so_far @ vt[1], AMBER),
            svg.text((52 + 105 * place, 16), name),
        ]
    lengths = " and ".join(number(round(float(value), 3)) for value in s)
    parts.append(svg.text((WIDTH / 2, 150), f"half axes of the ellipse: {lengths}", fill=QUIET))
    return svg.picture(
        WIDTH,
        158,
        *parts,
        title="Turn, stretch, turn",
        description="A circle with two arrows at a right angle is turned until they lie along the axes, stretched "
        f"along the axes by {lengths}, and turned again. The result is the ellipse that the matrix makes of it.",
        scale=SCALE,
    )


def _sheet(axes: Axes, images: Array) -> list[str]:
    """The lines of a grid of squares as a matrix maps them, cut off at the frame."""
    (low, high), steps = axes.x_range, np.arange(-8.0, 9.0)
    lines = []
    for step in steps:
        for ends in (((step, -9.0), (step, 9.0)), ((-9.0, step), (9.0, step))):
            start, end = (images @ point for point in ends)
            inside = _clipped(start, end, low, high)
            if inside is not None:
                main = step == 0.0
                lines.append(svg.line([axes.at(*p) for p in inside], stroke=LINE if main else FAINT, width=1))
    return lines


def _clipped(start: Array, end: Array, low: float, high: float) -> tuple[Array, Array] | None:
    """The stretch of a line that lies in the square from `low` to `high`, if any (Liang and Barsky, 1984)."""
    first, last = 0.0, 1.0
    for at, move in zip(start, end - start, strict=True):
        if abs(move) < 1e-12:
            if not low <= at <= high:
                return None
            continue
        enter, leave = sorted(((low - at) / move, (high - at) / move))
        first, last = max(first, enter), min(last, leave)
    return (start + first * (end - start), start + last * (end - start)) if first < last else None


def _grid(axes: Axes, columns: int, rows: int) -> list[str]:
    """Faint lines at the whole numbers, with the numbers along both axes."""
    parts = []
    for x in range(columns + 1):
        parts += [
            svg.line([axes.at(x, 0), axes.at(x, rows)], stroke=FAINT, width=1),
            svg.text((axes.at(x, 0)[0], axes.at(x, 0)[1] + 17), str(x), fill=QUIET),
        ]
    for y in range(rows + 1):
        parts.append(svg.line([axes.at(0, y), axes.at(columns, y)], stroke=FAINT, width=1))
        if 0 < y < rows:
            parts.append(svg.text((axes.at(0, y)[0] - 8, axes.at(0, y)[1] + 5), str(y), fill=QUIET))
    return parts


def _arrow(axes: Axes, start: Sequence[float] | Array, end: Sequence[float] | Array, colour: str) -> str:
    return svg.arrow(axes.at(*start), axes.at(*end), stroke=colour, width=2.4, head=9)


def _pair(vector: Sequence[float] | Array) -> str:
    return f"({', '.join(number(float(entry)) for entry in vector)})"


DRAWN: dict[str, Callable[[], Svg]] = {
    "rides.gradient": gradient,
    "rides.plane_map": plane_map,
    "rides.sums": sums,
    "rides.turn_stretch_turn": turn_stretch_turn,
    "rides.unit_balls": unit_balls,
}
