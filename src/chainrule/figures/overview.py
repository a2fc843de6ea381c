"""Lecture 1: what lies within what, a digit as numbers, what layers and folds do, and where one's work lies."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise

import torch
from torch import nn

from chainrule import optim, svg
from chainrule.data import load
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, QUIET, RED, Svg, number

WIDTH, SCALE = 420, 1.4
CELL = 30.0
STEPS, EVERY = 300, 10  # of training; how often it is measured


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


def framed(pictures: torch.Tensor) -> torch.Tensor:
    """Pictures (n, 1, 8, 8) with two pixels of paper all round: (n, 1, 12, 12)."""
    return nn.functional.pad(pictures, (2, 2, 2, 2))


def rows(pictures: torch.Tensor) -> torch.Tensor:
    """Pictures (n, 1, h, w) as lecture 1 takes them: (n, h w), from 0 to 1."""
    return pictures.flatten(1).double() / 255.0


def training(widths: Sequence[int], x: torch.Tensor, labels: torch.Tensor) -> Iterator[nn.Module]:
    """Lecture 1's network with layers of these widths, and relu in between, as it is after 0, 1, 2, ... steps."""
    torch.manual_seed(0)
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs, dtype=torch.float64), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    while True:
        yield model
        loss = nn.functional.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def share_right(model: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> float:
    return float((model(x).argmax(dim=1) == labels).double().mean())


@cache
def accuracies(*widths: int) -> tuple[float, ...]:
    """Is a digit even? The share of new digits on which a network is right, after 0, 10, 20, ... steps."""
    digits = load("digits")
    after = training(widths, rows(digits.train.images), digits.train.labels % 2)
    test = rows(digits.test.images), digits.test.labels % 2
    models = zip(range(STEPS + 1), after, strict=False)
    return tuple(share_right(model, *test) for step, model in models if step % EVERY == 0)


@cache
def accuracies_when_moved() -> tuple[float, ...]:
    """The share of new digits that lecture 1's reader knows, when all are moved by 0, 1, 2 pixels."""
    digits = load("digits")
    model = next(islice(training((144, 64, 10), rows(framed(digits.train.images)), digits.train.labels), 100, None))
    moved = (torch.roll(framed(digits.test.images), (pixels, pixels), (2, 3)) for pixels in range(3))
    return tuple(share_right(model, rows(pictures), digits.test.labels) for pictures in moved)


def moved() -> Svg:
    """The same digit where it was, and moved by one and by two pixels, with how many of all are still known."""
    train = load("digits").train
    picture = framed(train.images[int((train.labels == 3).nonzero()[0])])[0]
    side, parts = 9.5, []
    for pixels, share in enumerate(accuracies_when_moved()):
        left = 8.0 + 146 * pixels
        for place, ink in enumerate(torch.roll(picture, (pixels, pixels), (0, 1)).flatten().tolist()):
            x, y = left + side * (place % 12), 30 + side * (place // 12)
            strength = round(0.75 * ink / 255.0, 2)
            parts.append(svg.element("rect", x=x, y=y, width=side, height=side, fill=INK, fill_opacity=strength))
        parts += [
            svg.box((left + 6 * side, 30 + 6 * side), 12 * side, 12 * side, stroke=FAINT, fill="none", radius=0),
            svg.text((left + 6 * side, 18), f"moved by {pixels}", fill=QUIET),
            svg.text(
                (left + 6 * side, 166), f"{share:.0%} right", size=16, bold=True, fill=BLUE if share > 0.5 else RED
            ),
        ]
    shares = ", ".join(f"{share:.0%}" for share in accuracies_when_moved())
    return svg.picture(
        WIDTH,
        178,
        *parts,
        title="Digits that are moved",
        description=f"All new digits moved by 0, 1 and 2 pixels: the network is right on {shares}.",
        scale=SCALE,
    )


def layers() -> Svg:
    """The accuracy on new digits while two programs learn: weighted pixels alone, and a layer in between."""
    programs = (("weighted pixels", accuracies(64, 2), BLUE), ("a layer in between", accuracies(64, 64, 2), GREEN))
    axes = Axes(52, 12, 350, 170, (0.0, float(STEPS)), (0.78, 1.0))
    levels = (0.8, 0.85, 0.9, 0.95, 1.0)
    parts = [svg.line([axes.at(0, level), axes.at(STEPS, level)], stroke=FAINT) for level in levels]
    parts += [svg.text((44, axes.at(0, level)[1] + 5), f"{level:.0%}", anchor="end", fill=QUIET) for level in levels]
    parts += [svg.text((axes.at(step, 0)[0], 202), str(step), fill=QUIET) for step in (0, 100, 200, 300)]
    parts.append(svg.text((227, 222), "steps", fill=QUIET))
    for name, shares, colour in programs:
        points = [axes.at(EVERY * place, share) for place, share in enumerate(shares) if place]
        (x, y), said = axes.at(100, shares[10]), f"{shares[10]:.0%}"
        parts += [
            svg.line(points, stroke=colour, width=2),
            svg.dot((x, y), 5, fill=colour),
            svg.text((x, y - 10), said, fill=colour, bold=True),
            svg.text((points[-1][0], points[-1][1] + 22), name, anchor="end", fill=colour, bold=True),
        ]
    described = "; ".join(f"{name}: " + ", ".join(f"{s[i]:.0%}" for i in (1, 10, 30)) for name, s, _ in programs)
    return svg.picture(
        WIDTH,
        230,
        *parts,
        title="The accuracy of two programs on new digits",
        description=f"After 10, 100 and 300 steps. {described}.",
        scale=SCALE,
    )


def fold(x: float) -> float:
    """0 at both ends of [0, 1], and 1 in the middle: two straight pieces, made of two relus.

    >>> fold(0.0), fold(0.25), fold(0.5), fold(1.0)
    (0.0, 0.5, 1.0, 0.0)
    """
    first, second = (0.0 if z <= 0.0 else z for z in (x, x - 0.5))
    return 2.0 * first - 4.0 * second


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
    "overview.layers": layers,
    "overview.moved": moved,
    "overview.places": places,
}
