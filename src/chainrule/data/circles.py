"""Two circles, one inside the other: a data set that a network must bend around."""

import math
import random


def two_circles(count: int, noise: float, generator: random.Random) -> tuple[list[tuple[float, float]], list[int]]:
    """`count` points in the plane and the circle, 0 or 1, that each belongs to.

    Circle 0 has the radius 1, circle 1 the radius 0.5, both around the origin; the angle is drawn evenly from
    [0, 2 pi], and normal noise of standard deviation `noise` is added to both coordinates. Points go to the circles in
    turn.

    Raises ValueError for a negative count or noise.

    >>> points, circles = two_circles(100, noise=0.05, generator=random.Random(0))
    >>> len(points), sum(circles)
    (100, 50)
    """
    if count < 0 or not noise >= 0.0:
        raise ValueError(f"two_circles needs count >= 0 and noise >= 0, not count={count!r}, noise={noise!r}")
    points, circles = [], []
    for number in range(count):
        circle, angle = number % 2, 2 * math.pi * generator.random()
        radius = 0.5 if circle else 1.0
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        points.append((x + generator.gauss(0.0, noise), y + generator.gauss(0.0, noise)))
        circles.append(circle)
    return points, circles
