"""Charts hold what they are given, on axes with round numbers."""

import doctest
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule import chart
from chainrule.chart import Axis, Series, axis, bars, lines

numbers = st.floats(-1e6, 1e6)
positive = st.floats(1e-9, 1e9)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(chart).failed == 0


@given(st.lists(numbers, min_size=1))
def test_every_value_has_a_place_on_its_axis_and_ticks_are_few_and_inside(values: list[float]) -> None:
    one = axis(values)
    assert all(-1e-9 <= one.share(value) <= 1 + 1e-9 for value in values)
    ticks = one.ticks()
    assert 1 <= len(ticks) <= 8
    assert all(-1e-6 <= one.share(tick) <= 1 + 1e-6 for tick in ticks)


@given(st.lists(positive, min_size=1))
def test_a_logarithmic_axis_holds_every_positive_value(values: list[float]) -> None:
    one = axis(values, log=True)
    assert all(0 <= one.share(value) <= 1 for value in values)
    assert 1 <= len(one.ticks()) <= 8


def test_what_is_not_finite_leaves_a_gap_and_breaks_nothing() -> None:
    points = [(0, 1.0), (1, 2.0), (2, math.nan), (3, math.inf), (4, 1.0), (5, 3.0)]
    picture = lines([Series("loss", points)], title="t", x="step", y="loss")
    assert "nan" not in re.sub("<desc>.*?</desc>", "", picture)
    drawn = [e.get("d") for e in ElementTree.fromstring(picture).iter() if e.get("stroke-width") == "1.8"]
    assert [path.count("L") for path in drawn] == [1, 1]  # two lines of two points


@pytest.mark.parametrize("values", [[], [0.0], [math.nan], [5.0, 5.0]])
def test_a_chart_of_nothing_or_of_one_value_is_a_picture(values: list[float]) -> None:
    for log in (False, True):
        picture = lines([Series("a", list(enumerate(values)))], title="t", x="x", y="y", y_log=log)
        ElementTree.fromstring(picture)
    ElementTree.fromstring(bars([(str(v), v) for v in values], title="t", value="v"))


def test_a_long_series_is_thinned_and_keeps_its_last_point() -> None:
    points = [(step, float(step)) for step in range(100_000)]
    picture = lines([Series("a", points)], title="t", x="x", y="y")
    assert len(picture) < 20_000
    assert "99,999" not in picture
    assert "1e+05" in picture


def test_labels_are_escaped() -> None:
    picture = lines([Series("<b>", [(0, 1)]), Series("&", [(0, 1)])], title="<i>", x="<x>", y="<y>")
    assert "<b>" not in picture
    ElementTree.fromstring(picture)


def test_negative_bars_go_to_the_left_of_zero() -> None:
    root = ElementTree.fromstring(bars([("down", -1.0), ("up", 2.0)], title="t", value="v"))
    down, up = [e for e in root.iter() if e.tag.endswith("rect")]
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")), abs=0.2)


def test_a_given_range_may_be_narrower_than_the_values() -> None:
    picture = lines([Series("a", [(0, 1.0), (1, 100.0)])], title="t", x="x", y="y", y_axis=Axis(0, 2))
    ElementTree.fromstring(picture)
