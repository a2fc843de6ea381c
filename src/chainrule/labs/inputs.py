"""The inputs of a check: drawn from a seed that the student's process never sees."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
PLAIN_TO_THE_EYE = (-1.0, 0.0, 1.0, 2.0)  # where x * x = x + x and the like hide mistakes


class Draw:
    """Seeded inputs. The first round of a check draws short numbers, the later ones longer ones.

    Two draws with the same seed, name and round give the same values, so that a failure can be run again; each
    check has its own, so that it can be run alone. No float is drawn twice in a round.

    >>> draw = Draw(seed=1, name="shared_subgraph", round=0)
    >>> draw.floats(-3, 3) == Draw(1, "shared_subgraph", 0).floats(-3, 3)
    True
    """

    def __init__(self, seed: int, name: str, round: int) -> None:
        self.random = random.Random(f"{seed}/{name}/{round}")
        self.simple = round == 0
        self.drawn: set[float] = set()

    def floats(self, low: float, high: float, *, away_from: Iterable[float] = (), by: float = 0.1) -> float:
        """One float in [low, high] with at most two decimals, at least `by` away from each of `away_from`."""
        for attempt in range(1000):
            if self.simple and attempt < 50:
                value = round(self.random.uniform(low, high) * 2) / 2
                good = value not in PLAIN_TO_THE_EYE
            else:
                value, good = round(self.random.uniform(low, high), 2), True
            good = good and low <= value <= high and value not in self.drawn
            if good and all(abs(value - other) >= by for other in away_from):
                self.drawn.add(value)
                return value
        raise ValueError(f"nothing is left to draw between {low} and {high}")

    def integers(self, low: int, high: int) -> int:
        """One integer in [low, high], both ends included."""
        return self.random.randint(low, high)

    def choice(self, options: Sequence[T]) -> T:
        """One of the options."""
        return self.random.choice(options)
