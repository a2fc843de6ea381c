"""Charts of measured numbers: lines, dots and bars over axes with round numbers, as pictures of `chainrule.svg`."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chainrule import svg
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, INK, LINE, QUIET, RED, Point, Svg

WIDTH = 420
SIZE = 14  # of all lettering: 12 pixels where the picture is as narrow as a telephone
COLOURS = (BLUE, AMBER, GREEN, RED, INK, QUIET)
MOST_POINTS = 400  # of one line; more than that nobody can see, and the file gets large


@dataclass(frozen=True)
class Series:
    """Points that belong together: a line through them, dots on them, or both. What is not finite leaves a gap."""

    label: str
    points: Sequence[Point]
    line: bool = True
    dots: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Axis:
    """A range of numbers on a line, in equal steps or, with `log`, in equal factors."""

    low: float
    high: float
    log: bool = False

    def share(self, x: float) -> float:
        """Where x lies between the ends, from 0 to 1."""
        low, high, x = (math.log10(v) for v in (self.low, self.high, x)) if self.log else (self.low, self.high, x)
        return (x - low) / (high - low)

    def shows(self, x: float) -> bool:
        """Whether x is a number that has a place here."""
        return math.isfinite(x) and (x > 0 or not self.log)

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers within the range: 1, 2 or 5 times a power of ten, or powers of ten.

        >>> Axis(0, 7.3).ticks(), Axis(0.01, 30, log=True).ticks()
        ([0.0, 2.0, 4.0, 6.0], [0.01, 0.1, 1.0, 10.0])
        """
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            every = max(1, math.ceil((last - first + 1) / most))
            return [10.0**power for power in range(first, last + 1, every)] or [self.low, self.high]
        rough = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        digits = 1 - math.floor(math.log10(step))  # 3 * 0.1 is 0.3
        return [round(number * step, digits) for number in range(first, last + 1)]


def axis(values: Sequence[float], *, log: bool = False) -> Axis:
    """An axis on which all of the finite values have a place, with a little room around them."""
    shown = [v for v in values if math.isfinite(v) and (v > 0 or not log)]
    if not shown:
        return Axis(0.1, 1.0, log) if log else Axis(0.0, 1.0)
    low, high = min(shown), max(shown)
    if log:
        return Axis(low / 1.15, high * 1.15, log=True)
    room = max((high - low) * 0.04, max(-low, high) * 1e-3) or 1.0
    return Axis(0.0 if 0 <= low <= 0.2 * high else low - room, high + room)


def lines(
    series: Sequence[Series],
    *,
    title: str,
    x: str,
    y: str,
    description: str = "",
    x_log: bool = False,
    y_log: bool = False,
    y_axis: Axis | None = None,
    height: float = 270,
) -> Svg:
    """Series over common axes, `x` and `y` named, with a legend where there are two or more.

    >>> loss = Series("loss", [(1, 2.3), (2, 1.1), (3, 0.7)])
    >>> lines([loss], title="Training", x="epoch", y="loss").startswith("<svg")
    True
    """
    across = axis([x for one in series for x, _ in one.points], log=x_log)
    up = y_axis or axis([y for one in series for _, y in one.points], log=y_log)
    coloured = [(one, one.colour or COLOURS[index % len(COLOURS)]) for index, one in enumerate(series)]
    legend, top = _legend([(one.label, colour) for one, colour in coloured] if len(series) > 1 else [])
    labels = [svg.number(tick) for tick in up.ticks()]
    frame = _Frame(
        left=12 + max((svg.text_width(label, SIZE) for label in labels), default=0),
        top=top + 24,
        right=WIDTH - 12,
        bottom=height - 44,
        x=across,
        y=up,
    )
    parts = [legend, svg.text((0, top + 12), y, size=SIZE, anchor="start", fill=QUIET), *frame.drawn(x)]
    for one, colour in coloured:
        for run in _runs(_thinned(one.points), across, up):
            places = [frame.at(*point) for point in run]
            if one.line and len(places) > 1:
                parts.append(svg.line(places, stroke=colour, width=1.8))
            if one.dots or (one.line and len(places) == 1):
                parts += [svg.dot(place, 3.2, fill=colour) for place in places]
    return svg.picture(WIDTH, height, *parts, title=title, description=description or _ends(series, x, y), scale=1.4)


def bars(
    rows: Sequence[tuple[str, float]], *, title: str, value: str, description: str = "", colour: str = BLUE
) -> Svg:
    """A horizontal bar for each row, from zero, with its label in front and its number behind.

    >>> bars([("learning rate", 0.7), ("width", 0.2)], title="What mattered", value="share").count("<rect")
    2
    """
    shown = [number if math.isfinite(number) else 0.0 for _, number in rows]
    label_width = min(190.0, max((svg.text_width(label, SIZE) for label, _ in rows), default=0)) + 10
    number_width = max((svg.text_width(svg.number(number), SIZE) for _, number in rows), default=0) + 8
    low, high = min([0.0, *shown]), max([0.0, *shown])
    scale = (WIDTH - label_width - number_width) / ((high - low) or 1.0)
    zero, parts = label_width - low * scale, []
    for index, ((label, number), length) in enumerate(zip(rows, shown, strict=True)):
        y, end = 34 + 28 * index, zero + length * scale
        left, width = min(zero, end), max(abs(end - zero), 1.0)
        parts += [
            svg.text((label_width - 8, y + 5), label, size=SIZE, anchor="end"),
            svg.box((left + width / 2, y), width, 17, stroke="none", fill=colour, radius=2, border=0),
            svg.text((max(end, zero) + 6, y + 5), svg.number(number), size=SIZE, anchor="start"),
        ]
    parts.append(svg.text((zero, 12), value, size=SIZE, anchor="start", fill=QUIET))
    words = description or "; ".join(f"{label}: {svg.number(number)}" for label, number in rows) + "."
    return svg.picture(WIDTH, 34 + 28 * len(rows), *parts, title=title, description=words, scale=1.4)


@dataclass(frozen=True)
class _Frame:
    """The rectangle between the axes."""

    left: float
    top: float
    right: float
    bottom: float
    x: Axis
    y: Axis

    def at(self, x: float, y: float) -> Point:
        share = min(max(self.y.share(y), 0.0), 1.0)  # a given range may be narrower than the values
        across = self.left + (self.right - self.left) * self.x.share(x)
        return across, self.bottom - (self.bottom - self.top) * share

    def drawn(self, x_label: str) -> Iterator[str]:
        """The lines of the ticks, their numbers, and the name below."""
        for tick in self.y.ticks():
            _, y = self.at(self.x.low, tick)
            yield svg.line([(self.left, y), (self.right, y)], stroke=FAINT, width=1)
            yield svg.text((self.left - 6, y + 5), svg.number(tick), size=SIZE, anchor="end", fill=QUIET)
        yield svg.line([(self.left, self.bottom), (self.right, self.bottom)], stroke=LINE)
        last = -math.inf
        for tick in self.x.ticks():
            x, label = self.at(tick, self.y.low)[0], svg.number(tick)
            half = svg.text_width(label, SIZE) / 2
            yield svg.line([(x, self.bottom), (x, self.bottom + 4)])
            if x - half > last and x + half <= WIDTH:
                yield svg.text((x, self.bottom + 19), label, size=SIZE, fill=QUIET)
                last = x + half + 6
        yield svg.text((self.right, self.bottom + 38), x_label, size=SIZE, anchor="end", fill=QUIET)


def _legend(entries: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """The names of the series in their colours, in rows, and the height that they take."""
    parts, x, y = [], 0.0, 12.0
    for label, colour in entries:
        width = 26 + svg.text_width(label, SIZE)
        if x and x + width > WIDTH:
            x, y = 0.0, y + 21
        parts.append(svg.line([(x, y - 5), (x + 16, y - 5)], stroke=colour, width=3))
        parts.append(svg.text((x + 22, y), label, size=SIZE, anchor="start", fill=colour))
        x += width + 16
    return "".join(parts), y + 12 if entries else 0.0


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """At most `MOST_POINTS` of the points, evenly, the last among them."""
    every = math.ceil(len(points) / MOST_POINTS)
    return points if every <= 1 else [*points[:-1:every], points[-1]]


def _runs(points: Sequence[Point], x: Axis, y: Axis) -> Iterator[list[Point]]:
    """The stretches of points that have a place on both axes."""
    run: list[Point] = []
    for point in points:
        if x.shows(point[0]) and y.shows(point[1]):
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _ends(series: Sequence[Series], x: str, y: str) -> str:
    """What a screen reader says: where each series begins and ends."""
    said = [f"{y} over {x}."]
    for one in series:
        if one.points:
            (x0, y0), (x1, y1) = one.points[0], one.points[-1]
            numbers = [svg.number(value) for value in (y0, x0, y1, x1)]
            said.append(f"{one.label}: from {numbers[0]} at {numbers[1]} to {numbers[2]} at {numbers[3]}.")
    return " ".join(said)
