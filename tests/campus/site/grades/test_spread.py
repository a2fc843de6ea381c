"""Mean, median, quartiles and tenths of a column."""

from itertools import pairwise
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site.grades.spread import picture, spread

PERCENTS = st.lists(st.none() | st.floats(0, 120), max_size=40)


@given(PERCENTS)
def test_everybody_with_a_number_is_counted_once(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    found = spread(values)
    assert found.n == sum(found.tenths) == len(known)
    if known:
        assert found.mean == pytest.approx(fmean(known))
        assert found.median == median(known)
        assert found.least == min(known)
        assert found.most == max(known)
        numbers = [found.least, found.lower, found.median, found.upper, found.most]
        assert all(a <= b + 1e-9 for a, b in pairwise(numbers))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("values", "tenths"),
    [
        ([0.0, 9.99, 10.0], (2, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
        ([99.9, 100.0, 110.0], (0, 0, 0, 0, 0, 0, 0, 0, 0, 3)),
        ([50.0], (0, 0, 0, 0, 0, 1, 0, 0, 0, 0)),
    ],
)
def test_the_border_of_two_tenths_belongs_to_the_upper_one(values: list[float], tenths: tuple[int, ...]) -> None:
    assert spread(values).tenths == tenths


def test_the_picture_says_its_numbers_to_who_does_not_see_it() -> None:
    drawn = picture(spread([5.0, 95.0, 96.0]), "Quiz 1")
    assert "0–10%: 1; " in drawn
    assert "90–100%: 2." in drawn
