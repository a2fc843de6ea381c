"""Small graphs placed by hand: a box for a node, an arrow from box to box."""

import math
from dataclasses import dataclass

from chainrule import svg
from chainrule.svg import AMBER, BLUE, LINE, Point


@dataclass(frozen=True)
class Node:
    """A box around `at`: a name in mathematical letters, and below it the data, the gradient or both."""

    at: Point
    name: str
    data: str = ""
    grad: str = ""
    width: float = 60

    @property
    def height(self) -> float:
        return 28 + 21 * bool(self.data) + 21 * bool(self.grad)

    def draw(self) -> str:
        x, y = self.at
        y -= self.height / 2 - 20
        parts = [svg.box(self.at, self.width, self.height), svg.formula((x, y), self.name, size=17)]
        for number, colour in ((self.data, BLUE), (self.grad, AMBER)):
            if number:
                y += 21
                parts.append(svg.text((x, y), number, size=16, fill=colour, bold=True))
        return "".join(parts)

    def border(self, towards: Point, margin: float = 0.0) -> Point:
        """Where the line from the middle of the box to `towards` comes `margin` outside the box."""
        (x, y), (dx, dy) = self.at, (towards[0] - self.at[0], towards[1] - self.at[1])
        across = (self.width / 2 + margin) / abs(dx) if dx else math.inf
        down = (self.height / 2 + margin) / abs(dy) if dy else math.inf
        share = min(across, down)
        return x + share * dx, y + share * dy


def connect(start: Node, end: Node, *, stroke: str = LINE, width: float = 1.8) -> str:
    """An arrow from one box to the other."""
    return svg.arrow(start.border(end.at, margin=2), end.border(start.at, margin=2), stroke=stroke, width=width)


def halfway(start: Node, end: Node) -> Point:
    """The middle of the arrow between two boxes."""
    (x0, y0), (x1, y1) = start.border(end.at), end.border(start.at)
    return (x0 + x1) / 2, (y0 + y1) / 2


def bow(start: Point, end: Point, rise: float, *, stroke: str = LINE) -> str:
    """An arrow that rises from `start`, swings over and comes down on `end`."""
    (x0, y0), (x1, y1) = start, end
    path = f"M{x0:.1f} {y0:.1f}C{x0:.1f} {y0 - rise:.1f} {x1:.1f} {y1 - rise:.1f} {x1:.1f} {y1 - 7:.1f}"
    line = svg.element("path", d=path, fill="none", stroke=stroke, stroke_width=1.8)
    return line + svg.arrow_head(end, (0.0, 1.0), fill=stroke)
