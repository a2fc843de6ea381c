"""A sample of many like things: `make test` tries some of each, `make test-slow` tries all."""

from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def sample(things: Sequence[Thing], most: int) -> list[Thing]:
    """At most so many of them, evenly over their order; the first and the last are always there."""
    if len(things) <= most:
        return list(things)
    return [things[round(place * (len(things) - 1) / (most - 1))] for place in range(most)]
