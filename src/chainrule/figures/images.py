"""Lecture 7: pixels, how they lie in memory, batches, and the loss of a choice. Computed by `chainrule.nn`."""

import math
from functools import cache

import torch
from torch import Generator

from chainrule import svg
from chainrule.data import batches, channel_statistics, load, normalize
from chainrule.figures.plot import Axes
from chainrule.figures.squares import cell, frame, table
from chainrule.models.mlp import MLP
from chainrule.nn.functional import cross_entropy
from chainrule.optim import SGD
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, LINE, QUIET, RED, Svg, number

WIDTH = 420
SCALE = 1.4
SHOWN = 3  # the picture of the lecture, which is one of a 3
RATE, SIZE, EPOCHS = 0.1, 32, 10


def pixels() -> Svg:
    """One digit of the data set that comes with the package: 64 numbers, and the square of each."""
    digit = load("digits").train.images[SHOWN, 0]
    side, left = 40.0, 50.0
    parts = [table((left, 34), side, digit.tolist(), most=255, size=15)]
    for place in range(8):
        middle = (place + 0.5) * side
        parts.append(svg.text((left + middle, 24), str(place), size=14, fill=QUIET))
        parts.append(svg.text((left - 14, 39 + middle), str(place), size=14, fill=QUIET))
    parts.append(frame((left + 2 * side, 34 + side), side, side))
    parts.append(svg.formula((WIDTH / 2, 382), f"row h = 1, column w = 2: {int(digit[1, 2])}", size=17))
    return svg.picture(
        WIDTH,
        396,
        *parts,
        title="A handwritten 3 as 64 numbers",
        description=f"A table of 8 rows and 8 columns of numbers from 0 to 255, each on a square with as much ink as "
        f"the number says. Together they show a 3. The number in row 1, column 2 is {int(digit[1, 2])}.",
        scale=SCALE,
    )


def memory() -> Svg:
    """A colour picture of 2 x 2 pixels as a line of memory: pixel by pixel, and channel by channel."""
    side, left = 33.0, 12.0
    colours = dict(zip("RGB", (RED, GREEN, BLUE), strict=True))
    orders = {
        "As a file is read, (H, W, C): pixel by pixel": [(c, h, w) for h in (0, 1) for w in (0, 1) for c in "RGB"],
        "In PyTorch, (C, H, W): channel by channel": [(c, h, w) for c in "RGB" for h in (0, 1) for w in (0, 1)],
    }
    parts = []
    for row, (words, order) in enumerate(orders.items()):
        top = 12 + row * 104
        parts.append(svg.text((left, top + 12), words, size=15, anchor="start", bold=True))
        for place, (c, h, w) in enumerate(order):
            corner = (left + place * side, top + 24)
            parts.append(cell(corner, side, fill=colours[c]).replace('fill-opacity="1"', 'fill-opacity="0.3"'))
            parts.append(svg.text((corner[0] + side / 2, top + 46), f"{c}{h}{w}", size=14))
            parts.append(svg.text((corner[0] + side / 2, top + 74), str(place), size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        204,
        *parts,
        title="The same twelve numbers in two orders of memory",
        description="Two lines of twelve squares, each with a letter for its channel and the numbers of its row and "
        "column. In the first line the three channels of a pixel stand beside each other: R00 G00 B00 R01 and so on. "
        "In the second all four of a channel do: R00 R01 R10 R11 G00 and so on.",
        scale=SCALE,
    )


def batch_means() -> Svg:
    """The mean loss of batches of 1, 10 and 100 examples, twenty of each, around that of all."""
    losses = untrained_losses()
    whole = losses.mean().item()
    draw = Generator().manual_seed(0)
    axes = Axes(56, 16, 350, 190, (0.0, 3.0), (0.0, 6.0))
    parts = [svg.line([axes.at(0, level), axes.at(3, level)], stroke=FAINT) for level in (0, 2, 4, 6)]
    parts += [
        svg.text((48, axes.at(0, level)[1] + 5), f"{level:g}", size=14, anchor="end", fill=QUIET)
        for level in (0, 2, 4, 6)
    ]
    parts.append(svg.line([axes.at(0, whole), axes.at(3, whole)], stroke=AMBER, width=2))
    said = []
    for column, size in enumerate((1, 10, 100)):
        means = [losses[torch.randperm(len(losses), generator=draw)[:size]].mean().item() for _ in range(20)]
        parts += [svg.dot(axes.at(column + 0.12 + 0.04 * i, mean), 3.6, fill=BLUE) for i, mean in enumerate(means)]
        parts.append(svg.formula((axes.at(column + 0.5, 0)[0], 230), f"N = {size}", size=16))
        said.append(f"of {size} between {min(means):.2f} and {max(means):.2f}")
    return svg.picture(
        WIDTH,
        240,
        *parts,
        title="The mean loss of a batch, for three batch sizes",
        description=f"Twenty dots for each batch size, around a line at {whole:.2f}, the mean over all 1,500 examples. "
        f"The means lie for batches {', '.join(said)}.",
        scale=SCALE,
    )


def surprise() -> Svg:
    """The loss of one example over the probability of the right class: -log p."""
    axes = Axes(46, 14, 356, 190, (0.0, 1.0), (0.0, 5.0))
    curve = [axes.at(p, -math.log(p)) for p in (math.exp(-5 + 5 * step / 80) for step in range(81))]
    parts = [svg.line([axes.at(0, level), axes.at(1, level)], stroke=FAINT) for level in range(6)]
    parts += [
        svg.text((38, axes.at(0, level)[1] + 5), str(level), size=14, anchor="end", fill=QUIET) for level in range(6)
    ]
    parts.append(svg.line(curve, stroke=BLUE, width=2))
    for p, words in ((0.01, "sure, and wrong"), (0.1, "a guess among ten"), (0.9, "sure, and right")):
        x, y = axes.at(p, -math.log(p))
        parts.append(svg.dot((x, y), 4.5, fill=AMBER))
        right = p < 0.5
        label = f"{number(-math.log(p))}: {words}"
        at = (x + 10, y + 5) if right else (x + 14, y - 34)
        parts.append(svg.text(at, label, size=14, anchor="start" if right else "end"))
    for p in (0.0, 0.5, 1.0):
        parts.append(svg.text((axes.at(p, 0)[0], 222), f"{p:g}", size=14, fill=QUIET))
    parts.append(svg.text((WIDTH / 2, 242), "probability of the right class", size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        250,
        *parts,
        title="Cross-entropy of one example",
        description="The loss is minus the logarithm of the probability of the right class: 0 where that is 1, 0.1054 "
        "at 0.9, 2.303 at 0.1, 4.605 at 0.01, and without a limit towards 0.",
        scale=SCALE,
    )


def training() -> Svg:
    """The loss of each batch while a perceptron learns the digits of the package, and its mean in each epoch."""
    return falling(trained(), EPOCHS, title="The loss while a perceptron learns to read digits")


def falling(losses: list[float], epochs: int, *, title: str) -> Svg:
    """The loss of each batch of a training on ten classes, and its mean in each epoch."""
    steps = len(losses)
    each = steps // epochs
    axes = Axes(46, 14, 356, 190, (0.0, float(steps)), (0.0, 2.8))
    guess = math.log(10)
    parts = [svg.line([axes.at(0, level), axes.at(steps, level)], stroke=FAINT) for level in (0, 1, 2)]
    parts += [
        svg.text((38, axes.at(0, level)[1] + 5), str(level), size=14, anchor="end", fill=QUIET) for level in (0, 1, 2)
    ]
    parts.append(svg.line([axes.at(0, guess), axes.at(steps, guess)], stroke=AMBER))
    parts.append(svg.formula((axes.at(steps, guess)[0], axes.at(0, guess)[1] + 18), "log 10 = 2.303", anchor="end"))
    parts.append(svg.line([axes.at(i, loss) for i, loss in enumerate(losses)], stroke=LINE, width=1))
    means = [sum(losses[i : i + each]) / each for i in range(0, steps, each)]
    places = [axes.at((epoch + 0.5) * each, mean) for epoch, mean in enumerate(means)]
    parts += [svg.line(places, stroke=BLUE, width=2), *(svg.dot(place, 4, fill=BLUE) for place in places)]
    for epoch in (0, epochs // 2, epochs):
        parts.append(svg.text((axes.at(epoch * each, 0)[0], 222), str(epoch * each), size=14, fill=QUIET))
    parts.append(svg.text((WIDTH / 2, 242), "steps; a dot per epoch", size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        250,
        *parts,
        title=title,
        description=f"The loss of {steps} batches. It begins at {losses[0]:.2f}, near the logarithm of 10, and falls; "
        f"its means over the epochs are {', '.join(f'{mean:.2f}' for mean in means)}.",
        scale=SCALE,
    )


def untrained_losses() -> torch.Tensor:
    """What each training digit costs a perceptron that has learned nothing yet."""
    train = load("digits").train
    model = MLP([64, 32, 10], generator=Generator().manual_seed(0))
    with torch.no_grad():
        x = normalize(train.images, *channel_statistics(train.images))
        return cross_entropy(model(x), train.labels, reduction="none")


@cache
def trained() -> list[float]:
    """The losses of the training of lecture 7, batch by batch."""
    train = load("digits").train
    mean, std = channel_statistics(train.images)
    draw = Generator().manual_seed(0)
    model = MLP([64, 32, 10], generator=draw)
    optimizer = SGD(model.parameters(), lr=RATE)
    losses = []
    for _ in range(EPOCHS):
        for x, y in batches(train, SIZE, generator=draw, transform=lambda x: normalize(x, mean, std)):
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


DRAWN = {
    "images.batch_means": batch_means,
    "images.memory": memory,
    "images.pixels": pixels,
    "images.surprise": surprise,
    "images.training": training,
}
