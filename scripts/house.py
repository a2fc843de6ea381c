"""Draw the house: the rooms of `src/chainrule`, and from which others each imports, as docs/house.svg.

Run `.venv/bin/python scripts/house.py` after a room came or went; a test holds the picture to the imports. All imports
count, those inside of functions and for type checkers too. A room is a package below `chainrule`, `chainrule.campus` or
`chainrule.campus.site`, or a file that lies loose in one of them; the loose files of the site are two rooms: those that
an app imports are its ground floor, the others its roof.
"""

from collections.abc import Mapping
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import grimp

from chainrule import svg
from chainrule.autograd.graph_layout import layered

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/house.svg"
SITE = "chainrule.campus.site"
OPENED = ("chainrule", "chainrule.campus", SITE)  # their packages are rooms, and they are none
GROUND, ROOF = "site: ground floor", "site: roof"

SIZE, HEIGHT, FLOOR, PADDING, GAP, MARGIN = 14, 34, 68, 12, 20, 12

Imports = Mapping[str, frozenset[str]]  # a name, and the names that it imports from


@cache
def modules() -> Imports:
    """Every module with the modules of `chainrule` that it imports."""
    graph = grimp.build_graph("chainrule", cache_dir=None)
    return {module: frozenset(graph.find_modules_directly_imported_by(module)) for module in sorted(graph.modules)}


def children(imports: Imports, package: str) -> Imports:
    """The packages and files that lie directly in a package, each with its siblings that anything in it imports."""
    start = f"{package}."
    found: dict[str, set[str]] = {}
    for module, its in imports.items():
        if module.startswith(start):
            child = module.removeprefix(start).partition(".")[0]
            of = {other.removeprefix(start).partition(".")[0] for other in its if other.startswith(start)}
            found.setdefault(child, set()).update(of - {child})
    return {child: frozenset(its) for child, its in found.items()}


def packages(imports: Imports) -> tuple[str, ...]:
    """The modules that hold others."""
    return tuple(sorted({module.rpartition(".")[0] for module in imports} - {""}))


def rooms(imports: Imports) -> Imports:
    """The rooms, each with those that it imports from."""
    holders = packages(imports)
    loose = {m for m in imports if m.rpartition(".")[0] == SITE and m not in holders}
    of_apps = {other for module, its in imports.items() if module not in loose and inside(module) for other in its}
    ground = of_apps & loose
    while more := {other for module in ground for other in imports[module]} & loose - ground:
        ground |= more
    found: dict[str, set[str]] = {}
    for module, its in imports.items():
        if room := room_of(module, loose, ground):
            found.setdefault(room, set()).update(other for m in its if (other := room_of(m, loose, ground)))
    return {room: frozenset(its - {room}) for room, its in found.items()}


def inside(module: str) -> bool:
    return module.startswith(f"{SITE}.")


def room_of(module: str, loose: set[str], ground: set[str]) -> str:
    """The room that a module is in, as the picture names it; empty for what holds rooms, and for `python -m`."""
    if module in OPENED or module.endswith(".__main__"):
        return ""
    if module in loose:
        return GROUND if module in ground else ROOF
    holder = next(package for package in reversed(OPENED) if module.startswith(f"{package}."))
    return f"{holder}.{module.removeprefix(f'{holder}.').partition('.')[0]}".removeprefix("chainrule.")


def direct(imports: Imports) -> Imports:
    """Only arrows that no others say: where a imports b and b imports c, the one from a to c is left out."""
    below: dict[str, frozenset[str]] = {}
    for room in TopologicalSorter(imports).static_order():
        below[room] = frozenset(imports[room]).union(*(below[other] for other in imports[room]))
    return {room: its - frozenset().union(*(below[other] for other in its)) for room, its in imports.items()}


def draw(imports: Imports) -> svg.Svg:
    """Each room as a box above all those that it imports from, with lines to the nearest of them."""
    names = [*TopologicalSorter({room: sorted(its) for room, its in sorted(imports.items())}).static_order()]
    number = {room: place for place, room in enumerate(names)}
    arrows = direct(imports)
    widths = [svg.text_width(label(room), SIZE) + 2 * PADDING for room in names]
    layout = layered([sorted(number[other] for other in arrows[room]) for room in names], widths, gap=GAP, bend=6)
    highest = max(layout.layer)
    at = [
        (x + MARGIN, (highest - floor) * FLOOR + HEIGHT / 2 + MARGIN)
        for x, floor in zip(layout.y, layout.layer, strict=True)
    ]
    lines = [way([at[place] for place in reversed(path)]) for path in layout.paths]
    boxes = [
        svg.box(at[place], widths[place], HEIGHT, stroke=colour(room), fill="var(--raised, #ffffff)")
        + svg.text((at[place][0], at[place][1] + 5), label(room), size=SIZE)
        for place, room in enumerate(names)
    ]
    return svg.picture(
        max(at[place][0] + widths[place] / 2 for place in range(len(names))) + MARGIN,
        highest * FLOOR + HEIGHT + 2 * MARGIN,
        *lines,
        *boxes,
        title="The rooms of Chainrule",
        description=in_words(imports),
    )


def in_words(imports: Imports) -> str:
    """The whole picture for a screen reader, and all that the lines leave out."""
    said = (f"{room} imports from {', '.join(sorted(its)) or 'no room'}" for room, its in sorted(imports.items()))
    return "; ".join(said) + "."


def label(room: str) -> str:
    return room.removeprefix("campus.").replace("site.", "site/")


def colour(room: str) -> str:
    if "site" in room:
        return svg.BLUE
    return svg.GREEN if room.startswith("campus.") else svg.AMBER if room in ("labs", "cli") else svg.LINE


def way(points: list[svg.Point]) -> str:
    """A line down from room to room, around those in between."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (end_x, end_y) in pairwise(points):
        middle = (y + end_y) / 2
        path += f"C{x:.1f} {middle:.1f} {end_x:.1f} {middle:.1f} {end_x:.1f} {end_y:.1f}"
    return svg.element("path", d=path, fill="none", stroke=svg.LINE, stroke_width=1.2)


def main() -> None:
    PICTURE.write_text(draw(rooms(modules())) + "\n", encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)} is drawn")


if __name__ == "__main__":
    main()
