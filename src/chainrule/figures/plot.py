"""A system of axes: from the numbers of a plot to places in the picture, and the curves and steps drawn there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chainrule import svg
from chainrule.svg import LINE, Point


@dataclass(frozen=True)
class Axes:
    """The rectangle from (left, top), `width` by `height` units, that shows the given ranges of x and y."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def at(self, x: float, y: float) -> Point:
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        return self.left + self.width * (x - x0) / (x1 - x0), self.top + self.height * (y1 - y) / (y1 - y0)

    def curve(self, function: Callable[[float], float], *, stroke: str = LINE, samples: int = 64) -> str:
        """The graph of a function over the whole x range."""
        x0, x1 = self.x_range
        xs = [x0 + (x1 - x0) * step / samples for step in range(samples + 1)]
        return svg.line([self.at(x, function(x)) for x in xs], stroke=stroke, width=1.8)

    def steps(self, points: Sequence[Point], *, colour: str) -> str:
        """The way of a descent: a dot for every point, the first of them larger, and a line from each to the next."""
        places = [self.at(*point) for point in points]
        dots = (svg.dot(place, 5 if index == 0 else 3.4, fill=colour) for index, place in enumerate(places))
        return svg.line(places, stroke=colour, width=1.6) + "".join(dots)
