"""Lecture 5: a neuron, its activation, and its backward pass. Every number is computed by `chainrule.autograd`."""

import math
from collections.abc import Callable, Iterable

import numpy as np

from chainrule import svg
from chainrule.autograd import Tensor, Value
from chainrule.autograd.arrays import Array
from chainrule.autograd.tensor import new_node
from chainrule.figures.graph import Node, connect, halfway
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, INK, QUIET, RED, Svg, number

WIDTH = 420
SCALE = 1.4
SIZE = 14
RIDES = ((2.0, 5.0), (4.0, 4.0), (2.0, 2.0), (1.0, 6.0), (3.0, 9.0), (5.0, 7.0))  # km to the rider, manat offered
ACCEPTED = (1, 0, 0, 1, 1, 0)
WEIGHTS, BIAS = (-1.0, 0.5), 0.5  # the driver's rule, in lecture 5


def half_plane() -> Svg:
    """The rides of the lecture, the line on which the weighted sum is 0, and the weights as an arrow across it."""
    axes = Axes(34, 28, 248, 310, (0.0, 8.0), (0.0, 10.0))  # a km is as long as a manat, so that angles are true
    (w1, w2), b = WEIGHTS, BIAS
    parts = [svg.line([axes.at(0, 0), axes.at(8, 0)]), svg.line([axes.at(0, 0), axes.at(0, 10)])]
    for z, stroke, width in ((-1.0, FAINT, 1.5), (0.0, INK, 2.2), (1.0, FAINT, 1.5)):
        ends = [(0.0, 2 * z - 1) if z > 0.5 else (b - z, 0.0), (5.5 - z, 10.0)]  # x2 = 2 x1 - 1 + 2 z
        parts.append(svg.line([axes.at(*end) for end in ends], stroke=stroke, width=width))
    for words, x, anchor in (("z = 1", 4.65, "end"), ("0", 5.5, "middle"), ("−1", 6.5, "middle")):
        parts.append(svg.formula((axes.at(x, 10)[0], 20), words, anchor=anchor))
    start, end = axes.at(3.5, 6.0), axes.at(3.5 + 1.5 * w1, 6.0 + 1.5 * w2)
    parts += [svg.arrow(start, end, stroke=RED, width=2.4), svg.formula((end[0] - 6, end[1] - 6), "w", fill=RED)]
    for (km, manat), accepted in zip(RIDES, ACCEPTED, strict=True):
        parts.append(svg.dot(axes.at(km, manat), 6, fill=BLUE if accepted else AMBER))
    for km in (2, 4, 6, 8):
        parts.append(svg.text((axes.at(km, 0)[0], 356), str(km), size=SIZE, fill=QUIET))
    for manat in (2, 4, 6, 8):
        parts.append(svg.text((26, axes.at(0, manat)[1] + 5), str(manat), size=SIZE, anchor="end", fill=QUIET))
    for row, (colour, word) in enumerate(((BLUE, "accepted"), (AMBER, "refused"))):
        parts.append(svg.dot((306, 250 + 26 * row), 6, fill=colour))
        parts.append(svg.text((320, 255 + 26 * row), word, size=SIZE, anchor="start"))
    parts.append(svg.text((282, 376), "km to the rider; upwards, manat offered", size=SIZE, anchor="end", fill=QUIET))
    sums = ", ".join(number(w1 * x1 + w2 * x2 + b) for x1, x2 in RIDES)
    said = f"Six rides and the line z = 0, for z = -x1 + 0.5 x2 + 0.5. Their sums are {sums}. The arrow of the weights "
    said += "stands at right angles to the line and points to the side of the accepted rides."
    return svg.picture(WIDTH, 384, *parts, title="A neuron's half-plane", description=said, scale=SCALE)


def activations() -> Svg:
    """Four activation functions, and the slope of each below the same z."""
    panels: tuple[tuple[str, Callable[[Tensor], Tensor]], ...] = (
        ("sigmoid", Tensor.sigmoid),
        ("tanh", Tensor.tanh),
        ("ReLU", Tensor.relu),
        ("GELU", _gelu),
    )
    zs = np.linspace(-4.0, 4.0, 129)
    parts = [
        svg.text((2, 14), "the function", size=SIZE, anchor="start", fill=BLUE, bold=True),
        svg.text((150, 14), "its slope", size=SIZE, anchor="start", fill=AMBER, bold=True),
    ]
    said = []
    for place, (name, function) in enumerate(panels):
        left, top = 214.0 * (place % 2), 30.0 + 190 * (place // 2)
        axes = Axes(left + 4, top + 8, 194, 150, (-4.0, 4.0), (-1.1, 2.6))
        z = Tensor(zs, requires_grad=True)
        a = function(z)
        a.sum().backward()
        assert z.grad is not None
        parts += [
            svg.line([axes.at(-4, 0), axes.at(4, 0)], stroke=FAINT),
            svg.line([axes.at(0, -1.1), axes.at(0, 2.6)], stroke=FAINT),
            svg.line([axes.at(-4, 1), axes.at(4, 1)], stroke=FAINT, width=1),
            svg.text((left + 10, top + 22), name, size=16, anchor="start", bold=True),
            svg.text((axes.at(0, 1)[0] - 4, axes.at(0, 1)[1] - 4), "1", size=SIZE, anchor="end", fill=QUIET),
            _inside(axes, zs, a.data, BLUE),
            _inside(axes, zs, z.grad, AMBER),
        ]
        middle = len(zs) // 2
        said.append(f"{name}: {number(a.data[middle])} at 0, slope {number(z.grad[middle])} at 0, at 4 slope ")
        said[-1] += f"{number(round(float(z.grad[-1]), 4))}, at -4 slope {number(round(float(z.grad[0]), 4))}."
    parts.append(svg.formula((WIDTH, 402), "z from −4 to 4", size=15, anchor="end", fill=QUIET))
    return svg.picture(
        WIDTH, 410, *parts, title="Activation functions and their slopes", description=" ".join(said), scale=SCALE
    )


def _inside(axes: Axes, xs: Iterable[float], ys: Iterable[float], colour: str) -> str:
    """A curve as far as it lies in the panel."""
    low, high = axes.y_range
    return svg.line(
        [axes.at(float(x), float(y)) for x, y in zip(xs, ys, strict=True) if low <= y <= high], stroke=colour, width=2
    )


def gelu_and_slope(z: Array) -> tuple[Array, Array]:
    """The GELU of each z, z times the probability that a standard normal number is at most z, and its derivative."""
    below = np.array([(1.0 + math.erf(one / math.sqrt(2.0))) / 2.0 for one in z])
    density = np.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    return z * below, below + z * density


def _gelu(z: Tensor) -> Tensor:
    value, slope = gelu_and_slope(z.data)
    return new_node(value, "gelu", (z,), (lambda g: g * slope,))


def hat() -> Svg:
    """Two hidden neurons that bend at 5 km, and their weighted sum: above zero in the middle alone."""
    parts, sentences = [], []
    hidden: tuple[tuple[Callable[[float], float], str, str], ...] = (
        (lambda x: (Value(x) - 5).relu().data, "h₁ = relu(x − 5)", BLUE),
        (lambda x: (5 - Value(x)).relu().data, "h₂ = relu(5 − x)", RED),
    )
    upper = Axes(4, 34, 412, 96, (0.0, 10.0), (-0.4, 5.4))
    for function, name, colour in hidden:
        parts.append(upper.curve(function, stroke=colour, samples=100))
        at = (410, 16) if colour == BLUE else (10, 16)
        parts.append(svg.formula(at, name, anchor="end" if colour == BLUE else "start", fill=colour))

    def score(x: float) -> float:
        return (3 - (Value(x) - 5).relu() - (5 - Value(x)).relu()).data

    lower = Axes(4, 160, 412, 120, (0.0, 10.0), (-2.4, 3.4))
    parts += [
        svg.line([upper.at(0, 0), upper.at(10, 0)], stroke=FAINT),
        svg.line([lower.at(0, 0), lower.at(10, 0)]),
        lower.curve(score, stroke=INK, samples=100),
        svg.formula((10, 168), "f = 3 − h₁ − h₂", anchor="start"),
    ]
    for km, accepted in ((1.0, False), (5.0, True), (9.0, False)):
        parts.append(svg.dot(lower.at(km, score(km)), 6, fill=BLUE if accepted else AMBER))
        sentences.append(f"f({number(km)}) = {number(score(km))}")
    for km in (0, 2, 5, 8, 10):
        anchor = {0: "start", 10: "end"}.get(km, "middle")
        parts.append(svg.text((lower.at(km, 0)[0], 300), str(km), size=SIZE, anchor=anchor, fill=QUIET))
    parts.append(svg.text((416, 320), "km of the ride", size=SIZE, anchor="end", fill=QUIET))
    said = "Two hidden neurons with a bend at 5 km, and 3 minus both, which is above 0 from 2 to 8 km: "
    return svg.picture(
        WIDTH,
        328,
        *parts,
        title="Two bends make a hat",
        description=said + ", ".join(sentences) + ".",
        scale=SCALE,
    )


def backward() -> Svg:
    """The neuron of the lecture with all numbers: values, gradients, and the factor on each arrow of the way back."""
    (x1, x2), (w1, w2) = map(Value, RIDES[0]), map(Value, WEIGHTS)
    b = Value(BIAS)
    z = w1 * x1 + w2 * x2 + b
    a = z.sigmoid()
    loss = (a - ACCEPTED[0]) ** 2
    loss.backward()
    names = {x1: "x₁", w1: "w₁", x2: "x₂", w2: "w₂", b: "b", z: "z", a: "a", loss: "L"}
    places = {w1: (42, 46), x1: (42, 128), w2: (42, 210), x2: (42, 292), b: (42, 374), z: (212, 210)}
    places |= {a: (368, 120), loss: (368, 300)}
    nodes = {
        value: Node(at, names[value], data=_short(value.data), grad=_short(value.grad), width=80)
        for value, at in places.items()
    }
    [slope] = a.local_derivatives
    steps = [(w1, z, x1.data), (x1, z, w1.data), (w2, z, x2.data), (x2, z, w2.data), (b, z, 1.0)]
    steps += [(z, a, slope), (a, loss, 2 * (a.data - ACCEPTED[0]))]
    parts = [node.draw() for node in nodes.values()]
    for parent, child, local in steps:
        parts.append(connect(nodes[child], nodes[parent], stroke=AMBER))
        x, y = halfway(nodes[child], nodes[parent])
        across = {a: -46.0, z: 0.0, x1: 8.0, w2: 0.0, x2: -14.0, b: -18.0}.get(parent, 12.0)
        above = {a: -5.0, z: 34.0}.get(parent, 10.0)
        parts.append(svg.text((x + across, y - above), f"× {_short(local)}", size=SIZE))
    parts += [
        svg.text((4, 434), "value", size=SIZE, anchor="start", fill=BLUE, bold=True),
        svg.text((56, 434), "gradient of L; arrows: the way back", size=SIZE, anchor="start", fill=AMBER, bold=True),
    ]
    given = ", ".join(f"{names[value]} {_short(value.grad)}" for value in places)
    return svg.picture(
        WIDTH,
        442,
        *parts,
        title="Backward through a neuron",
        description=f"z = w1 x1 + w2 x2 + b = {number(z.data)}, a = sigmoid(z) = {_short(a.data)}, L = (a - 1) squared "
        f"= {_short(loss.data)}. Gradients of L: {given}. Each input arrow multiplies by the other factor.",
        scale=SCALE,
    )


def _short(x: float) -> str:
    """Up to four decimals."""
    return number(round(x, 4))


def saturated() -> Svg:
    """The loss of one neuron on the six rides from two starts: one of them is wrong and sure of it."""
    starts = {
        "from zero": ((0.0, 0.0), 0.0),
        "wrong and sure of it": ((3.0, -2.0), 0.0),
    }
    axes = Axes(44, 26, 370, 190, (0.0, 200.0), (0.0, 0.9))
    parts, said = [svg.text((4, 14), "mean squared error", size=SIZE, anchor="start", fill=QUIET)], []
    for height in (0.0, 0.25, 0.5, 0.75):
        (left, y), (right, _) = axes.at(0, height), axes.at(200, height)
        parts.append(svg.line([(left, y), (right, y)], stroke=FAINT if height else QUIET))
        parts.append(svg.text((38, y + 5), number(height), size=SIZE, anchor="end", fill=QUIET))
    for step in (0, 50, 100, 150, 200):
        anchor = "end" if step == 200 else "middle"
        parts.append(svg.text((axes.at(step, 0)[0], 236), str(step), size=SIZE, anchor=anchor, fill=QUIET))
    parts.append(svg.text((414, 256), "step", size=SIZE, anchor="end", fill=QUIET))
    for (name, start), colour in zip(starts.items(), (BLUE, AMBER), strict=True):
        losses = _losses(*start)
        parts.append(svg.line([axes.at(*point) for point in enumerate(losses)], stroke=colour, width=2))
        parts.append(svg.text((410, axes.at(0, losses[-1])[1] - 12), name, size=SIZE, anchor="end", fill=colour))
        said.append(f"{name}: {number(losses[0])} at first, {number(losses[-1])} after 200 steps.")
    return svg.picture(
        WIDTH,
        264,
        *parts,
        title="One neuron, two starts",
        description="Loss over steps. " + " ".join(said),
        scale=SCALE,
    )


def vanishing() -> Svg:
    """What is left of a gradient of 1 behind a row of 1 to 20 neurons, with each of three activations."""
    rows, start = 20, 0.5
    axes = Axes(48, 24, 330, 190, (0.0, float(rows)), (-13.5, 1.0))  # upwards, powers of ten
    parts, said = [svg.text((4, 14), "what is left", size=SIZE, anchor="start", fill=QUIET)], []
    for power, name in ((0, "1"), (-4, "10⁻⁴"), (-8, "10⁻⁸"), (-12, "10⁻¹²")):
        (left, y), (right, _) = axes.at(0, power), axes.at(rows, power)
        parts.append(svg.line([(left, y), (right, y)], stroke=FAINT))
        parts.append(svg.text((42, y + 5), name, size=SIZE, anchor="end", fill=QUIET))
    for layers in (0, 5, 10, 15, 20):
        parts.append(svg.text((axes.at(layers, 0)[0], 234), str(layers), size=SIZE, fill=QUIET))
    parts.append(svg.text((WIDTH, 256), "neurons in the row", size=SIZE, anchor="end", fill=QUIET))
    kinds: tuple[tuple[str, Callable[[Value], Value], str, float], ...] = (
        ("ReLU", Value.relu, BLUE, -4.0),
        ("tanh", Value.tanh, RED, 14.0),
        ("sigmoid", Value.sigmoid, AMBER, 0.0),
    )
    for name, function, colour, lower in kinds:
        left_over = gradients_in_a_row(function, start, rows)
        points = [axes.at(layers, math.log10(gradient)) for layers, gradient in enumerate(left_over)]
        parts.append(svg.line(points, stroke=colour, width=2))
        parts += [svg.dot(points[layers], 3.5, fill=colour) for layers in (1, 5, 10, 20)]
        beside = (WIDTH, points[-1][1] + lower) if lower else (points[10][0] + 72, points[10][1])
        parts.append(svg.text(beside, name, size=SIZE, anchor="end", fill=colour))
        said.append(
            f"{name}: {left_over[1]:.0e} behind 1, {left_over[10]:.0e} behind 10, {left_over[20]:.0e} behind 20."
        )
    return svg.picture(
        WIDTH,
        264,
        *parts,
        title="The vanishing gradient",
        description="What is left of a gradient of 1, on an axis of powers of ten. " + " ".join(said),
        scale=SCALE,
    )


def gradients_in_a_row(function: Callable[[Value], Value], start: float, rows: int) -> list[float]:
    """The gradient of the input of a row of 0, 1, ... neurons, each with weight 1 and bias 0: the engine's."""
    found = []
    for length in range(rows + 1):
        first = out = Value(start)
        for _ in range(length):
            out = function(out)
        out.backward()
        found.append(first.grad)
    return found


def _losses(weights: tuple[float, float], bias: float) -> list[float]:
    """The mean squared error of a sigmoid neuron on the six rides, at each of 200 steps of gradient descent."""
    x, y = Tensor(RIDES), Tensor(np.array(ACCEPTED, dtype=float))
    w, b = Tensor(np.array(weights), requires_grad=True), Tensor(bias, requires_grad=True)
    losses = []
    for _ in range(201):
        loss = (((x @ w + b).sigmoid() - y) ** 2).mean()
        losses.append(loss.item())
        w.zero_grad()
        b.zero_grad()
        loss.backward()
        assert w.grad is not None
        assert b.grad is not None
        w.data, b.data = w.data - 0.2 * w.grad, b.data - 0.2 * b.grad
    return losses


DRAWN = {
    "neuron.activations": activations,
    "neuron.backward": backward,
    "neuron.half_plane": half_plane,
    "neuron.hat": hat,
    "neuron.saturated": saturated,
    "neuron.vanishing": vanishing,
}
