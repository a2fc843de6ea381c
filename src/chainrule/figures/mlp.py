"""Lecture 6: what a line, three hidden neurons and two hidden layers make of points in the plane."""

import random
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from chainrule import svg
from chainrule.autograd import Tensor, softplus
from chainrule.autograd.classifier import accuracy, train
from chainrule.autograd.tensor_mlp import MLP
from chainrule.data import two_circles, two_moons, two_spirals
from chainrule.figures.plot import Axes
from chainrule.figures.surfaces import contour
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, QUIET, Svg, number

WIDTH, SIZE, SCALE = 420, 14, 1.4
Made = tuple[list[tuple[float, float]], list[int]]


@cache
def moons() -> Made:
    """The hundred points of the lecture."""
    return two_moons(100, noise=0.1, generator=random.Random(0))


@cache
def circles() -> Made:
    """A hundred points on two circles."""
    return two_circles(100, noise=0.05, generator=random.Random(0))


@cache
def spirals() -> Made:
    """Two hundred points on two spirals."""
    return two_spirals(200, noise=0.02, generator=random.Random(0))


@cache
def noisy() -> Made:
    """Forty points of moons that run into each other."""
    return two_moons(40, noise=0.25, generator=random.Random(1))


@cache
def trained(
    made: Callable[[], Made], sizes: tuple[int, ...], seed: int, steps: int, rate: float = 1.0
) -> tuple[MLP, list[float]]:
    """A network with ReLUs after so many steps on all of the points, and its losses."""
    points, labels = made()
    model = MLP(2, sizes, fused=True, generator=random.Random(seed))
    return model, train(model, points, labels, steps=steps, rate=rate)


def one_line() -> Svg:
    """The moons, and the straight line that one trained neuron draws between them."""
    model, _ = trained(moons, (1,), 0, 500)
    axes = Axes(0, 4, WIDTH, 240, (-1.45, 2.45), (-0.95, 1.45))
    share = accuracy(model(moons()[0]), moons()[1])
    words = f"one neuron, 500 steps: {share:.0%} right"
    return svg.picture(
        WIDTH,
        268,
        *drawn(axes, moons(), model),
        svg.text((WIDTH / 2, 262), words, size=SIZE, fill=QUIET),
        title="Two moons and one line",
        description=f"Two half circles of points that reach into each other, and a straight line: {words}.",
        scale=SCALE,
    )


def hidden_lines() -> Svg:
    """A network of three hidden neurons: the line of each, and the border that they make together."""
    model, _ = trained(moons, (3, 1), 0, 500)
    axes = Axes(0, 26, WIDTH, 240, (-1.45, 2.45), (-0.95, 1.45))
    parts = []
    layer = model.layers[0]
    for (w1, w2), b, colour in zip(layer.weights.data, layer.bias.data, (GREEN, GREEN, GREEN), strict=True):
        ends = across(axes, float(w1), float(w2), float(b))
        parts.append(svg.line([axes.at(*end) for end in ends], stroke=colour, width=1.3))
    share = accuracy(model(moons()[0]), moons()[1])
    words = f"three hidden neurons, 500 steps: {share:.0%} right"
    return svg.picture(
        WIDTH,
        290,
        svg.text((2, 14), "the line of each hidden neuron", size=SIZE, anchor="start", fill=GREEN),
        svg.text((WIDTH - 2, 14), "the border", size=SIZE, anchor="end", bold=True),
        *parts,
        *drawn(axes, moons(), model),
        svg.text((WIDTH / 2, 284), words, size=SIZE, fill=QUIET),
        title="Three hidden neurons and their border",
        description="The straight line of each hidden neuron, and the border of the network, which is made of straight "
        f"pieces and bends only where it crosses one of these lines; {words}.",
        scale=SCALE,
    )


def across(axes: Axes, w1: float, w2: float, b: float) -> list[tuple[float, float]]:
    """Where the line w1 x + w2 y + b = 0 enters and leaves the picture."""
    (left, right), (low, high) = axes.x_range, axes.y_range
    ends = []
    if w2:
        ends += [(x, -(b + w1 * x) / w2) for x in (left, right)]
    if w1:
        ends += [(-(b + w2 * y) / w1, y) for y in (low, high)]
    inside = [(x, y) for x, y in ends if left - 1e-9 <= x <= right + 1e-9 and low - 1e-9 <= y <= high + 1e-9]
    return sorted(inside)[:: max(1, len(inside) - 1)]


def learning() -> Svg:
    """The loss of one neuron and of sixteen hidden ones on the moons, over the steps."""
    axes = Axes(34, 26, 380, 190, (0.0, 500.0), (0.0, 0.8))
    parts, said = [svg.text((4, 14), "loss", size=SIZE, anchor="start", fill=QUIET)], []
    for height in (0.0, 0.2, 0.4, 0.6, 0.8):
        (left, y), (right, _) = axes.at(0, height), axes.at(500, height)
        parts.append(svg.line([(left, y), (right, y)], stroke=FAINT if height else QUIET))
        parts.append(svg.text((28, y + 5), number(height), size=SIZE, anchor="end", fill=QUIET))
    for step in (0, 100, 200, 300, 400, 500):
        anchor = "end" if step == 500 else "middle"
        parts.append(svg.text((axes.at(step, 0)[0], 236), str(step), size=SIZE, anchor=anchor, fill=QUIET))
    parts.append(svg.text((414, 256), "step", size=SIZE, anchor="end", fill=QUIET))
    for sizes, name, colour in (((1,), "one neuron", AMBER), ((16, 1), "16 hidden neurons", BLUE)):
        losses = trained(moons, sizes, 0, 500)[1]
        shown = [(step, min(loss, 0.8)) for step, loss in enumerate(losses)]
        parts.append(svg.line([axes.at(*point) for point in shown], stroke=colour, width=2))
        parts.append(svg.text((410, axes.at(0, losses[-1])[1] - 12), name, size=SIZE, anchor="end", fill=colour))
        said.append(f"{name}: {number(losses[0])} at first, {number(losses[-1])} after 500 steps.")
    description = "Loss over steps. " + " ".join(said)
    return svg.picture(WIDTH, 264, *parts, title="The losses of two networks", description=description, scale=SCALE)


def three_borders() -> Svg:
    """Circles within a triangle of three hidden neurons, and spirals parted by two hidden layers."""
    parts, said = [], []
    for left, made, sizes, steps, name in (
        (2.0, circles, (3, 1), 300, "2-3-1"),
        (216.0, spirals, (16, 16, 1), 300, "2-16-16-1"),
    ):
        model, _ = trained(made, sizes, 1, steps)
        axes = Axes(left, 8, 202, 202, (-1.3, 1.3), (-1.3, 1.3))
        share = accuracy(model(made()[0]), made()[1])
        parts += drawn(axes, made(), model, radius=3)
        parts.append(svg.text((left + 101, 232), f"{name}: {share:.0%} right", size=SIZE, fill=QUIET))
        said.append(f"{made.__name__} by a network {name}: {share:.0%} right.")
    description = "Points and borders. " + " ".join(said)
    return svg.picture(WIDTH, 240, *parts, title="Circles and spirals", description=description, scale=SCALE)


def overfit() -> Svg:
    """The borders of a network of the right size and of one that is too large, among the forty noisy points."""
    parts, said = [], []
    for left, sizes, name in ((2.0, (16, 1), "2-16-1"), (216.0, (64, 64, 1), "2-64-64-1")):
        model, _ = trained(noisy, sizes, 0, 1000, 0.3)
        axes = Axes(left, 8, 202, 202, (-1.7, 2.7), (-1.3, 1.7))
        share = accuracy(model(noisy()[0]), noisy()[1])
        parts += drawn(axes, noisy(), model)
        parts.append(svg.text((left + 101, 232), f"{name}: {share:.1%} right", size=SIZE, fill=QUIET))
        said.append(f"{name}: {share:.1%} of the training points right.")
    description = "Forty points and two borders. " + " ".join(said)
    return svg.picture(WIDTH, 240, *parts, title="The right size, and too large", description=description, scale=SCALE)


def logistic() -> Svg:
    """The logistic loss and the squared error of the sigmoid for class 1, over the score."""
    axes = Axes(34, 26, 380, 190, (-6.0, 6.0), (0.0, 6.2))
    parts, score = [svg.text((4, 14), "loss", size=SIZE, anchor="start", fill=QUIET)], np.linspace(-6, 6, 121)
    for height in (0, 2, 4, 6):
        (left, y), (right, _) = axes.at(-6, height), axes.at(6, height)
        parts.append(svg.line([(left, y), (right, y)], stroke=FAINT if height else QUIET))
        parts.append(svg.text((28, y + 5), str(height), size=SIZE, anchor="end", fill=QUIET))
    for place in (-6, -3, 0, 3, 6):
        anchor = {-6: "start", 6: "end"}.get(place, "middle")
        parts.append(svg.text((axes.at(place, 0)[0], 236), number(place), size=SIZE, anchor=anchor, fill=QUIET))
    f = Tensor(score)
    for values, colour, name, at in (
        (softplus(-f).data, BLUE, "logistic loss", (-4.2, 5.2)),
        (((f.sigmoid() - 1.0) ** 2).data, AMBER, "squared error", (-5.8, 1.35)),
    ):
        parts.append(
            svg.line([axes.at(*map(float, point)) for point in zip(score, values, strict=True)], stroke=colour)
        )
        parts.append(svg.text(axes.at(*at), name, size=SIZE, anchor="start", fill=colour, bold=True))
    parts.append(svg.text((414, 258), "score of a point of class 1", size=SIZE, anchor="end", fill=QUIET))
    description = (
        "For a point of class 1, over its score from -6 to 6: the logistic loss falls from 6.0 to nearly 0 and is "
        "steep on the left; the squared error of the sigmoid is 1 and flat on the left, and falls around 0."
    )
    return svg.picture(WIDTH, 266, *parts, title="Two losses of a score", description=description, scale=SCALE)


def drawn(axes: Axes, made: Made, model: MLP, radius: float = 4) -> list[str]:
    """The points in the colours of their classes, and the line on which the model's score is 0."""
    points, labels = made
    xs, ys = np.linspace(*axes.x_range, 61), np.linspace(*axes.y_range, 61)
    grid = np.array([(x, y) for y in ys for x in xs])
    scores: Sequence[Sequence[float]] = model(Tensor(grid)).data[:, 0].reshape(len(ys), len(xs)).tolist()
    pieces = [(axes.at(*a), axes.at(*b)) for a, b in contour(xs.tolist(), ys.tolist(), scores, 0.0)]
    path = "".join(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" for (x0, y0), (x1, y1) in pieces)
    dots = [svg.dot(axes.at(*p), radius, fill=BLUE if one else AMBER) for p, one in zip(points, labels, strict=True)]
    return [*dots, svg.element("path", d=path, fill="none", stroke=INK, stroke_width=2)]


DRAWN = {
    "mlp.hidden_lines": hidden_lines,
    "mlp.learning": learning,
    "mlp.logistic": logistic,
    "mlp.one_line": one_line,
    "mlp.overfit": overfit,
    "mlp.three_borders": three_borders,
}
