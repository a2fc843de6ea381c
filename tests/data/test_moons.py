"""Two moons: where the points lie, and that the generator alone decides."""

import math
import random

import pytest

from chainrule.data.moons import two_moons


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100, 101])
def test_half_of_the_points_belong_to_each_moon(count: int) -> None:
    points, moons = two_moons(count, noise=0.1, generator=random.Random(0))
    assert len(points) == len(moons) == count
    assert sum(moons) == count - count // 2


def test_without_noise_the_points_lie_on_two_half_circles() -> None:
    for (x, y), moon in zip(*two_moons(50, noise=0.0, generator=random.Random(0)), strict=True):
        if moon == 0:
            assert y >= -1e-12
            assert math.hypot(x, y) == pytest.approx(1.0)
        else:
            assert y <= 0.5 + 1e-12
            assert math.hypot(x - 1.0, y - 0.5) == pytest.approx(1.0)


def test_the_ends_of_both_moons_are_there() -> None:
    points, _ = two_moons(20, noise=0.0, generator=random.Random(0))
    for end in [(1, 0), (-1, 0), (0, 0.5), (2, 0.5)]:
        assert any(point == pytest.approx(end, abs=1e-12) for point in points)


def test_noise_has_the_standard_deviation_that_was_asked_for() -> None:
    points, moons = two_moons(4000, noise=0.2, generator=random.Random(0))
    radii = [math.hypot(x - moon, y - moon / 2) for (x, y), moon in zip(points, moons, strict=True)]
    mean = sum(radii) / len(radii)
    deviation = math.sqrt(sum((radius - mean) ** 2 for radius in radii) / len(radii))
    assert deviation == pytest.approx(0.2, rel=0.1)


def test_the_order_is_mixed_and_the_generator_decides_everything() -> None:
    state = random.getstate()
    first = two_moons(30, 0.1, random.Random(7))
    assert first == two_moons(30, 0.1, random.Random(7))
    assert first != two_moons(30, 0.1, random.Random(8))
    assert first[1] != sorted(first[1])
    assert random.getstate() == state


@pytest.mark.parametrize(("count", "noise"), [(-1, 0.1), (10, -0.1), (10, math.nan)])
def test_negative_counts_and_noise_are_refused(count: int, noise: float) -> None:
    with pytest.raises(ValueError, match="two_moons needs"):
        two_moons(count, noise, random.Random(0))
