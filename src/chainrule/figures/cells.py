"""Matrices as cells with their numbers: an input, a kernel that slides over it, and what comes out (lecture 8)."""

from collections.abc import Sequence

import numpy as np

from chainrule import svg
from chainrule.autograd import Tensor
from chainrule.autograd.cross_correlation import cross_correlate2d
from chainrule.svg import AMBER, BLUE, QUIET, SURFACE, Point, Svg, number

CELL, GAP, TOP = 30.0, 26.0, 24.0
Matrix = Sequence[Sequence[float]]


def correlated(input: Matrix, kernel: Matrix, *, padding: int = 0, stride: int = 1, dilation: int = 1) -> np.ndarray:
    """The output for one input and one kernel, by the course's engine. ValueError where the kernel does not fit."""
    x, weight = Tensor(np.array([[input]], dtype=float)), Tensor(np.array([[kernel]], dtype=float))
    return np.asarray(cross_correlate2d(x, weight, padding=padding, stride=stride, dilation=dilation).data[0, 0])


def sliding(input: Matrix, kernel: Matrix, *, padding: int = 0, stride: int = 1, dilation: int = 1) -> Svg:
    """Input, kernel and output side by side; framed is the first place of the kernel, and its sum."""
    output = correlated(input, kernel, padding=padding, stride=stride, dilation=dilation)
    padded = np.pad(np.array(input, dtype=float), padding)
    high, wide = len(kernel), len(kernel[0])
    first = {(dilation * row, dilation * column) for row in range(high) for column in range(wide)}
    parts: list[str] = []
    left = 0.0
    for title, matrix, framed, colour in (
        ("input with padding" if padding else "input", padded, first, BLUE),
        ("kernel", np.array(kernel, dtype=float), set(), BLUE),
        ("output", output, {(0, 0)}, AMBER),
    ):
        parts += cells((left, TOP), matrix, framed=framed, colour=colour)
        width = CELL * matrix.shape[1]
        parts.append(svg.text((left + width / 2, 16), title, size=14, fill=QUIET))
        left += width + GAP
    height = TOP + CELL * max(len(padded), high, len(output)) + 2
    rows = "; ".join(" ".join(number(x) for x in row) for row in output)
    said = f"The output has {output.shape[0]} rows and {output.shape[1]} columns: {rows}."
    return svg.picture(left - GAP + 2, height, *parts, title="Cross-correlation", description=said, scale=1.2)


def cells(at: Point, matrix: np.ndarray, *, framed: set[tuple[int, int]], colour: str) -> list[str]:
    """A box with its number for each entry; those at `framed` have a thick border of a colour."""
    parts = []
    order = sorted(np.ndindex(matrix.shape), key=lambda place: place in framed)  # thick borders last, on top
    for row, column in order:
        centre = (at[0] + CELL * (column + 0.5) + 1, at[1] + CELL * (row + 0.5) + 1)
        thick = (row, column) in framed
        border = {"stroke": colour, "border": 2.5} if thick else {"border": 1.0}
        parts.append(svg.box(centre, CELL, CELL, fill=SURFACE, radius=0, **border))
        parts.append(svg.text((centre[0], centre[1] + 5), number(float(matrix[row, column])), size=14))
    return parts
