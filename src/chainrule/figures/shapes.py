"""Lecture 2: which numbers meet in a product, in broadcasting, and in a chain of Jacobians."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from chainrule import svg
from chainrule.figures.rides import COMPANIES, PAID, PRICES, RIDES
from chainrule.linalg.arrays import Array
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, QUIET, Point, Svg, number

WIDTH, SCALE = 420, 1.4
CELL = (42.0, 30.0)


def product() -> Svg:
    """Rides times price lists: a row of the first meets a column of the second and gives one number."""
    right = COMPANIES.T
    result = RIDES @ right
    row, column = 1, 0
    parts = [
        *_table(RIDES, (8, 44), rows=[row], colour=BLUE),
        svg.text((106, 94), "@", size=17),
        *_table(right, (122, 58), columns=[column], colour=AMBER),
        svg.text((220, 94), "=", size=17),
        *_table(result, (236, 44), cells=[(row, column)], colour=GREEN),
        svg.text((50, 34), "(3, 2)", fill=QUIET),
        svg.text((164, 34), "(2, 2)", fill=QUIET),
        svg.text((278, 34), "(3, 2)", fill=QUIET),
        svg.text((330, 64), "ride 1", anchor="start", fill=QUIET),
        svg.text((330, 94), "ride 2", anchor="start", fill=QUIET),
        svg.text((330, 124), "ride 3", anchor="start", fill=QUIET),
    ]
    terms = " + ".join(f"{number(a)} · {number(b)}" for a, b in zip(RIDES[row], right[:, column], strict=True))
    parts.append(svg.text((WIDTH / 2, 168), f"{terms} = {number(float(result[row, column]))}", size=16, fill=GREEN))
    return svg.picture(
        WIDTH,
        178,
        *parts,
        title="A product of matrices",
        description=f"Row 2 of the rides and column 1 of the price lists give {terms} = "
        f"{number(float(result[row, column]))}, which stands in row 2 and column 1 of the result.",
        scale=SCALE,
    )


def broadcast() -> Svg:
    """A column minus a row: every price with every receipt, where the three pairs on the diagonal were meant."""
    prices = (RIDES @ PRICES)[:, None]
    parts = [
        *_table(prices, (4, 64)),
        svg.text((62, 114), "−", size=17),
        *_table(PAID[None, :], (76, 94)),
        svg.text((218, 114), "=", size=17),
        *_table(prices - PAID, (234, 64), cells=[(0, 0), (1, 1), (2, 2)], colour=GREEN),
        svg.text((25, 52), "(3, 1)", fill=QUIET),
        svg.text((139, 82), "(3,)", fill=QUIET),
        svg.text((297, 52), "(3, 3)", fill=QUIET),
        svg.text((297, 176), "meant: the diagonal", fill=GREEN),
        svg.text((WIDTH / 2, 20), "the column is repeated to the right, the row downwards", fill=QUIET),
    ]
    return svg.picture(
        WIDTH,
        186,
        *parts,
        title="Broadcasting a column and a row",
        description="A column of three prices minus a row of three receipts gives a table of nine differences. Only "
        "the three on its diagonal compare a ride with its own receipt.",
        scale=SCALE,
    )


def chain() -> Svg:
    """From the prices to the loss, with the shapes of the Jacobians and what comes back along them."""
    centres = [26.0, 148.0, 272.0, 394.0]
    errors = RIDES @ PRICES - PAID
    back = [2 * RIDES.T @ errors, 2 * errors, 2 * errors, None]
    parts = []
    for x, name, shape in zip(centres, ("w", "ŷ", "e", "L"), ("(2,)", "(3,)", "(3,)", "()"), strict=True):
        parts += [
            svg.box((x, 60), 46, 34),
            svg.formula((x, 66), name, size=18, bold=True),
            svg.text((x, 98), shape, fill=QUIET),
        ]
    for (left, right), words in zip(
        pairwise(centres), (("X", "(3, 2)"), ("I", "(3, 3)"), ("2 e", "(1, 3)")), strict=True
    ):
        middle = (left + right) / 2
        parts += [
            svg.arrow((left + 25, 60), (right - 25, 60), stroke=BLUE),
            svg.formula((middle, 34), words[0], fill=BLUE),
            svg.text((middle, 52), words[1], fill=BLUE),
        ]
    parts.append(svg.arrow((centres[-1], 128), (centres[0], 128), stroke=AMBER))
    for x, value in zip(centres, back, strict=True):
        words_ = "1" if value is None else _vector(value)
        parts.append(svg.text((max(x, 32), 150), words_, fill=AMBER))
    parts.append(svg.text((WIDTH / 2, 15), "forward, with the Jacobian of each step", fill=BLUE))
    parts.append(svg.text((WIDTH / 2, 174), "backward: a vector times a matrix at each step", fill=AMBER))
    return svg.picture(
        WIDTH,
        182,
        *parts,
        title="The chain rule with Jacobians",
        description="From w over the prices and the errors e to the loss L. The Jacobians have the shapes (3, 2), "
        f"(3, 3) and (1, 3). Backward, 1 becomes {_vector(2 * errors)}, and then {_vector(2 * RIDES.T @ errors)}.",
        scale=SCALE,
    )


def _table(
    values: Array,
    corner: Point,
    *,
    rows: Sequence[int] = (),
    columns: Sequence[int] = (),
    cells: Sequence[Point] = (),
    colour: str = INK,
) -> list[str]:
    """The numbers of a matrix in cells from the upper left `corner`, some of them in a colour with a frame."""
    parts: list[str] = []
    marked: list[str] = []
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            centre = (corner[0] + CELL[0] * (column + 0.5), corner[1] + CELL[1] * (row + 0.5))
            picked = row in rows or column in columns or (row, column) in cells
            frame = svg.box(centre, *CELL, stroke=colour if picked else FAINT, radius=0, border=2 if picked else 1)
            (marked if picked else parts).append(frame)
            marked.append(
                svg.text((centre[0], centre[1] + 5), number(float(value)), fill=colour if picked else INK, bold=picked)
            )
    return parts + marked


def _vector(values: Array) -> str:
    return f"({', '.join(number(float(value)) for value in values)})"


DRAWN: dict[str, Callable[[], Svg]] = {
    "shapes.broadcast": broadcast,
    "shapes.chain": chain,
    "shapes.product": product,
}
