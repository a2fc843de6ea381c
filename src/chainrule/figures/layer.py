"""Matrix products drawn to scale: a box per array, as high as it has rows and as wide as it has columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from chainrule import svg
from chainrule.svg import AMBER, BLUE, QUIET, Svg

WIDTH = 420
SCALE = 1.4
CELL = 19.0  # of a row and of a column


@dataclass(frozen=True)
class Box:
    """An array: its name, and how many rows and columns it has, with what they are counted by."""

    name: str
    rows: int
    columns: int
    shape: str


def equation(parts: Sequence[Box | str], left: float, middle: float, colour: str) -> list[str]:
    """Boxes and signs in a row, each box with its name inside and its shape below."""
    drawn: list[str] = []
    for part in parts:
        if isinstance(part, str):
            drawn.append(svg.formula((left + 9, middle + 6), part, size=18))
            left += 20
            continue
        width, height = CELL * part.columns, CELL * part.rows
        room = max(width, svg.text_width(part.shape, 14), svg.text_width(part.name, 16))
        drawn.append(svg.box((left + room / 2, middle), width, height, stroke=colour, radius=2))
        for column in range(1, part.columns):
            x = left + room / 2 - width / 2 + CELL * column
            drawn.append(svg.line([(x, middle - height / 2), (x, middle + height / 2)], stroke=svg.FAINT, width=1))
        for row in range(1, part.rows):
            y = middle - height / 2 + CELL * row
            across = [(left + room / 2 - width / 2, y), (left + room / 2 + width / 2, y)]
            drawn.append(svg.line(across, stroke=svg.FAINT, width=1))
        drawn.append(svg.formula((left + room / 2, middle - height / 2 - 8), part.name, fill=colour))
        drawn.append(svg.text((left + room / 2, middle + height / 2 + 17), part.shape, size=14, fill=QUIET))
        left += room + 6
    return drawn


def shapes() -> Svg:
    """A layer of four neurons on three rides of two numbers each: forward, and the two products of the way back."""
    rides, numbers, neurons = 3, 2, 4
    x = Box("X", rides, numbers, "(B, N)")
    z = Box("Z", rides, neurons, "(B, M)")
    dz = Box("dL/dZ", rides, neurons, "(B, M)")
    rows: tuple[tuple[list[Box | str], float, str], ...] = (
        ([x, "·", Box("Wᵀ", numbers, neurons, "(N, M)"), "+", Box("b", 1, neurons, "(M,)"), "=", z], 78.0, BLUE),
        (
            [
                Box("(dL/dZ)ᵀ", neurons, rides, "(M, B)"),
                "·",
                Box("X", rides, numbers, "(B, N)"),
                "=",
                Box("dL/dW", neurons, numbers, "(M, N)"),
            ],
            222.0,
            AMBER,
        ),
        ([dz, "·", Box("W", neurons, numbers, "(M, N)"), "=", Box("dL/dX", rides, numbers, "(B, N)")], 374.0, AMBER),
    )
    parts = []
    for boxes, middle, colour in rows:
        parts += equation(boxes, 4.0, middle, colour)
    parts += [
        svg.text((4, 16), "Forward", size=15, anchor="start", fill=BLUE, bold=True),
        svg.text((4, 154), "Backward, for the weights: summed over B", size=15, anchor="start", fill=AMBER, bold=True),
        svg.text((4, 308), "Backward, for the inputs: summed over M", size=15, anchor="start", fill=AMBER, bold=True),
    ]
    said = (
        f"With B = {rides} rides, N = {numbers} numbers and M = {neurons} neurons. Forward: X (B, N) times W "
        "transposed (N, M) plus b (M,) is Z (B, M). Backward: dL/dZ transposed (M, B) times X (B, N) is dL/dW (M, N), "
        "and dL/dZ (B, M) times W (M, N) is dL/dX (B, N)."
    )
    return svg.picture(WIDTH, 440, *parts, title="The shapes of a layer", description=said, scale=SCALE)


DRAWN = {"layer.shapes": shapes}
