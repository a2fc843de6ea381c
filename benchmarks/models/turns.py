"""Several ways to do one thing take turns, so that what else the machine does disturbs all of them alike."""

from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Run = Callable[[], object]


def in_turns(ways: Mapping[str, Run], turns: int, steps: int = 1) -> dict[str, list[float]]:
    """The processor seconds of a step of each way, in each turn; a turn is so many steps, and one comes before all."""
    for run in ways.values():
        run()
    took: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns):
        names = list(ways) if turn % 2 else list(ways)[::-1]
        for name in names:
            start = process_time()
            for _ in range(steps):
                ways[name]()
            took[name].append((process_time() - start) / steps)
    return took


def ratio(took: Mapping[str, list[float]], one: str, other: str) -> float:
    """The median over the turns of the time of one way by that of the other."""
    return median(a / b for a, b in zip(took[one], took[other], strict=True))
