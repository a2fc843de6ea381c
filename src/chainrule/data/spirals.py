"""Two arms of a spiral, wound around each other: points that lie close together and belong far apart."""

import math
import random


def two_spirals(
    count: int, noise: float, generator: random.Random, turns: float = 1.0
) -> tuple[list[tuple[float, float]], list[int]]:
    """`count` points in the plane and the arm, 0 or 1, that each belongs to.

    A point of arm 0 is (t cos φ, t sin φ) with φ = 2 pi `turns` t; arm 1 is the same turned by half. t is the root of a
    number drawn from [0, 1], so that the arms are about as dense outside as inside; normal noise of standard deviation
    `noise` is added to both coordinates. Points go to the arms in turn.

    Raises ValueError for a negative count or noise.

    >>> points, arms = two_spirals(100, noise=0.02, generator=random.Random(0))
    >>> len(points), sum(arms)
    (100, 50)
    """
    if count < 0 or not noise >= 0.0:
        raise ValueError(f"two_spirals needs count >= 0 and noise >= 0, not count={count!r}, noise={noise!r}")
    points, arms = [], []
    for number in range(count):
        arm, t = number % 2, math.sqrt(generator.random())
        angle = math.pi * (2 * turns * t + arm)
        x, y = t * math.cos(angle), t * math.sin(angle)
        points.append((x + generator.gauss(0.0, noise), y + generator.gauss(0.0, noise)))
        arms.append(arm)
    return points, arms
