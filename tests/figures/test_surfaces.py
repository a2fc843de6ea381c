"""Contour lines lie where the surface has their height, and a way is drawn as far as the picture reaches."""

import math
from xml.etree import ElementTree

import pytest

from chainrule.figures.surfaces import CROSSINGS, contour, descent

XS = [-2 + 4 * i / 40 for i in range(41)]


def test_the_contour_of_a_bowl_is_a_closed_circle() -> None:
    values = [[x * x + y * y for x in XS] for y in XS]
    pieces = contour(XS, XS, values, 1.234)
    assert all(math.hypot(*point) == pytest.approx(1.234**0.5, abs=0.01) for piece in pieces for point in piece)
    assert sum(math.dist(*piece) for piece in pieces) == pytest.approx(2 * math.pi * 1.234**0.5, rel=0.01)
    ends: dict[tuple[float, float], int] = {}
    for piece in pieces:
        for x, y in piece:
            key = (round(x, 9), round(y, 9))
            ends[key] = ends.get(key, 0) + 1
    assert set(ends.values()) == {2}


def test_every_way_a_line_can_cross_a_cell_is_known() -> None:
    assert set(CROSSINGS) == set(range(1, 15))
    for above, crossings in CROSSINGS.items():
        for side in {side for pair in crossings for side in pair}:
            assert (above >> side & 1) != (above >> (side + 1) % 4 & 1)


def test_a_level_that_the_surface_does_not_reach_has_no_line() -> None:
    assert contour([0, 1], [0, 1], [[1, 2], [3, 4]], 9) == []


def test_what_lies_outside_of_the_picture_is_not_drawn() -> None:
    values = [[x * x + y * y for x in XS] for y in XS]
    way = [(1.0, 1.0), (0.5, 0.5), (5.0, 0.0), (0.0, 0.0)]
    picture = descent(XS, XS, values, [0.5, 1], {"SGD": way}, title="A bowl", minima=[(0, 0)])
    assert picture.count("<circle") == 3
    assert "SGD: 3 steps to (0, 0)." in ElementTree.fromstring(picture)[1].text
