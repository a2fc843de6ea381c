"""Lectures 3 and 4: gradient descent. Every step is computed by `chainrule.autograd`."""

from collections.abc import Callable, Sequence

from chainrule import svg
from chainrule.autograd.value import Value
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, QUIET, RED, Svg, number

WIDTH = 420
SCALE = 1.4


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


def parabola() -> Svg:
    """L = w**2 from the same start with three learning rates: too small, right, too large."""
    steps = 6
    parts, sentences = [], []
    for left, rate, verdict, colour in (
        (0, 0.03, "too small", BLUE),
        (143, 0.3, "right", GREEN),
        (286, 1.03, "too large", RED),
    ):
        axes = Axes(left + 3, 40, 128, 150, (-6.0, 6.0), (0.0, 36.0))
        way = [w for (w,) in descend(lambda w: w**2, [4.0], rate, steps)]
        middle = left + 67
        parts += [
            svg.formula((middle, 16), f"η = {number(rate)}", size=17, fill=colour, bold=True),
            svg.text((middle, 35), verdict, size=15, fill=colour),
            svg.line([axes.at(-6, 0), axes.at(6, 0)]),
            axes.curve(lambda w: w**2),
            axes.steps([(w, w**2) for w in way], colour=colour),
            svg.formula((middle, 212), f"w = {number(way[-1])}", size=17),
        ]
        sentences.append(f"With η = {number(rate)}, {verdict}, w goes {', '.join(map(number, way))}.")
    parts.append(svg.text((WIDTH / 2, 238), f"L = w², {steps} steps from the same start", size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        248,
        *parts,
        title="Gradient descent with three learning rates",
        description="The loss is L = w squared, with its minimum at 0. " + " ".join(sentences),
        scale=SCALE,
    )


def contours() -> Svg:
    """A long valley from above: a careful learning rate, and one that jumps over the valley floor at every step."""
    steepness, start, steps = 8.0, (-8.4, 2.0), 14
    axes = Axes(0, 44, WIDTH, 164, (-10.5, 10.5), (-4.1, 4.1))
    (x, y), (unit, _) = axes.at(0, 0), axes.at(-9.5, 0)
    parts = [
        svg.element(
            "ellipse",
            cx=x,
            cy=y,
            rx=r * unit,
            ry=r * unit / steepness**0.5,
            fill="none",
            stroke=FAINT,
            stroke_width=1.5,
        )
        for r in (1.5, 3, 4.5, 6, 7.5, 9, 10.4)
    ]
    sentences = []
    for rate, verdict, colour, left, anchor in (
        (0.23, "jumps across", AMBER, WIDTH - 2, "end"),
        (0.05, "creeps along", BLUE, 2, "start"),
    ):
        way = descend(lambda u, v: 0.5 * (u**2 + steepness * v**2), start, rate, steps)
        parts += [
            axes.steps([(u, v) for u, v in way], colour=colour),
            svg.formula((left, 16), f"η = {number(rate)}", size=17, fill=colour, anchor=anchor, bold=True),
            svg.text((left, 35), verdict, size=15, fill=colour, anchor=anchor),
        ]
        u, v = way[-1]
        sentences.append(f"With η = {number(rate)} it {verdict} and comes to ({number(u)}, {number(v)}).")
    parts += [
        svg.dot(axes.at(*start), 5),
        svg.formula((WIDTH / 2, 234), f"L = ½ (u² + {number(steepness)} v²)", size=17),
        svg.text(
            (WIDTH / 2, 257), f"{steps} steps from the same start; the minimum is in the middle", size=14, fill=QUIET
        ),
    ]
    return svg.picture(
        WIDTH,
        266,
        *parts,
        title="Gradient descent in a long valley",
        description=f"Contour lines of a loss that is {number(steepness)} times as steep across as along. "
        + " ".join(reversed(sentences)),
        scale=SCALE,
    )
