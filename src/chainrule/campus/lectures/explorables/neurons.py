"""Lecture 5: activation functions with their slopes, and the half-plane of a neuron."""

import numpy as np

from chainrule import svg
from chainrule.autograd import Value
from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, Still, Values
from chainrule.figures.neuron import ACCEPTED, RIDES, gelu_and_slope
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, INK, RED, number

KINDS = ("sigmoid", "tanh", "relu", "gelu")
REACH = 5.0


def activated(kind: str, zs: list[float]) -> list[tuple[float, float]]:
    """A function of each z and its slope there: the library's engine, but for GELU, which it does not have."""
    if kind == "gelu":
        values, slopes = gelu_and_slope(np.array(zs))
        return list(zip(values.tolist(), slopes.tolist(), strict=True))
    found = []
    for z in zs:
        leaf = Value(z)
        out: Value = getattr(leaf, kind)()
        out.backward()
        found.append((out.data, leaf.grad))
    return found


def activations_still(values: Values) -> Still:
    """The function and its slope over z, with a dot at this z."""
    zs = [-REACH + 2.0 * REACH * k / 120 for k in range(121)]
    found = activated(values["kind"], zs)
    [(a, slope)] = activated(values["kind"], [values["z"]])
    axes = Axes(10, 10, 400, 200, (-REACH, REACH), (-1.3, 2.6))
    parts = [
        svg.line([axes.at(-REACH, 0), axes.at(REACH, 0)], stroke=FAINT),
        svg.line(
            [axes.at(z, min(height, 2.6)) for z, (height, _) in zip(zs, found, strict=True)], stroke=BLUE, width=2
        ),
        svg.line([axes.at(z, steep) for z, (_, steep) in zip(zs, found, strict=True)], stroke=AMBER, width=2),
        svg.dot(axes.at(values["z"], min(a, 2.6)), 5, fill=BLUE),
        svg.dot(axes.at(values["z"], slope), 5, fill=AMBER),
    ]
    words = (
        f"The function {values['kind']} (blue) and its slope (amber). At z = {number(values['z'])} it is {number(a)}, "
    )
    words += f"with the slope {number(slope)}."
    return Still(
        svg.picture(420, 220, *parts, title="An activation and its slope", description=words, scale=1.4), words
    )


def half_plane_still(values: Values) -> Still:
    """The six rides, the line z = 0 and the weights as an arrow."""
    (w1, w2), b = values["w"], values["b"]
    axes = Axes(8, 8, 320, 400, (0.0, 8.0), (0.0, 10.0))
    parts = [svg.line([axes.at(0, 0), axes.at(8, 0)]), svg.line([axes.at(0, 0), axes.at(0, 10)])]
    ends = [(x, (-b - w1 * x) / w2) for x in (0.0, 8.0) if w2] + [((-b - w2 * y) / w1, y) for y in (0.0, 10.0) if w1]
    inside = sorted({(round(x, 9), round(y, 9)) for x, y in ends if -1e-9 <= x <= 8 + 1e-9 and -1e-9 <= y <= 10 + 1e-9})
    if len(inside) > 1:
        parts.append(svg.line([axes.at(*inside[0]), axes.at(*inside[-1])], stroke=INK, width=2))
    parts.append(svg.arrow(axes.at(3.5, 6.0), axes.at(3.5 + w1, 6.0 + w2), stroke=RED, width=2.2))
    for ride, accepted in zip(RIDES, ACCEPTED, strict=True):
        parts.append(svg.dot(axes.at(*ride), 6, fill=BLUE if accepted else AMBER))
    right = sum(
        (sum_of((w1, w2), b, ride) > 0) == bool(accepted) for ride, accepted in zip(RIDES, ACCEPTED, strict=True)
    )
    words = f"The line z = 0 of the neuron with w = ({number(w1)}, {number(w2)}) and b = {number(b)}. "
    words += f"{right} of {len(RIDES)} rides are on the right side."
    return Still(svg.picture(336, 416, *parts, title="A neuron's half-plane", description=words, scale=1.2), words)


def sum_of(w: tuple[float, float], b: float, ride: tuple[float, float]) -> float:
    """The weighted sum of a ride, by the library."""
    return (Value(w[0]) * ride[0] + Value(w[1]) * ride[1] + b).data


ACTIVATIONS = Explorable(
    settings={
        "kind": settings.choice("sigmoid", KINDS),
        "z": settings.number(1, -REACH, REACH),
        "layers": settings.count(1, 20),
    },
    still=activations_still,
    parts=("picture", "values"),
    links=lambda values: ("a", "slope", "layers", "back"),
)
HALF_PLANE = Explorable(
    settings={"w": settings.numbers([-1, 0.5], fewest=2, most=2), "b": settings.number(0.5, -20, 20)},
    still=half_plane_still,
    parts=("picture", "values", "table"),
    links=lambda values: ("w", "b", "right", "sums"),
)
