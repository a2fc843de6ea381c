"""Where a classifier changes its mind: its decision boundary among the points, as a picture and in letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chainrule import svg
from chainrule.figures.plot import Axes
from chainrule.figures.surfaces import contour
from chainrule.svg import AMBER, BLUE, INK, QUIET, Point, Svg

WIDTH, HEIGHT, SIZE = 420, 260, 14
COLUMNS, ROWS = 64, 20  # letters: fit a terminal of 80 by 24, and a letter is twice as high as wide
ROOM = 0.15  # of the points' range, left around them


@dataclass(frozen=True)
class Field:
    """Scores over a grid: `scores[row][column]` stands at (xs[column], ys[row]); the sign is the side."""

    xs: Sequence[float]
    ys: Sequence[float]
    scores: Sequence[Sequence[float]]


def field(points: Sequence[Point], score: Callable[[Sequence[Point]], Sequence[float]]) -> Field:
    """The scores around the points. `score` gives one for each place that it is asked for, all in one call."""
    (left, right), (bottom, top) = (_range([point[axis] for point in points]) for axis in (0, 1))
    xs = [left + (right - left) * column / (COLUMNS - 1) for column in range(COLUMNS)]
    ys = [bottom + (top - bottom) * row / (ROWS - 1) for row in range(ROWS)]
    flat = list(score([(x, y) for y in ys for x in xs]))
    return Field(xs, ys, [flat[start : start + COLUMNS] for start in range(0, COLUMNS * ROWS, COLUMNS)])


def letters(scored: Field, points: Sequence[Point], signs: Sequence[int]) -> str:
    """For a terminal: dots where the score is above 0, and the points as o (sign 1) and x (sign -1).

    >>> scored = field([(0.0, 0.0), (1.0, 1.0)], lambda places: [x - 0.5 for x, _ in places])
    >>> letters(scored, [(0.0, 0.0), (1.0, 1.0)], [-1, 1]).splitlines()[2]
    '                                ........................o.......'
    """
    lines = [["." if score > 0 else " " for score in row] for row in scored.scores]
    for (x, y), sign in zip(points, signs, strict=True):
        lines[_nearest(scored.ys, y)][_nearest(scored.xs, x)] = "o" if sign > 0 else "x"
    return "\n".join("".join(line).rstrip() for line in reversed(lines))


def boundary(scored: Field, points: Sequence[Point], signs: Sequence[int], *, title: str) -> Svg:
    """The line on which the score is 0, and the points in the colour of their class."""
    axes = Axes(0, 0, WIDTH, HEIGHT, (scored.xs[0], scored.xs[-1]), (scored.ys[0], scored.ys[-1]))
    pieces = [(axes.at(*start), axes.at(*end)) for start, end in contour(scored.xs, scored.ys, scored.scores, 0.0)]
    path = "".join(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" for (x0, y0), (x1, y1) in pieces)
    parts = [svg.element("path", d=path, fill="none", stroke=INK, stroke_width=2)] if path else []
    for point, sign in zip(points, signs, strict=True):
        parts.append(svg.dot(axes.at(*point), 4, fill=BLUE if sign > 0 else AMBER))
    parts.append(svg.text((WIDTH / 2, HEIGHT + 18), title, size=SIZE, fill=QUIET))
    right = sum(score_at(scored, *point) * sign > 0 for point, sign in zip(points, signs, strict=True))
    said = f"{right} of {len(points)} points lie on their side of the line where the score is 0."
    return svg.picture(WIDTH, HEIGHT + 26, *parts, title=title, description=said, scale=1.4)


def score_at(scored: Field, x: float, y: float) -> float:
    """The score at the place of the grid that is nearest to (x, y)."""
    return scored.scores[_nearest(scored.ys, y)][_nearest(scored.xs, x)]


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 1.0
    return low - room, high + room


def _nearest(places: Sequence[float], value: float) -> int:
    """The index of the place of an even grid that is nearest to the value."""
    index = round((value - places[0]) / (places[-1] - places[0]) * (len(places) - 1))
    return min(max(index, 0), len(places) - 1)
