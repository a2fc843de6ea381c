"""Two spirals: where the points lie, and that the generator alone decides."""

import math
import random

import pytest

from chainrule.data.spirals import two_spirals


def test_spirals_without_noise_lie_on_their_arms() -> None:
    points, arms = two_spirals(200, 0.0, random.Random(0), turns=1.5)
    assert sum(arms) == 100
    for (x, y), arm in zip(points, arms, strict=True):
        radius = math.hypot(x, y)
        assert radius <= 1
        angle = math.pi * (3 * radius + arm)
        assert math.isclose(x, radius * math.cos(angle), abs_tol=1e-9)
        assert math.isclose(y, radius * math.sin(angle), abs_tol=1e-9)


def test_spirals_are_drawn_from_their_generator_and_refuse_negative_numbers() -> None:
    assert two_spirals(9, 0.1, random.Random(1)) == two_spirals(9, 0.1, random.Random(1))
    for count, noise in ((-1, 0.1), (1, -0.1), (1, math.nan)):
        with pytest.raises(ValueError, match="two_spirals needs"):
            two_spirals(count, noise, random.Random(0))
