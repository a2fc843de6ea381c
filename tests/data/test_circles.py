"""Two circles: where the points lie, and that the generator alone decides."""

import math
import random

import pytest

from chainrule.data import two_circles


@pytest.mark.parametrize("count", [0, 1, 2, 101])
def test_points_go_to_the_circles_in_turn(count: int) -> None:
    points, circles = two_circles(count, noise=0.1, generator=random.Random(0))
    assert len(points) == count
    assert circles == [number % 2 for number in range(count)]


def test_without_noise_the_points_lie_on_their_circles() -> None:
    for (x, y), circle in zip(*two_circles(60, 0.0, random.Random(0)), strict=True):
        assert math.hypot(x, y) == pytest.approx(0.5 if circle else 1.0)


def test_circles_are_drawn_from_their_generator_and_refuse_negative_numbers() -> None:
    assert two_circles(9, 0.1, random.Random(1)) == two_circles(9, 0.1, random.Random(1))
    for count, noise in ((-1, 0.1), (3, -0.1), (3, math.nan)):
        with pytest.raises(ValueError, match="two_circles needs"):
            two_circles(count, noise, random.Random(0))
