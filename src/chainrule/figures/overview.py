"""Lecture 1: what lies within what, a digit as numbers, what folding does, and where one's work lies."""

from collections.abc import Callable

from chainrule import svg
from chainrule.data import load
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, QUIET, Svg, number

WIDTH, SCALE = 420, 1.4
CELL = 30.0


def circles() -> Svg:
    """Deep learning lies within machine learning, which lies within artificial intelligence."""
    rings = (
        ((205.0, 118.0), 400.0, 210.0, QUIET, "artificial intelligence", "rules, search, and what is below"),
        ((215.0, 138.0), 350.0, 150.0, BLUE, "machine learning", "behaviour comes from examples"),
        ((225.0, 164.0), 300.0, 80.0, GREEN, "deep learning", "many layers, all learned together"),
    )
    parts = []
    for (x, y), width, height, colour, name, words in rings:
        parts += [
            svg.box((x, y), width, height, stroke=colour, fill="none", radius=34, border=2),
            svg.text((x, y - height / 2 + 25), name, size=16, fill=colour, bold=True),
            svg.text((x, y - height / 2 + 44), words, fill=colour),
        ]
    return svg.picture(
        WIDTH,
        232,
        *parts,
        title="What lies within what",
        description="Deep learning is a part of machine learning, and machine learning is a part of artificial "
        "intelligence.",
        scale=SCALE,
    )


def digit() -> Svg:
    """The first 3 of the digits, as a picture and as its 64 numbers."""
    train = load("digits").train
    picture = train.images[int((train.labels == 3).nonzero()[0]), 0]
    parts = []
    for row in range(8):
        for column in range(8):
            ink = float(picture[row, column]) / 255.0
            x, y = CELL * column + 2, CELL * row + 2
            parts += [
                svg.element("rect", x=x, y=y, width=CELL, height=CELL, fill=INK, fill_opacity=round(0.55 * ink, 2)),
                svg.element("rect", x=x, y=y, width=CELL, height=CELL, fill="none", stroke=FAINT),
                svg.text((x + CELL / 2, y + 20), number(round(ink, 1)), fill=INK),
            ]
    parts += [
        svg.text((258, 60), "64 numbers in,", size=16, anchor="start"),
        svg.text((258, 82), "0 is paper, 1 is ink", anchor="start", fill=QUIET),
        svg.text((258, 142), "one word out:", size=16, anchor="start"),
        svg.text((258, 184), "3", size=40, anchor="start", fill=BLUE, bold=True),
    ]
    return svg.picture(
        WIDTH,
        246,
        *parts,
        title="A digit as numbers",
        description="An 8 by 8 picture of a handwritten 3, with the ink of each pixel as a number from 0 to 1.",
        scale=SCALE,
    )


def fold(x: float) -> float:
    """0 at both ends of [0, 1], and 1 in the middle: two straight pieces, made of two relus.

    >>> fold(0.0), fold(0.25), fold(0.5), fold(1.0)
    (0.0, 0.5, 1.0, 0.0)
    """
    return 2.0 * max(x, 0.0) - 4.0 * max(x - 0.5, 0.0)


def folding() -> Svg:
    """The same fold once, twice and four times in a row: with each the number of pieces doubles."""
    parts = []
    for place, (folds, colour) in enumerate(((1, BLUE), (2, GREEN), (4, AMBER))):
        axes = Axes(4 + 143 * place, 34, 126, 110, (0.0, 1.0), (0.0, 1.0))
        xs = [step / 2**folds for step in range(2**folds + 1)]
        points = []
        for x in xs:
            y = x
            for _ in range(folds):
                y = fold(y)
            points.append(axes.at(x, y))
        parts += [
            svg.line([axes.at(0, 0), axes.at(1, 0)]),
            svg.line([axes.at(0, 0), axes.at(0, 1)]),
            svg.line(points, stroke=colour, width=2),
            svg.text((67 + 143 * place, 20), f"{folds} fold{'s' * (folds > 1)}", size=16, fill=colour, bold=True),
            svg.text((67 + 143 * place, 164), f"{2 * folds} units", fill=QUIET),
            svg.text((67 + 143 * place, 182), f"{2**folds} pieces", fill=QUIET),
        ]
    return svg.picture(
        WIDTH,
        190,
        *parts,
        title="What depth buys",
        description="One fold has 2 straight pieces and is made of 2 units; two folds in a row have 4 pieces of 4 "
        "units; four folds have 16 pieces of 8 units.",
        scale=SCALE,
    )


def places() -> Svg:
    """Where one's work lies: in files, in commits on the own machine, and on GitHub."""
    centres = (70.0, 210.0, 350.0)
    names = (("your folder", "files"), ("your commits", "on your disk"), ("GitHub", "for the team"))
    parts = []
    for x, (name, words), colour in zip(centres, names, (INK, BLUE, GREEN), strict=True):
        parts += [
            svg.box((x, 74), 116, 56, stroke=colour),
            svg.text((x, 70), name, bold=True, fill=colour),
            svg.text((x, 91), words, fill=QUIET),
        ]
    for left, right, words in ((70, 210, "add, commit"), (210, 350, "push")):
        parts += [
            svg.arrow((left + 61, 62), (right - 61, 62), stroke=AMBER),
            svg.text(((left + right) / 2, 36), words, fill=AMBER),
        ]
    parts += [
        svg.line([(350, 104), (350, 126), (70, 126), (70, 112)], stroke=QUIET),
        svg.arrow_head((70, 104), (0.0, -1.0), fill=QUIET),
        svg.text((210, 145), "pull (others' commits come to you)", fill=QUIET),
    ]
    return svg.picture(
        WIDTH,
        154,
        *parts,
        title="Three places for your work",
        description="Add and commit bring changes from the folder into commits on your machine; push copies commits to "
        "GitHub; pull brings those of others back.",
        scale=SCALE,
    )


DRAWN: dict[str, Callable[[], Svg]] = {
    "overview.circles": circles,
    "overview.digit": digit,
    "overview.folding": folding,
    "overview.places": places,
}
