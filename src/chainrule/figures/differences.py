"""Lecture 4: how far finite differences are from a derivative, for every size of the step."""

import math
from collections.abc import Callable

from chainrule import svg
from chainrule.figures.plot import Axes
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, QUIET, Point, Svg

WIDTH = 420
SCALE = 1.4
DECADES = 12  # steps from 10**-12 to 1
SAMPLES = 8  # in a decade
LEAST_ERROR = -12.0

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def one_sided(h: float) -> float:
    """(f(1 + h) - f(1)) / h for f = e**a."""
    return (math.exp(1.0 + h) - math.exp(1.0)) / h


def central(h: float) -> float:
    """(f(1 + h) - f(1 - h)) / 2h for f = e**a."""
    return (math.exp(1.0 + h) - math.exp(1.0 - h)) / (2.0 * h)


def errors(quotient: Callable[[float], float]) -> list[Point]:
    """(log10 h, log10 of the largest error near h) for steps from 1 down, against the exact derivative e.

    One step alone may be right by luck, so that each point is the worst of several steps around it.

    >>> h, error = min(errors(central), key=lambda point: point[1])
    >>> -7 < h < -4 and error < -9.5
    True
    """
    points = []
    for sample in range(DECADES * SAMPLES + 1):
        exponent = -sample / SAMPLES
        near = (10.0 ** (exponent + shift / 50.0) for shift in range(-5, 6))
        worst = max(abs(quotient(h) - math.e) for h in near)
        points.append((exponent, max(LEAST_ERROR, math.log10(worst))))
    return points


def error_curve() -> Svg:
    """The error of both difference quotients of e**a at 1, over the step, on logarithmic scales."""
    axes = Axes(52, 30, 354, 214, (-float(DECADES), 0.0), (LEAST_ERROR, 0.5))
    parts = [*_grid(axes)]
    ends = []
    for quotient, name, colour, place in (
        (one_sided, "one-sided", AMBER, (-4.9, -4.6)),
        (central, "central", BLUE, (-2.2, -6.7)),
    ):
        points = errors(quotient)
        best = min(points, key=lambda point: point[1])
        ends.append(f"{name}: smallest near {power_of_ten(best[0])}, about {power_of_ten(best[1])}")
        anchor = "end" if quotient is one_sided else "start"
        parts += [
            svg.line([axes.at(*point) for point in points], stroke=colour, width=2),
            svg.text(axes.at(*place), name, size=16, anchor=anchor, fill=colour, bold=True),
        ]
    low = axes.at(0.0, LEAST_ERROR)[1]
    parts += [
        svg.text((52, 14), "error", size=14, anchor="start", fill=QUIET),
        svg.formula((406, low + 40), "step h", size=15, anchor="end"),
        svg.text(axes.at(-9.0, -3.2), "round-off", size=15, fill=GREEN),
        svg.text(axes.at(-4.0, -1.2), "truncation", size=15, fill=GREEN),
    ]
    description = (
        "Error of two difference quotients for the derivative of e to the a at 1, over the step h, both on logarithmic "
        f"scales. Each curve falls and then rises as h shrinks. {'; '.join(ends)}."
    )
    return svg.picture(
        WIDTH, low + 50, *parts, title="The error of difference quotients", description=description, scale=SCALE
    )


def power_of_ten(exponent: float) -> str:
    """The power of ten nearest to 10**`exponent`, as people write it.

    >>> power_of_ten(-7.9)
    '10⁻⁸'
    """
    return "10" + str(round(exponent)).translate(SUPERSCRIPTS)


def _grid(axes: Axes) -> list[str]:
    """A faint line for every second power of ten, with its name."""
    parts = []
    for exponent in range(-DECADES, 1, 2):
        (x, bottom), (_, top) = axes.at(exponent, LEAST_ERROR), axes.at(exponent, 0.5)
        parts += [
            svg.line([(x, bottom), (x, top)], stroke=FAINT, width=1),
            svg.text((x, bottom + 18), power_of_ten(exponent), size=14, fill=QUIET),
        ]
    for exponent in range(int(LEAST_ERROR), 1, 2):
        (left, y), (right, _) = axes.at(-DECADES, exponent), axes.at(0.0, exponent)
        parts += [
            svg.line([(left, y), (right, y)], stroke=FAINT, width=1),
            svg.text((left - 6, y + 5), power_of_ten(exponent), size=14, anchor="end", fill=QUIET),
        ]
    return parts
