"""Pictures as SVG text: the few shapes, colours and rules of lettering that every drawing of the course shares.

A picture takes the colours and fonts of the page that it stands in, light or dark, through the page's custom
properties, and has colours of its own for a place without them (a notebook, a file). It carries no style sheet, no
`style` attribute, no script and no `id`, so that a strict content policy lets it pass and two on one page do not clash.
"""

import math
import re
from collections.abc import Sequence
from html import escape

INK = "currentColor"
QUIET = "var(--quiet, #73777f)"
LINE = "var(--line-strong, #85827a)"
FAINT = "var(--line, #85827a55)"
SURFACE = "var(--raised, none)"
BLUE = "var(--accent, #4674c9)"  # data, and what runs forward
AMBER = "var(--warn, #a87000)"  # gradients, and what runs backward
GREEN = "var(--good, #2e8b5b)"
RED = "var(--bad, #d0454c)"

SANS = "var(--font-ui, system-ui, sans-serif)"
SERIF = "var(--font-read, Georgia, serif)"

Point = tuple[float, float]


class Svg(str):
    """The text of a picture. A notebook shows the picture, because it asks for `_repr_svg_`."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def picture(width: float, height: float, *parts: str, title: str, description: str, scale: float = 1.0) -> Svg:
    """The whole picture, `width` by `height` units, shown at `scale` pixels a unit where there is room.

    `title` and `description` are what a screen reader says in its place.
    """
    head = element("title", _written(title)) + element("desc", _written(description))
    return Svg(
        element(
            "svg",
            head + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_coordinate(width)} {_coordinate(height)}",
            width=width * scale,
            height=height * scale,
            role="img",
            font_family=SANS,
            fill=INK,
        )
    )


def element(name: str, content: str = "", **attributes: str | float | None) -> str:
    """`<name attributes>content</name>`. `stroke_width` is written stroke-width; None leaves an attribute out.

    `content` is SVG already; attributes are escaped here.
    """
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else _coordinate(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(
    at: Point, content: str, *, size: float = 14, anchor: str = "middle", fill: str = INK, bold: bool = False
) -> str:
    """A line of lettering whose baseline starts, is centred or ends (`anchor`: start, middle, end) at `at`."""
    return _lettering(_written(content), at, size, anchor, fill, bold)


def formula(
    at: Point, content: str, *, size: float = 16, anchor: str = "middle", fill: str = INK, bold: bool = False
) -> str:
    """A line of mathematics: letters that stand alone are italic, as variables are; words and digits are upright.

    So is the d of a derivative, as in dL/dw, whose L and w are italic.
    """
    parts = re.split(r"((?<![A-Za-z])d[A-Za-z]/d[A-Za-z](?![A-Za-z])|[A-Za-zα-ωΑ-Ω]+)", content)
    runs = (_derivative(run) if "/d" in run and run.startswith("d") else _letters(run) for run in map(_written, parts))
    return _lettering("".join(runs), at, size, anchor, fill, bold, SERIF)


def _letters(run: str) -> str:
    return element("tspan", run, font_style="italic") if len(run) == 1 and run.isalpha() else run


def _derivative(run: str) -> str:
    above, below = run.split("/")
    return f"d{_letters(above[1:])}/d{_letters(below[1:])}"


def _lettering(
    content: str, at: Point, size: float, anchor: str, fill: str, bold: bool, family: str | None = None
) -> str:
    return element(
        "text",
        content,
        x=at[0],
        y=at[1],
        font_family=family,
        font_size=size,
        font_weight="600" if bold else None,
        text_anchor=anchor if anchor != "start" else None,
        fill=fill if fill != INK else None,
    )


def line(points: Sequence[Point], *, stroke: str = LINE, width: float = 1.5) -> str:
    """A line through the points."""
    path = "M" + "L".join(f"{_coordinate(x)} {_coordinate(y)}" for x, y in points)
    return element("path", d=path, fill="none", stroke=stroke, stroke_width=width)


def curve(points: Sequence[Point], *, stroke: str = LINE, width: float = 1.5) -> str:
    """A smooth line through the points that passes each of them horizontally, from left to right."""
    x, y = points[0]
    path = f"M{_coordinate(x)} {_coordinate(y)}"
    for end_x, end_y in points[1:]:
        middle = _coordinate((x + end_x) / 2)
        bend = f"C{middle} {_coordinate(y)} {middle} {_coordinate(end_y)} " if abs(y - end_y) >= 0.05 else "L"
        path += f"{bend}{_coordinate(end_x)} {_coordinate(end_y)}"
        x, y = end_x, end_y
    return element("path", d=path, fill="none", stroke=stroke, stroke_width=width)


def arrow(start: Point, end: Point, *, stroke: str = LINE, width: float = 1.5, head: float = 8) -> str:
    """A straight line with a head at `end`."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    if length == 0.0:
        return ""
    u, v = (x1 - x0) / length, (y1 - y0) / length
    neck = (x1 - head * u, y1 - head * v)
    return line([start, neck], stroke=stroke, width=width) + arrow_head(end, (u, v), fill=stroke, size=head)


def arrow_head(tip: Point, direction: Point, *, fill: str = LINE, size: float = 8) -> str:
    """A filled triangle that ends at `tip` and points along the unit vector `direction`."""
    (x, y), (u, v) = tip, direction
    back, half = (x - size * u, y - size * v), 0.4 * size
    corners = [tip, (back[0] - half * v, back[1] + half * u), (back[0] + half * v, back[1] - half * u)]
    return element("polygon", points=" ".join(f"{_coordinate(a)},{_coordinate(b)}" for a, b in corners), fill=fill)


def box(
    centre: Point,
    width: float,
    height: float,
    *,
    stroke: str = LINE,
    fill: str = SURFACE,
    radius: float = 6,
    border: float = 1.5,
) -> str:
    """A rectangle with round corners around `centre`."""
    x, y = centre[0] - width / 2, centre[1] - height / 2
    return element(
        "rect", x=x, y=y, width=width, height=height, rx=radius, fill=fill, stroke=stroke, stroke_width=border
    )


def dot(centre: Point, radius: float, *, fill: str = INK) -> str:
    """A filled circle around `centre`."""
    return element("circle", cx=centre[0], cy=centre[1], r=radius, fill=fill)


def number(x: float) -> str:
    """`x` as people write it: four significant digits, and a minus sign instead of a hyphen.

    >>> number(-0.333333), number(24.0), number(1234567.0), number(float("nan"))
    ('−0.3333', '24', '1.235e+06', 'nan')
    """
    return "0" if x == 0.0 else f"{x:.4g}".replace("-", "−")


def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line of lettering is, in the same units as `size`: there is no font here to ask."""
    return size * (1.1 if bold else 1.0) * sum(map(_letter_width, content))


def _letter_width(letter: str) -> float:
    if letter in "mwMW@%—…" or ord(letter) >= 0x2E80:
        return 1.0
    if letter in "ijl.,:;'|! ":
        return 0.35
    return 0.8 if letter.isupper() or letter in "+−=×÷" else 0.62


def _written(content: str) -> str:
    """`content` as it may stand between tags: escaped, on one line, without characters that XML forbids."""
    return escape("".join(letter if letter.isprintable() else " " for letter in content))


def _coordinate(x: float) -> str:
    """A length to a tenth of a unit, without a needless `.0`."""
    return f"{round(x, 1) + 0.0:.1f}".removesuffix(".0")
