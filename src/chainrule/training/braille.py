"""A curve in a terminal, drawn in Braille letters: each is a grid of two by four dots."""

import math
from collections.abc import Sequence
from itertools import pairwise

BLANK = 0x2800
# The bit of each dot, by row from the top, left and right.
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def curve(values: Sequence[float], width: int = 60, height: int = 8) -> list[str]:
    """The values from left to right in `height` lines of `width` letters; the highest and lowest number stand beside.

    Where there are more values than dots, each column shows the mean of its share. What is not finite leaves a gap.

    >>> for line in curve([4, 3, 2, 1], width=2, height=2):
    ...     print(line)
    ⠱⡀ 4
    ⠀⢣ 1
    """
    columns = means(values, 2 * width)
    finite = [v for v in columns if math.isfinite(v)]
    if not finite:
        return [chr(BLANK) * width] * height
    low, high, rows = min(finite), max(finite), 4 * height
    cells = [[0] * width for _ in range(height)]
    before: int | None = None
    for x, value in enumerate(columns):
        if not math.isfinite(value):
            before = None
            continue
        y = round((high - value) / ((high - low) or 1.0) * (rows - 1))
        for row in between(before, y):
            cells[row // 4][x // 2] |= DOTS[row % 4][x % 2]
        before = y
    lines = ["".join(chr(BLANK + cell) for cell in row) for row in cells]
    lines[0] += f" {high:.4g}"
    if height > 1:
        lines[-1] += f" {low:.4g}"
    return lines


def means(values: Sequence[float], columns: int) -> list[float]:
    """At most `columns` numbers: the values, or the means of equal shares of them."""
    if len(values) <= columns:
        return list(values)
    ends = [len(values) * index // columns for index in range(columns + 1)]
    return [math.fsum(values[a:b]) / (b - a) for a, b in pairwise(ends)]


def between(before: int | None, y: int) -> range:
    """The rows of a column that join it to the dot before: a curve has no holes where it is steep."""
    if before is None or abs(y - before) <= 1:
        return range(y, y + 1)
    return range(before + 1, y + 1) if y > before else range(y, before)
