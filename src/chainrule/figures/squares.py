"""Tables of small squares: the pixels of a picture, a kernel, a line of memory. The more ink, the larger the number."""

from collections.abc import Sequence

from chainrule import svg
from chainrule.svg import AMBER, BLUE, FAINT, INK, Point, number

MOST = 0.62  # of the ink, so that a number on it can still be read


def cell(corner: Point, side: float, *, fill: str = "none", opacity: float = 1.0, edge: str = FAINT) -> str:
    """A square from its upper left corner."""
    x, y = corner
    return svg.element(
        "rect", x=x, y=y, width=side, height=side, fill=fill, fill_opacity=opacity, stroke=edge, stroke_width=1
    )


def shaded(corner: Point, side: float, share: float) -> str:
    """A square with so much ink, from -1 (all of the colour for numbers below zero) to 1. A share is kept to 1/255."""
    ink, colour = round(abs(share) * MOST, 3), BLUE if share >= 0 else AMBER
    rect = cell(corner, side, fill=colour if ink else "none")
    return rect.replace('fill-opacity="1"', f'fill-opacity="{ink:g}"')


def table(
    corner: Point, side: float, rows: Sequence[Sequence[float]], *, most: float, size: float | None = None
) -> str:
    """Numbers as squares, of which `most` has all the ink; written into them where `size` is given."""
    x, y = corner
    parts = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            at = (x + j * side, y + i * side)
            parts.append(shaded(at, side, max(-1.0, min(1.0, value / most))))
            if size:
                middle = (at[0] + side / 2, at[1] + side / 2 + 0.35 * size)
                parts.append(svg.text(middle, number(value), size=size))
    return "".join(parts)


def frame(corner: Point, width: float, height: float, *, stroke: str = INK, border: float = 2.5) -> str:
    """A frame around some of the squares."""
    x, y = corner
    return svg.element("rect", x=x, y=y, width=width, height=height, fill="none", stroke=stroke, stroke_width=border)
