"""The roadmap as a picture: each class below those that it needs. Pure: what is known is handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.autograd.graph_layout import layered

RADIUS, STEP, GAP, BEND, EDGE = 17.0, 58.0, 14.0, 8.0, 4.0


@dataclass(frozen=True)
class Node:
    """A class in the picture."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Where everything goes: nodes, and an SVG path for each arrow."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[str, ...]


def picture(needs: Mapping[int, Sequence[int]]) -> Picture:
    """Lay out the classes, by number, each with those that it needs; what is needed and not among them is left out."""
    numbers = sorted(needs)
    place = {number: index for index, number in enumerate(numbers)}
    parents = [[place[one] for one in needs[number] if one in place] for number in numbers]
    layout = layered(parents, [2 * RADIUS] * len(numbers), gap=GAP, bend=BEND)
    least = min(layout.y, default=0.0)
    points = [
        (round(y - least + RADIUS + EDGE, 1), round(layer * STEP + RADIUS + EDGE, 1))
        for layer, y in zip(layout.layer, layout.y, strict=True)
    ]
    nodes = tuple(Node(number, *points[index]) for index, number in enumerate(numbers))
    arrows = tuple(arrow([points[index] for index in path]) for path in layout.paths)
    width = max((x for x, _ in points), default=0.0) + RADIUS + EDGE
    height = max((y for _, y in points), default=0.0) + RADIUS + EDGE
    return Picture(width, height, nodes, arrows)


def arrow(points: Sequence[tuple[float, float]]) -> str:
    """A calm line downwards through these points, from the edge of the first circle to that of the last.

    >>> arrow([(20.0, 20.0), (50.0, 80.0)])
    'M20 37C20 50 50 50 50 63'
    """
    (x, top), *others = points
    y, path = top + RADIUS, f"M{x:g} {top + RADIUS:g}"
    for index, (next_x, next_y) in enumerate(others):
        end = next_y - RADIUS if index == len(others) - 1 else next_y
        middle = (y + end) / 2
        path += f"C{x:g} {middle:g} {next_x:g} {middle:g} {next_x:g} {end:g}"
        x, y = next_x, end
    return path
