"""Lectures 3 and 4: gradient descent. Every step is computed by `chainrule.autograd`."""

from collections.abc import Callable, Mapping, Sequence

from chainrule import svg
from chainrule.autograd.value import Value
from chainrule.figures.plot import Axes
from chainrule.figures.surfaces import descent
from chainrule.svg import BLUE, GREEN, QUIET, RED, Point, Svg, number

WIDTH = 420
SCALE = 1.4
RECEIPT = (3.0, 9.0)  # kilometres, manat: the receipt of lecture 3
Receipts = Sequence[Sequence[float]]
RECEIPTS: Receipts = ((1.0, 3.0), (3.0, 9.0), (5.0, 12.0))  # and its three


def descend(loss: Callable[..., Value], start: Sequence[float], rate: float, steps: int) -> list[tuple[float, ...]]:
    """The points that gradient descent visits: w - rate dL/dw again and again, from `start`.

    >>> descend(lambda w: w**2, [1.0], rate=0.25, steps=2)
    [(1.0,), (0.5,), (0.25,)]
    """
    points = [tuple(start)]
    for _ in range(steps):
        parameters = [Value(x) for x in points[-1]]
        loss(*parameters).backward()
        points.append(tuple(parameter.data - rate * parameter.grad for parameter in parameters))
    return points


def one_knob(w: Value) -> Value:
    """The loss of the one receipt, with b held at 1: (3 w + 1 - 9)**2."""
    km, paid = RECEIPT
    return (w * km + 1.0 - paid) ** 2


def mean_loss(w: Value, b: Value, receipts: Receipts = RECEIPTS) -> Value:
    """The mean of the squared errors on the receipts."""
    total = Value(0.0)
    for km, paid in receipts:
        error = w * km + b - paid
        total = total + error * error
    return total / len(receipts)


def parabola() -> Svg:
    """The loss of one receipt over w, from the same start with three learning rates: too small, right, too large."""
    start, steps = 2.0, 6
    km, paid = RECEIPT
    best = (paid - 1.0) / km
    shown = (best - 1.8, best + 1.8)
    parts, sentences = [], []
    for left, rate, verdict, colour in (
        (0, 0.005, "too small", BLUE),
        (143, 0.05, "right", GREEN),
        (286, 0.12, "too large", RED),
    ):
        axes = Axes(left + 3, 40, 128, 150, shown, (0.0, _height(shown[1])))
        way = [w for (w,) in descend(one_knob, [start], rate, steps)]
        middle = left + 67
        parts += [
            svg.formula((middle, 16), f"η = {number(rate)}", size=17, fill=colour, bold=True),
            svg.text((middle, 35), verdict, size=15, fill=colour),
            svg.line([axes.at(shown[0], 0), axes.at(shown[1], 0)]),
            axes.curve(_height),
            axes.steps([(w, _height(w)) for w in way], colour=colour),
            svg.formula((middle, 212), f"w = {number(way[-1])}", size=17),
        ]
        sentences.append(f"With η = {number(rate)}, {verdict}, w goes {', '.join(map(number, way))}.")
    loss = f"L = ({number(km)} w + 1 − {number(paid)})², {steps} steps from w = {number(start)}"
    parts.append(svg.text((WIDTH / 2, 238), loss, size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        248,
        *parts,
        title="Gradient descent with three learning rates",
        description=f"The loss is L = ({number(km)} w + 1 - {number(paid)}) squared, with its minimum at "
        f"{number(best)}. " + " ".join(sentences),
        scale=SCALE,
    )


def _height(w: float) -> float:
    return one_knob(Value(w)).data


def contours() -> Svg:
    """The valley of the three receipts from above: a rate that creeps along its floor, and one that jumps across."""
    ways = {
        f"η = {number(rate)} {verdict}": [(w, b) for w, b in descend(mean_loss, (0.0, 0.0), rate, steps)]
        for rate, verdict, steps in ((0.08, "jumps across", 10), (0.05, "creeps along", 100))
    }
    title = "w to the right, b upwards; 10 steps and 100 steps"
    return valley(RECEIPTS, ways, (-0.6, 5.4), (-0.9, 3.1), title)


def valley(
    receipts: Receipts,
    ways: Mapping[str, Sequence[Point]],
    ws: Sequence[float],
    bs: Sequence[float],
    title: str,
) -> Svg:
    """The loss of some receipts from above, over these ranges of w and b, with the ways that were taken down it."""
    xs, ys = ([low + (high - low) * step / 90 for step in range(91)] for low, high in (ws, bs))
    values = [[mean_loss(Value(w), Value(b), receipts).data for w in xs] for b in ys]
    levels = (0.6, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0)
    return descent(xs, ys, values, levels, ways, title=title, minima=[best_line(receipts)], height=240)


def walk(receipts: Receipts, start: Sequence[float], rate: float, steps: int) -> list[Point]:
    """The places (w, b) that gradient descent visits on these receipts."""
    return [(w, b) for w, b in descend(lambda w, b: mean_loss(w, b, receipts), start, rate, steps)]


def best_line(receipts: Receipts = RECEIPTS) -> tuple[float, float]:
    """The line through the receipts with the least mean square: w and b, by the normal equations."""
    n = len(receipts)
    x, y = sum(km for km, _ in receipts) / n, sum(paid for _, paid in receipts) / n
    w = sum((km - x) * (paid - y) for km, paid in receipts) / sum((km - x) ** 2 for km, _ in receipts)
    return w, y - w * x
