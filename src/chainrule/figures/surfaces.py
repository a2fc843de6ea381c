"""A loss over two parameters seen from above, with the ways that optimizers took down it (lecture 11)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from chainrule import svg
from chainrule.chart import COLOURS
from chainrule.figures.plot import Axes
from chainrule.svg import FAINT, INK, QUIET, Point, Svg

WIDTH, SIZE = 420, 14
MOST_DOTS = 120  # points of a way; more than that make a thick line of it
Grid = Sequence[Sequence[float]]

# The corners of a cell are numbered from its lower left one against the clock; side n runs from corner n to the next.
# For each set of corners above the level (a bit for each): the sides between which the contour runs.
CROSSINGS: dict[int, tuple[tuple[int, int], ...]] = {
    0b0001: ((3, 0),), 0b0010: ((0, 1),), 0b0011: ((3, 1),), 0b0100: ((1, 2),), 0b0101: ((3, 2), (0, 1)),
    0b0110: ((0, 2),), 0b0111: ((3, 2),), 0b1000: ((2, 3),), 0b1001: ((2, 0),), 0b1010: ((0, 3), (1, 2)),
    0b1011: ((2, 1),), 0b1100: ((1, 3),), 0b1101: ((1, 0),), 0b1110: ((0, 3),),
}  # fmt: skip


def contour(xs: Sequence[float], ys: Sequence[float], values: Grid, level: float) -> list[tuple[Point, Point]]:
    """The pieces of the line on which `values` are `level`; `values[row][column]` stands at (xs[column], ys[row]).

    Marching squares: in each cell of the grid the line crosses the sides whose ends lie on different sides of the
    level, at the place that linear interpolation gives. Source: W. E. Lorensen and H. E. Cline, Marching cubes, ACM
    SIGGRAPH (1987), in two dimensions.

    >>> contour([0.0, 1.0], [0.0, 1.0], [[0.0, 1.0], [0.0, 1.0]], 0.25)
    [((0.25, 0.0), (0.25, 1.0))]
    """
    pieces = []
    for row, (bottom, top) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            corners = ((left, bottom), (right, bottom), (right, top), (left, top))
            heights = (
                values[row][column],
                values[row][column + 1],
                values[row + 1][column + 1],
                values[row + 1][column],
            )
            above = sum(1 << corner for corner, height in enumerate(heights) if height > level)
            for sides in CROSSINGS.get(above, ()):
                start, end = (_crossing(corners, heights, side, level) for side in sides)
                pieces.append((start, end))
    return pieces


def _crossing(corners: Sequence[Point], heights: Sequence[float], side: int, level: float) -> Point:
    (x0, y0), (x1, y1) = corners[side], corners[(side + 1) % 4]
    low, high = heights[side], heights[(side + 1) % 4]
    share = (level - low) / (high - low)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def descent(
    xs: Sequence[float],
    ys: Sequence[float],
    values: Grid,
    levels: Sequence[float],
    ways: Mapping[str, Sequence[Point]],
    *,
    title: str,
    minima: Sequence[Point] = (),
    height: float = 250,
) -> Svg:
    """Contour lines of a surface, its minima as crosses, and each optimizer's way from its start in a colour.

    What lies outside of the grid is not drawn.
    """
    rows = (len(ways) + 1) // 2
    top = 22.0 * rows + 6
    axes = Axes(0, top, WIDTH, height, (xs[0], xs[-1]), (ys[0], ys[-1]))
    parts = []
    for level in levels:
        pieces = contour(xs, ys, values, level)
        path = "".join(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" for x0, y0, x1, y1 in _placed(axes, pieces))
        if path:
            parts.append(svg.element("path", d=path, fill="none", stroke=FAINT, stroke_width=1.2))
    said = []
    for index, (name, way) in enumerate(ways.items()):
        colour = COLOURS[index % len(COLOURS)]
        for run in _inside(axes, way):
            parts.append(svg.line([axes.at(*point) for point in run], stroke=colour, width=1.6))
            if len(way) <= MOST_DOTS:
                parts += [svg.dot(axes.at(*point), 2, fill=colour) for point in run]
        x, y = WIDTH / 2 * (index % 2), 15 + 22.0 * (index // 2)
        parts.append(svg.line([(x, y - 5), (x + 16, y - 5)], stroke=colour, width=3))
        parts.append(svg.text((x + 22, y), name, size=SIZE, anchor="start", fill=colour))
        end = f"({svg.number(way[-1][0])}, {svg.number(way[-1][1])})"
        said.append(f"{name}: {len(way) - 1} steps to {end}.")
    for x, y in (axes.at(*point) for point in minima):
        parts += [svg.line([(x - 6, y + s * 6), (x + 6, y - s * 6)], stroke=INK, width=2) for s in (-1, 1)]
    parts.append(svg.text((WIDTH / 2, top + height + 18), title, size=SIZE, fill=QUIET))
    return svg.picture(WIDTH, top + height + 26, *parts, title=title, description=" ".join(said), scale=1.4)


def _placed(axes: Axes, pieces: Sequence[tuple[Point, Point]]) -> list[tuple[float, float, float, float]]:
    return [(*axes.at(*start), *axes.at(*end)) for start, end in pieces]


def _inside(axes: Axes, way: Sequence[Point]) -> list[list[Point]]:
    """The stretches of the way that lie in the picture."""
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    runs: list[list[Point]] = [[]]
    for x, y in way:
        if x0 <= x <= x1 and y0 <= y <= y1:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
