"""Two interleaving half circles: the smallest data set that no straight line separates."""

import math
import random


def two_moons(count: int, noise: float, generator: random.Random) -> tuple[list[tuple[float, float]], list[int]]:
    """`count` points in the plane and the moon, 0 or 1, that each belongs to, in random order.

    Moon 0 is the upper half of the unit circle, (cos t, sin t); moon 1 is the lower half of the same circle moved
    to (1, 0.5), (1 - cos t, 0.5 - sin t); with t evenly spaced over [0, pi]. Normal noise of standard deviation
    `noise` is added to both coordinates. An odd point goes to moon 1.

    Raises ValueError for a negative count or noise.

    >>> points, moons = two_moons(100, noise=0.1, generator=random.Random(0))
    >>> len(points), sum(moons)
    (100, 50)
    """
    if count < 0 or not noise >= 0.0:
        raise ValueError(f"two_moons needs count >= 0 and noise >= 0, not count={count!r}, noise={noise!r}")
    upper = [(math.cos(t), math.sin(t), 0) for t in _angles(count // 2)]
    lower = [(1.0 - math.cos(t), 0.5 - math.sin(t), 1) for t in _angles(count - count // 2)]
    samples = upper + lower
    generator.shuffle(samples)
    points = [(x + generator.gauss(0.0, noise), y + generator.gauss(0.0, noise)) for x, y, _ in samples]
    return points, [moon for _, _, moon in samples]


def _angles(count: int) -> list[float]:
    return [math.pi * index / max(count - 1, 1) for index in range(count)]
