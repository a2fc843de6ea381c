"""Lecture 8: bars in two halves, a convolutional network that learns, and how both networks take a shift."""

from functools import cache

import torch
from torch import Generator, Tensor

from chainrule import nn, optim, svg
from chainrule.data import batches, channel_statistics, load, normalize
from chainrule.figures.images import falling
from chainrule.figures.plot import Axes
from chainrule.figures.squares import frame, shaded
from chainrule.models.mlp import MLP
from chainrule.nn.functional import cross_entropy
from chainrule.svg import AMBER, BLUE, FAINT, INK, QUIET, Svg

WIDTH = 420
SCALE = 1.4
RATE, SIZE, EPOCHS = 0.2, 32, 5
SHIFTS = {"as they are": 0, "one pixel right": 1, "one pixel left": -1}


def bars(count: int, left: bool, seed: int) -> tuple[Tensor, Tensor]:
    """The lecture's pictures of 12 x 12, each with a bar of 5 pixels in one half: lying (0) or standing (1)."""
    draw = Generator().manual_seed(seed)

    def pick(choices: int) -> int:
        return int(torch.randint(choices, (), generator=draw))

    x, y = torch.zeros(count, 1, 12, 12), torch.arange(count) % 2
    for n in range(count):
        row, half = pick(8), 0 if left else 6
        if y[n] == 0:
            column = half + pick(2)
            x[n, 0, row, column : column + 5] = 1
        else:
            x[n, 0, row : row + 5, half + pick(6)] = 1
    return x, y


def halves() -> Svg:
    """Two pictures of bars from the training set and two from the test set, one of each class."""
    side, top, parts = 7.8, 48.0, []
    for group, (words, left, seed) in enumerate((("training: left half", True, 1), ("test: right half", False, 2))):
        x, y = bars(4, left, seed)
        start = 8 + group * 212
        parts.append(svg.text((start + 98, 18), words, size=15, bold=True))
        for n in (0, 1):
            corner = (start + n * 102, top)
            middle = corner[0] + 6 * side
            parts.append(frame(corner, 12 * side, 12 * side, stroke=FAINT, border=1))
            ink = [(corner[0] + side * int(v), top + side * int(h)) for h, v in x[n, 0].nonzero()]
            parts += [shaded(at, side, 1.0) for at in ink]
            parts.append(frame((corner[0] if left else middle, top), 6 * side, 12 * side, stroke=AMBER, border=2))
            kind = "lying" if y[n] == 0 else "standing"
            parts.append(svg.text((middle, top + 12 * side + 20), f"{kind}: {int(y[n])}", size=15))
    return svg.picture(
        WIDTH,
        top + 12 * side + 32,
        *parts,
        title="Bars for training in the left half, bars for the test in the right half",
        description="Four pictures of 12 x 12 squares with one bar of 5 squares each. In the two training pictures the "
        "bar lies or stands in the left half, which is framed; in the two test pictures it does so in the right half. "
        "A lying bar is class 0, a standing one class 1.",
        scale=SCALE,
    )


def training() -> Svg:
    """The loss of each batch while the CNN learns the digits of the package, and its mean in each epoch."""
    _, losses = trained("CNN")
    return falling(losses, EPOCHS, title="The loss while a convolutional network learns to read digits")


def shifts() -> Svg:
    """The share of test digits that each network reads: as they are, and moved by one pixel to either side."""
    axes = Axes(46, 14, 366, 190, (0.0, 3.0), (0.0, 1.0))
    parts = []
    for level in (0.0, 0.5, 1.0):
        parts.append(svg.line([axes.at(0, level), axes.at(3, level)], stroke=FAINT))
        parts.append(svg.text((40, axes.at(0, level)[1] + 5), f"{level:.0%}", size=14, anchor="end", fill=QUIET))
    said = []
    for group, words in enumerate(SHIFTS):
        for place, (name, colour) in enumerate((("MLP", AMBER), ("CNN", BLUE))):
            share = read_after_shifts(name)[group]
            left, top = axes.at(group + 0.12 + 0.4 * place, share)
            width, bottom = 0.36 * axes.width / 3, axes.at(0, 0)[1]
            centre = (left + width / 2, (top + bottom) / 2)
            parts.append(svg.box(centre, width, bottom - top, stroke=colour, border=2, radius=0))
            parts.append(svg.text((centre[0], top + 18), f"{share:.0%}", size=15, fill=INK))
            parts.append(svg.text((centre[0], bottom - 8), name, size=14, fill=QUIET))
            said.append(f"{name}, {words}: {share:.1%}")
        parts.append(svg.text((axes.at(group + 0.5, 0)[0], 224), words, size=15))
    return svg.picture(
        WIDTH,
        236,
        *parts,
        title="Test digits read by an MLP and by a CNN, as they are and moved by one pixel",
        description=f"Six columns from 0 to 100%. {'; '.join(said)}.",
        scale=SCALE,
    )


@cache
def read_after_shifts(name: str) -> list[float]:
    """The share of test digits that the network reads after each of the shifts."""
    model, _ = trained(name)
    digits = load("digits")
    mean, std = channel_statistics(digits.train.images)
    with torch.no_grad():
        moved = (normalize(digits.test.images.roll(by, dims=3), mean, std) for by in SHIFTS.values())
        return [(model(x).argmax(dim=1) == digits.test.labels).float().mean().item() for x in moved]


@cache
def trained(name: str) -> tuple[torch.nn.Module, list[float]]:
    """A network of lecture 8, "MLP" or "CNN", after its training, and the losses batch by batch."""
    train, draw = load("digits").train, Generator().manual_seed(0)
    mean, std = channel_statistics(train.images)
    model = MLP([64, 32, 10], generator=draw) if name == "MLP" else small_cnn(draw)
    optimizer = optim.SGD(model.parameters(), lr=RATE)
    losses = []
    for _ in range(EPOCHS):
        for x, y in batches(train, SIZE, generator=draw, transform=lambda x: normalize(x, mean, std)):
            loss = cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return model, losses


def small_cnn(draw: Generator) -> torch.nn.Module:
    """The lecture's network for digits of 8 x 8: two convolutions, each with a pooling, and a linear layer."""
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1, generator=draw, fused=True), nn.ReLU(), nn.MaxPool2d(2)),  # (N, 8, 4, 4)
        *(nn.Conv2d(8, 16, 3, padding=1, generator=draw, fused=True), nn.ReLU(), nn.MaxPool2d(2)),  # (N, 16, 2, 2)
        *(nn.Flatten(), nn.Linear(64, 10, generator=draw)),
    )


DRAWN = {"convnet.halves": halves, "convnet.shifts": shifts, "convnet.training": training}
