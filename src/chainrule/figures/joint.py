"""Lecture 9: a joint table with its margins and a conditional, and 1,000 fruits as squares."""

from collections.abc import Callable

import torch

from chainrule import svg
from chainrule.figures.probability import PRIOR, SCALE, WIDTH
from chainrule.probability import Table
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, QUIET, Svg, element

FRUIT = ((0.05, 0.10, 0.15), (0.20, 0.20, 0.10), (0.15, 0.05, 0.00))  # (grade, cracks)
NAMES = ("plain", "good looking", "best")
CATCHES, FALSE_ALARMS = 0.9, 0.05  # p(thrown out | rotten), p(thrown out | good)
LEFT, TOP, ACROSS, DOWN = 106, 54, 72, 34  # of the cells


def table() -> Table:
    """The joint table of grade and cracks."""
    return Table(torch.tensor(FRUIT, dtype=torch.float64), ("grade", "cracks"))


def joint() -> Svg:
    """The joint table, its two margins, and the row of plain fruit divided by its sum."""
    fruit, parts = table(), []
    for row, name in enumerate(NAMES):
        parts.append(svg.text((LEFT - 54, _y(row)), name, size=15, fill=QUIET))
        parts += [_cell(row, column, f"{p:.2f}") for column, p in enumerate(fruit.probs[row].tolist())]
        parts.append(_cell(row, 3, f"{fruit.marginal('grade').probs[row].item():.2f}", colour=BLUE))
    for column, p in enumerate(fruit.marginal("cracks").probs.tolist()):
        parts.append(_cell(3, column, f"{p:.2f}", colour=BLUE))
    parts.append(_cell(3, 3, "1", colour=QUIET))
    parts += [svg.text((_x(column), TOP - 12), str(column), size=15, fill=QUIET) for column in range(3)]
    parts += [
        svg.text((_x(1), 18), "cracks", size=15, fill=QUIET),
        svg.formula((_x(3), TOP - 12), "p(g)", size=16, fill=BLUE),
        svg.formula((LEFT - 54, _y(3)), "p(c)", size=16, fill=BLUE),
        element("rect", x=LEFT, y=TOP, width=3 * ACROSS, height=DOWN, fill="none", stroke=GREEN, stroke_width=3),
        svg.text((_x(1), _y(4) + 4), "plain row ÷ 0.30", size=14, fill=GREEN),
        svg.formula((LEFT - 54, _y(5)), "p(c | g = 0)", size=15, fill=GREEN),
    ]
    given = fruit.given(grade=0).probs.tolist()
    parts += [_cell(5, column, f"{p:.3f}", colour=GREEN) for column, p in enumerate(given)]
    parts.append(_cell(5, 3, "1", colour=QUIET))
    description = (
        "Rows: plain, good, best. Columns: 0, 1, 2 cracks. "
        + " ".join(f"{name}: {', '.join(f'{p:.2f}' for p in row)}." for name, row in zip(NAMES, FRUIT, strict=True))
        + f" Given plain fruit, the cracks have the probabilities {', '.join(f'{p:.3f}' for p in given)}."
    )
    title = "A joint table, its marginals, and a conditional"
    return svg.picture(WIDTH, TOP + 6 * DOWN + 12, *parts, title=title, description=description, scale=SCALE)


def thousand() -> Svg:
    """1,000 fruits: 50 columns of 20. The first is rotten; those that are thrown out are coloured and framed."""
    rotten = round(1000 * PRIOR)
    caught, alarms = round(CATCHES * rotten), round(FALSE_ALARMS * (1000 - rotten))
    side, parts = 8, []
    for fruit in range(1000):
        column, row = divmod(fruit, 20)
        is_rotten = fruit < rotten
        thrown = row < caught if is_rotten else rotten <= fruit < rotten + alarms
        colour = AMBER if is_rotten else BLUE if thrown else FAINT
        x = 6 + column * side + (6 if not is_rotten else 0)
        opacity = 1.0 if thrown or not is_rotten else 0.4
        size, border = side - 1.6, 0.8 if thrown else 0.0
        y = 8 + row * side
        parts.append(
            element("rect", x=x, y=y, width=size, height=size, fill=colour, fill_opacity=opacity, stroke=INK,
                    stroke_width=border)
        )  # fmt: skip
    share = caught / (caught + alarms)
    parts += [
        svg.text((6, 190), f"{caught} rotten", size=15, fill=AMBER, anchor="start"),
        svg.text((86, 190), f"+ {alarms} good", size=15, fill=BLUE, anchor="start"),
        svg.text((172, 190), "in the bin", size=15, anchor="start"),
        svg.text((6, 212), f"rotten: {caught} ÷ {caught + alarms} = {share:.2f}", size=15, anchor="start"),
    ]
    description = (
        f"Of 1,000 fruits {rotten} are rotten, and {caught} of them are thrown out. Of the {1000 - rotten} good ones "
        f"{alarms} are thrown out. So {caught} of the {caught + alarms} fruits in the bin are rotten: {share:.2f}."
    )
    title = "Why most of the bin is good fruit"
    return svg.picture(WIDTH, 222, *parts, title=title, description=description, scale=SCALE)


def _x(column: int) -> float:
    return LEFT + (column + 0.5) * ACROSS


def _y(row: int) -> float:
    return TOP + (row + 0.5) * DOWN + 5


def _cell(row: int, column: int, content: str, colour: str = INK) -> str:
    frame = svg.box((_x(column), _y(row) - 5), ACROSS, DOWN, stroke=FAINT, radius=0, border=1)
    return frame + svg.text((_x(column), _y(row)), content, size=15, fill=colour)


DRAWN: dict[str, Callable[[], Svg]] = {"probability.joint": joint, "probability.thousand": thousand}
