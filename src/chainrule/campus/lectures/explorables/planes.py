"""Lecture 2: a matrix as a map of the plane, a loss as a map, and the product of two matrices by their shapes."""

import math

import numpy as np

from chainrule import svg
from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.figures.plot import Axes
from chainrule.figures.rides import PAID, RIDES, loss
from chainrule.figures.surfaces import contour
from chainrule.linalg import norm, product_shape
from chainrule.linalg.arrays import Array
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, LINE, number

LAST = 30  # steps of the map's player
REACH = 4.0
NORMS = {"1": 1.0, "2": 2.0, "inf": math.inf}
LEVELS = (0.5, 2.0, 4.0, 6.25, 10.0, 16.0, 24.0, 36.0, 52.0, 72.0)
MOST = 6  # rows and columns of the matrices of the product


def pair(vector: Array) -> str:
    """(2.5, −1)."""
    return f"({', '.join(number(float(x)) for x in vector)})"


def plane_still(values: Values) -> Still:
    """The grid, the unit ball and the vector after the matrix."""
    a, x = np.array(values["a"]), np.array(values["x"])
    if a.shape != (2, 2):
        raise ExplorableError('a plane is mapped by a 2 by 2 matrix: a="1.5,1;0.5,2"')
    axes = Axes(4, 4, 392, 392, (-REACH, REACH), (-REACH, REACH))
    lines = [np.array([[k, -REACH], [k, REACH]], dtype=float) for k in range(-4, 5)]
    parts = [_shown(axes, end @ a.T, FAINT) for each in lines for end in (each, each[:, ::-1])]
    if values["ball"] != "none":
        angles = np.linspace(0.0, 2.0 * np.pi, 145)
        round_ = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        ball = np.array([point / norm(point, NORMS[values["ball"]]) for point in round_])
        parts.append(_shown(axes, ball @ a.T, GREEN))
    for end, colour in ((a[:, 0], BLUE), (a[:, 1], GREEN), (x, LINE), (a @ x, AMBER)):
        parts.append(svg.arrow(axes.at(0, 0), axes.at(*_within(end)), stroke=colour, width=2.2))
    words = f"The plane after the matrix with the columns {pair(a[:, 0])} and {pair(a[:, 1])}: "
    words += f"x = {pair(x)} goes to {pair(a @ x)}."
    picture = svg.picture(400, 400, *parts, title="A map of the plane", description=words, scale=1.2)
    return Still(picture, words)


def _within(end: Array) -> Array:
    """An arrow that leaves the picture is shown to its rim."""
    size = float(np.abs(end).max())
    return end if size <= REACH else end * (REACH / size)


def _shown(axes: Axes, points: Array, colour: str) -> str:
    return svg.line([axes.at(*point) for point in np.clip(points, -REACH, REACH)], stroke=colour, width=1.4)


def gradient_at(prices: Array) -> Array:
    """The gradient of lecture 2's loss: 2 Xᵀ (X w - paid)."""
    slopes: Array = 2.0 * RIDES.T @ (RIDES @ prices - PAID)
    return slopes


def slope_still(values: Values) -> Still:
    """The contour lines with the gradient at w and the move."""
    w, to = np.array(values["w"]), np.array(values["to"])
    axes = Axes(4, 4, 392, 300, (0.4, 3.0), (0.0, 2.0))
    xs, ys = [list(np.linspace(*ends, 60)) for ends in ((0.4, 3.0), (0.0, 2.0))]
    heights = [[loss(np.array([x, y])) for x in xs] for y in ys]
    pieces = [piece for level in LEVELS for piece in contour(xs, ys, heights, level)]
    parts = [svg.line([axes.at(*end) for end in piece], stroke=FAINT, width=1) for piece in pieces]
    slopes = gradient_at(w)
    parts += [
        svg.arrow(axes.at(*w), axes.at(*(w + 0.03 * slopes)), stroke=AMBER, width=2.2),
        svg.arrow(axes.at(*w), axes.at(*to), stroke=GREEN, width=2.2),
        svg.dot(axes.at(*w), 5, fill=BLUE),
    ]
    words = f"At w = {pair(w)} the loss is {number(loss(w))} and the gradient {pair(slopes)}. "
    words += f"For the move to {pair(to)} it promises {number(float(slopes @ (to - w)))}."
    return Still(svg.picture(400, 308, *parts, title="A loss as a map", description=words, scale=1.2), words)


def shapes_still(values: Values) -> Still:
    """Both matrices and their product as rectangles of the right sizes, or what is wrong in words."""
    first, second = (tuple(int(size) for size in values[name]) for name in ("first", "second"))
    if any(not 1 <= size <= MOST for size in (*first, *second)):
        raise ExplorableError(f"rows and columns are whole numbers from 1 to {MOST}")
    standing = second[::-1] if values["turned"] else second
    try:
        made = product_shape(first, standing)
        words = f"{first} @ {standing} gives {made}."
    except ValueError as error:
        made, words = None, f"ValueError: {error}."
    parts, left = [], 10.0
    for (rows, columns), colour in [(first, BLUE), (standing, GREEN), *([(made, AMBER)] if made else [])]:
        width, height = 18.0 * columns, 18.0 * rows
        parts.append(svg.box((left + width / 2, 20 + height / 2), width, height, stroke=colour, radius=0))
        parts.append(svg.text((left + width / 2, 40 + height), f"({rows}, {columns})", size=14))
        left += width + 40
    return Still(svg.picture(420, 170, *parts, title="Shapes of a product", description=words, scale=1.2), words)


PLANE_MAP = Explorable(
    settings={
        "a": settings.matrix([[1.5, 1], [0.5, 2]], rows=2, columns=2),
        "x": settings.numbers([-1, 2], fewest=2, most=2),
        "step": settings.count(LAST, LAST),
        "ball": settings.choice("2", ["1", "2", "inf", "none"]),
        "eigen": settings.flag(),
    },
    still=plane_still,
    parts=("picture", "matrix", "numbers"),
    links=lambda values: ("column1", "column2", "x", "image"),
)
SLOPE_MAP = Explorable(
    settings={
        "w": settings.numbers([1.5, 1], fewest=2, most=2),
        "to": settings.numbers([1.77, 0.94], fewest=2, most=2),
    },
    still=slope_still,
    parts=("picture", "values"),
    links=lambda values: ("w", "move", "gradient"),
)
PRODUCT_SHAPES = Explorable(
    settings={
        "first": settings.numbers([3, 2], fewest=2, most=2),
        "second": settings.numbers([2, 2], fewest=2, most=2),
        "turned": settings.flag(True),
        "row": settings.count(1, MOST - 1),
        "column": settings.count(0, MOST - 1),
    },
    still=shapes_still,
    parts=("sizes", "picture", "sum"),
    links=lambda values: ("first", "second", "result", "sum"),
)
